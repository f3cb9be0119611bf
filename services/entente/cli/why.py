"""`entente why PAIR --at TIME`: what was observed and expected, and which gate held an alert back."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from entente.backtest import Archives, backtest_archives
from entente.backtest.indexed import Indexed, indexed
from entente.backtest.reading import cores
from entente.cli.connections import settings
from entente.cli.pairs import read_pair
from entente.cli.replay import FieldMapOption
from entente.cli.talk import one_sentence, print_json, progress, stderr
from entente.cli.watchlist import files_of
from entente.contracts.errors import Misconfigured
from entente.desk.store.index import Index
from entente.detecting import Judged, Why, why
from entente.ingest.dates import read_date
from entente.ingest.field_map import parse_field_map
from entente.runtime.clock import SystemClock
from entente.runtime.search import connect
from entente.watchlist.loader import parse
from entente.watchlist.model import Watchlist

WIDTH = 40
"""Columns of the picture of what was observed and expected."""


def run_why(  # noqa: PLR0913 - a command's options
    pair: Annotated[str, typer.Argument(help="Two powers in either order: CHN-RUS.")],
    *,
    at: Annotated[str, typer.Option(help="A day or an instant: 2025-09-03, 2025-09-03T06:00Z.")],
    archive: Annotated[
        list[Path] | None,
        typer.Option(help="JSONL or CSV, plain, gzip or zstd; may be repeated. Without: Elasticsearch."),
    ] = None,
    rule: Annotated[str | None, typer.Option(help="This rule only.")] = None,
    field_map: FieldMapOption = "",
    watchlist: Annotated[Path | None, typer.Option(help="A folder of watchlist files.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as one line of JSON.")] = False,
) -> None:
    """Judge again what held a time, by the functions that judge live, and show each gate passed or failed.

    Articles are read from archives, or what was read of them is fetched from Elasticsearch.
    """
    with one_sentence():
        wanted, when = read_pair(pair), read_date(at)
        if when is None:
            raise Misconfigured(f"{at!r} is no time; write it as 2025-09-03 or 2025-09-03T06:00Z")
        watched = parse(files_of(watchlist))
        known = sorted(r.id for r in watched.rules)
        if rule is not None and rule not in known:
            raise Misconfigured(f"there is no rule {rule!r}; the rules are {', '.join(known)}")
        if archive:
            read = Archives(tuple(archive), parse_field_map(field_map), SystemClock().now())
            (found,) = backtest_archives(read, [watched], workers=cores())
            answer = why(found.judge, watched, wanted, when.at, rule)
        else:
            kept = _fetched(watched, wanted, when.at)
            answer = why(kept.judge, watched, wanted, when.at, rule, coverage=kept.coverage)
    if as_json:
        print_json(answer)
    else:
        show(answer, Console())


def _fetched(watched: Watchlist, pair: str, at: datetime) -> Indexed:
    with connect(settings()) as client, progress() as bars:
        task = bars.add_task("Fetching articles", total=None)

        def hear(done: int, every: int) -> None:
            bars.update(task, completed=done, total=every)

        kept = indexed(Index(client), watched, pair, at, hear)
    others = sorted(kept.read_by - {watched.version})
    if others:
        stderr.print(
            f"The signals were read by watchlist {', '.join(others)}, and are judged by the rules of "
            f"{watched.version}; --watchlist names another.",
            highlight=False,
            soft_wrap=True,
        )
    return kept


def show(answer: Why, console: Console) -> None:
    """Draw an answer: a line for each rule, what was seen beside what chance brings, and the gates."""
    console.print(
        f"{answer.pair} at {answer.at:%Y-%m-%d %H:%M} UTC: {answer.stories} stories read, "
        f"watchlist {answer.watchlist_version}",
        highlight=False,
        soft_wrap=True,
    )
    if answer.because is not None:
        console.print(f"Nothing is judged there: {answer.because}.", highlight=False, soft_wrap=True)
    for one in answer.judged:
        console.print()
        console.print(_head(one), soft_wrap=True)
        console.print(_picture(one), soft_wrap=True)
        console.print(_gates(one))
        for headline in one.headlines:
            words = " ".join("".join(c if c.isprintable() else " " for c in headline).split())
            console.print(Text(f"    - {words}"), soft_wrap=True)
        if one.quiet:
            console.print(Text(f"    quiet then: {', '.join(one.quiet)}", style="yellow"), soft_wrap=True)


def _head(one: Judged) -> Text:
    said = "alerted" if one.alert else "fires, but no alert stands" if one.fires else "quiet"
    style = "bold green" if one.alert else "bold yellow" if one.fires else "bold"
    window = f"{one.window_start_at:%d %b %H:%M} to {one.window_end_at:%d %b %H:%M}, {one.window_hours} h"
    return Text.assemble((f"{one.rule}, {one.direction}: {said}", style), f"  ({window})")


def _picture(one: Judged) -> Text:
    """Draw the stories seen as blocks, and the middle 90 % of chance as dots beside them."""
    scale = min(1.0, WIDTH / max(one.observed, one.expected_high, 1))
    seen, low, high = (round(n * scale) for n in (one.observed, one.expected_low, one.expected_high))
    return Text.assemble(
        "    seen     ",
        ("█" * seen, "green" if one.fires else ""),
        f" {one.observed}\n    expected ",
        (" " * low + "·" * max(1, high - low), "dim"),
        f" {one.expected:.2f} ({one.expected_low} to {one.expected_high} nine times of ten)",
    )


def _gates(one: Judged) -> Table:
    table = Table("", "gate", "found", "asked", box=None, padding=(0, 2, 0, 0))
    for gate in one.gates:
        mark = Text("✓", style="green") if gate.passed else Text("✗", style="red")
        table.add_row(Text("    ") + mark, gate.name, f"{gate.observed:.3g}", f"{gate.required:.3g}")
    return table
