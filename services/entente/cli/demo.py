"""`entente demo`: everything on this machine, over an archive, and what came of it."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from entente.cli.talk import FOUND, one_sentence, print_json, progress, stderr
from entente.contracts.alerts import Alert
from entente.demo.expectations import Expectation
from entente.demo.run import Result, Steps, demo
from entente.detecting.wording import notice
from entente.ingest.field_map import parse_field_map
from entente.ingest.replay import ReplayProgress
from entente.local.commands import DEFAULT_FOLDER
from entente.local.fleet import Fleet

STYLES = {"closer": "green", "apart": "red", "attention": "yellow"}
TEND_SECONDS = 1


def run_demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="End when done, even on a terminal.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the outcome as JSON; implies --once.")
    ] = False,
    archive: Annotated[Path | None, typer.Option(help="Another archive than the shipped one.")] = None,
    field_map: Annotated[
        str, typer.Option("--map", help="Its fields: published_at=date,text=title+snippet.")
    ] = "",
    folder: Annotated[
        Path,
        typer.Option(envvar="ENTENTE_LOCAL_DIR", help="Where data and logs go; `demo` in it is emptied."),
    ] = DEFAULT_FOLDER,
) -> None:
    """Start Kafka, Elasticsearch and the six services, replay an archive to now, show the alerts.

    Exit 0 when every article is indexed and the expected alerts came, 1 when not. On a terminal the
    desk stays open until Ctrl-C.
    """
    stay = not once and not as_json and sys.stdout.isatty()
    with one_sentence(), progress() as bars:
        steps = _steps(bars.add_task, bars.update)
        running = demo((folder / "demo").resolve(), archive, parse_field_map(field_map), steps)
        with running as (result, fleet):
            bars.stop()
            if as_json:
                print_json(result.outcome)
            else:
                _show(result)
            if stay:
                _stay(result, fleet)
    if not result.complete or (result.verdict is not None and not result.verdict.met):
        raise typer.Exit(FOUND)


def _steps(add: Callable[..., object], update: Callable[..., None]) -> Steps:
    sending = add("Replaying", total=None)
    settling = add("Reading, judging, indexing", total=None, visible=False)
    most = 0

    def lies_ahead(ahead: int) -> None:
        nonlocal most
        most = max(most, ahead)
        update(settling, total=most, completed=most - ahead, visible=True)

    def sends(at: ReplayProgress) -> None:
        update(sending, description=f"Replaying ({at.phase})", total=at.total, completed=at.done)

    return Steps(
        says=lambda what: stderr.print(what, style="dim", highlight=False), sends=sends, lies_ahead=lies_ahead
    )


def _show(result: Result) -> None:
    console = Console()
    outcome = result.outcome
    for alert in result.alerts:
        if alert.state != "withdrawn":
            _show_alert(console, alert)
    withdrawn = sum(alert.state == "withdrawn" for alert in result.alerts)
    table = Table(box=None, show_header=False)
    table.add_row("lines in the archive", f"{outcome.articles_in}")
    table.add_row("articles indexed", f"{outcome.articles_indexed} of {result.report.distinct}")
    table.add_row("duplicates and updates", f"{outcome.duplicates}")
    table.add_row("dead letters", f"{outcome.dead}")
    table.add_row("signals", f"{outcome.signals}")
    table.add_row("alerts standing", f"{len(outcome.alerts) - withdrawn} ({withdrawn} withdrawn)")
    table.add_row("moved by", f"{result.report.moved_days} days, so that the archive ends now")
    table.add_row("seconds", f"{outcome.seconds:.0f}")
    console.print(table)
    if result.verdict is not None:
        _show_verdict(console, result)


def _show_alert(console: Console, alert: Alert) -> None:
    first, _, rest = notice(alert, stories=3).partition("\n")
    style = f"bold {STYLES[alert.direction]}"
    console.print(first, style=style, markup=False, highlight=False, soft_wrap=True)
    console.print(rest + "\n", markup=False, highlight=False, soft_wrap=True)


def _show_verdict(console: Console, result: Result) -> None:
    verdict = result.verdict
    if verdict is None:
        return
    for missed in verdict.missed:
        console.print(f"missed: {_words(missed)}", style="red", markup=False)
    for alert in verdict.unwanted:
        console.print(f"unwanted: {notice(alert, stories=0)}", style="red", markup=False)
    if verdict.standing > verdict.at_most:
        console.print(
            f"{verdict.standing} alerts stand, {verdict.at_most} at most were acceptable", style="red"
        )
    if verdict.met:
        console.print("Every expected alert came, and nothing that was to stay quiet.", style="green")


def _words(one: Expectation) -> str:
    return f"{one.pair} {one.direction}, {one.from_} to {one.until}: {one.why}"


def _stay(result: Result, fleet: Fleet) -> None:
    stderr.print(f"\nThe desk is open at {result.desk_url} until Ctrl-C.", style="bold")
    signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        while True:
            signal.setitimer(signal.ITIMER_REAL, TEND_SECONDS)
            signal.pause()
            fleet.tend()
    except KeyboardInterrupt:
        stderr.print("Stopping", style="dim")
