"""`entente notifier check|where`: whether a routes' file is good, and whom an alert would reach by it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from entente.cli.talk import one_sentence, print_json
from entente.contracts.alerts import Alert
from entente.contracts.codec import decode
from entente.contracts.errors import Misconfigured
from entente.notifier.configuration import read_routing
from entente.notifier.planning import target
from entente.notifier.routing import Route, ways
from entente.runtime.clock import SystemClock

app = typer.Typer(help="Who is told of alerts.", no_args_is_help=True)

File = Annotated[
    Path | None,
    typer.Argument(envvar="ENTENTE_NOTIFIER_ROUTES_FILE", help="The routes' file; none: the shipped one."),
]


@app.command("check")
def check(file: File = None) -> None:
    """Look a routes' file over: its keys, its secrets, its Apprise URLs; nothing is sent."""
    with one_sentence():
        routing, secrets = read_routing(file)
        for name, config in routing.targets.items():
            target(name, config, secrets, SystemClock())
    typer.echo(f"{len(routing.targets)} targets, {len(routing.routes)} routes: good")


@app.command("where")
def where(
    alert: Annotated[Path, typer.Argument(help="An alert as JSON, as the topic alerts carries it.")],
    file: File = None,
    *,
    at: Annotated[datetime | None, typer.Option(help="When it is published, in UTC; none: now.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say whom an alert would reach, by which route, and when; nothing is sent."""
    now = SystemClock().now()
    published = now if at is None else at.replace(tzinfo=at.tzinfo or now.tzinfo)
    with one_sentence():
        routing, _ = read_routing(file)
        read = _alert(alert)
    for name, route in ways(routing.routes, read, published).items():
        earliest = _earliest(route, read, published)
        told = read.state == "firing" or route.resolved
        if as_json:
            print_json({"target": name, "route": route.name, "earliest": earliest, "told": told})
        else:
            when = "tells no ends" if not told else _when(earliest)
            typer.echo(f"{name:20} by {route.name:20} {when}")


def _earliest(route: Route, alert: Alert, published: datetime) -> datetime | None:
    """Say when the route lets a first notice go; null where its quiet hours never end."""
    due = published + route.waits
    if route.quiet is None or not route.held(alert.severity, due):
        return due
    return route.quiet.over_at(due)


def _when(earliest: datetime | None) -> str:
    return "never: its quiet hours don't end" if earliest is None else f"at {earliest:%Y-%m-%d %H:%M:%S} UTC"


def _alert(path: Path) -> Alert:
    try:
        return decode(Alert, path.read_bytes())
    except OSError as error:
        raise Misconfigured(f"{path} can't be read: {error.strerror or error}") from error
