"""`entente backtest ARCHIVE…`: which alerts would have come, without a server."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from entente.backtest import Backtest, backtest
from entente.cli.replay import FieldMapOption
from entente.cli.talk import one_sentence, print_json, progress, stderr
from entente.cli.watchlist import files_of
from entente.contracts.articles import Article
from entente.contracts.values import pair_of, powers_of
from entente.detecting.wording import notice
from entente.ingest.archive import RejectedLine, read_archive
from entente.ingest.field_map import FieldMap, parse_field_map
from entente.runtime.clock import SystemClock
from entente.watchlist.loader import parse

SHOWN_STORIES = 5


def run_backtest(
    archives: Annotated[list[Path], typer.Argument(help="JSONL or CSV, plain, gzip or zstd.")],
    *,
    field_map: FieldMapOption = "",
    watchlist: Annotated[Path | None, typer.Option(help="A folder of watchlist files.")] = None,
    pair: Annotated[str | None, typer.Option(help="This pair's alerts only, in either order.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One alert a line, as JSON.")] = False,
) -> None:
    """Read and judge archives by the functions that run live, and print the alerts that stand."""
    with one_sentence(), progress() as bars:
        task = bars.add_task("Reading and judging", total=None)
        rejected: Counter[str] = Counter()
        articles = _articles(archives, parse_field_map(field_map), rejected)
        found = backtest(articles, parse(files_of(watchlist)), lambda done: bars.update(task, completed=done))
    wanted = None if pair is None else pair_of(*powers_of(pair.upper()))
    _show(found, wanted, as_json=as_json)
    stderr.print(
        f"{found.articles} articles, {found.undated} undated, {rejected.total()} lines rejected, "
        f"{found.signals} signals, {len(found.judgement.stories)} stories, "
        f"{len(found.judgement.alerts)} alerts"
    )


def _articles(archives: Sequence[Path], field_map: FieldMap, rejected: Counter[str]) -> Iterator[Article]:
    now = SystemClock().now()
    for archive in archives:
        for read in read_archive(archive, field_map, now):
            if isinstance(read, RejectedLine):
                rejected[read.reason] += 1
            else:
                yield read


def _show(found: Backtest, pair: str | None, *, as_json: bool) -> None:
    console = Console()
    for alert in sorted(found.judgement.alerts, key=lambda a: (a.window_start_at, a.id)):
        if pair not in {None, alert.pair}:
            continue
        if as_json:
            print_json(alert)
        else:
            told = notice(alert, stories=SHOWN_STORIES)
            console.print(told + "\n", markup=False, highlight=False, soft_wrap=True)
