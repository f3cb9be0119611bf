"""`entente backtest ARCHIVE…`: which alerts would have come, without a server."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from entente.backtest import Archives, Backtest, backtest_archives
from entente.backtest.change import KINDS, Change, changes
from entente.backtest.reading import cores
from entente.backtest.report import Asked, report
from entente.cli.pairs import read_pair
from entente.cli.replay import FieldMapOption
from entente.cli.talk import bytes_progress, one_sentence, print_json, stderr
from entente.cli.watchlist import files_of
from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured
from entente.detecting.wording import notice
from entente.ingest.field_map import parse_field_map
from entente.runtime.clock import SystemClock
from entente.runtime.garbage import collect_seldom
from entente.watchlist.loader import parse
from entente.watchlist.model import Watchlist

SHOWN_STORIES = 5
_MARKS = {"came": "+", "went": "-", "moved": "~", "revised": "="}
_SAID = {
    "came": "comes with the new watchlist",
    "went": "goes with the old one",
    "moved": "covers other time than before",
    "revised": "stays, and says something else",
}


def run_backtest(  # noqa: PLR0913 - a command's options
    archives: Annotated[list[Path], typer.Argument(help="JSONL or CSV, plain, gzip or zstd.")],
    *,
    field_map: FieldMapOption = "",
    watchlist: Annotated[Path | None, typer.Option(help="A folder of watchlist files.")] = None,
    against: Annotated[
        Path | None, typer.Option(help="Another such folder: what --watchlist brings and takes away.")
    ] = None,
    pair: Annotated[str | None, typer.Option(help="This pair's alerts only, in either order.")] = None,
    rule: Annotated[list[str] | None, typer.Option(help="This rule's alerts only; may be repeated.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report to look at into this file.")] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Reading processes; 0: as many as there are cores.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One alert a line, as JSON.")] = False,
) -> None:
    """Read archives on all cores, judge them by the functions that run live, and print the alerts that stand.

    With --against, print how they differ from those of another watchlist.
    """
    collect_seldom()
    with one_sentence():
        wanted = Wanted(None if pair is None else read_pair(pair), tuple(rule or ()))
        read = Archives(tuple(archives), parse_field_map(field_map), SystemClock().now())
        lists = [parse(files_of(folder)) for folder in (watchlist, against)[: 2 if against else 1]]
        wanted.check(lists)
        with bytes_progress() as bars:
            task = bars.add_task("Reading", total=sum(a.stat().st_size for a in archives if a.is_file()))
            found = backtest_archives(
                read,
                lists,
                workers=workers or cores(),
                hear=lambda count: bars.advance(task, count),
                judging=lambda: bars.update(task, description="Judging"),
            )
    new = wanted.of(found[0])
    changed = None if against is None else changes(wanted.of(found[1]), new)
    if html is not None:
        asked = Asked(
            tuple(a.name for a in archives),
            "default" if watchlist is None else watchlist.name,
            None if against is None else against.name,
            read.now,
            wanted.pair,
        )
        with one_sentence():
            _write(html, report(found[0], new, changed, asked))
    if changed is None:
        _show(new, as_json=as_json)
    else:
        _show_changes(changed, as_json=as_json)
    _sum_up(found[0], new)


class Wanted:
    """Which alerts are shown."""

    def __init__(self, pair: str | None, rules: Sequence[str]) -> None:
        self.pair = pair
        self._rules = rules

    def check(self, watchlists: Sequence[Watchlist]) -> None:
        """Look whether the rules asked for exist.

        Raises:
            Misconfigured: no watchlist has one of them.
        """
        known = {r.id for w in watchlists for r in w.rules}
        for rule in self._rules:
            if rule not in known:
                raise Misconfigured(f"there is no rule {rule!r}; the rules are {', '.join(sorted(known))}")

    def of(self, found: Backtest) -> list[Alert]:
        """Give the alerts asked for, in order of time."""
        return sorted(
            (
                a
                for a in found.judgement.alerts
                if self.pair in {None, a.pair} and (not self._rules or a.rule in self._rules)
            ),
            key=lambda a: (a.window_start_at, a.id),
        )


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{file} can't be written: {error.strerror or error}") from error
    stderr.print(f"The report is in {file}", markup=False, highlight=False, soft_wrap=True)


def _show(alerts: Sequence[Alert], *, as_json: bool) -> None:
    console = Console()
    for alert in alerts:
        if as_json:
            print_json(alert)
        else:
            told = notice(alert, stories=SHOWN_STORIES)
            console.print(told + "\n", markup=False, highlight=False, soft_wrap=True)


def _show_changes(found: Sequence[Change], *, as_json: bool) -> None:
    console = Console()
    for change in found:
        if as_json:
            print_json(change)
            continue
        stories = SHOWN_STORIES if change.change in {"came", "went"} else 0
        told = f"{_MARKS[change.change]} {_SAID[change.change]}\n{notice(change.alert, stories=stories)}\n"
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    counted = ", ".join(f"{sum(c.change == k for c in found)} {k}" for k in KINDS)
    stderr.print(f"Against the other watchlist: {counted}", highlight=False)


def _sum_up(found: Backtest, shown: Sequence[Alert]) -> None:
    if found.first_rejected is not None:
        stderr.print(
            f"The first record that is no article: {found.first_rejected}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    stderr.print(
        f"{found.articles} articles, {found.undated} undated, {sum(found.rejected.values())} lines rejected, "
        f"{found.signals} signals, {len(found.judgement.stories)} stories, "
        f"{len(found.judgement.alerts)} alerts, {len(shown)} of them asked for",
        highlight=False,
    )
