"""`entente watchlist check|init|publish`: the analyst's files, looked over and handed to the fleet."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from entente.cli import connections
from entente.cli.talk import FOUND, one_sentence, print_json, stderr
from entente.contracts.codec import encode, headers
from entente.contracts.errors import Misconfigured
from entente.runtime.broker import deliver
from entente.runtime.clock import SystemClock
from entente.runtime.records import Outgoing
from entente.watchlist.loader import default_files, folder_files, parse
from entente.watchlist.pack import pack

app = typer.Typer(help="What is watched: actors, themes, cues, sources, rules.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Argument(help="A folder of watchlist files; without one, the default's.")
]

HEAD_START = timedelta(minutes=1)
"""A version takes effect this long after it is published, so that all have read it by then."""

_DELIVERY_S = 30.0


def files_of(folder: Path | None) -> dict[str, str]:
    """Read a folder's files, or the default watchlist's.

    Raises:
        Misconfigured: the folder holds none.
    """
    return default_files() if folder is None else folder_files(folder)


@app.command("check")
def check(folder: Folder = None, *, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Look a watchlist over; exit 1 when something is to be mended."""
    from entente.reading.examples import check as check_all  # noqa: PLC0415 - loads the reader

    with one_sentence():
        findings = check_all(files_of(folder))
    for finding in findings:
        if as_json:
            print_json(finding)
        else:
            typer.echo(str(finding))
    stderr.print(f"{len(findings)} findings" if findings else "nothing to mend")
    if findings:
        raise typer.Exit(FOUND)


@app.command("init")
def init(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Copy the default watchlist into a new folder, to be changed there."""
    with one_sentence():
        if folder.exists() and any(folder.iterdir()):
            raise Misconfigured(f"{folder} is not empty; name a new folder")
        files = default_files()
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    stderr.print(f"{len(files)} files in {folder}")


@app.command("publish")
def publish(folder: Folder = None, *, at_once: Annotated[bool, typer.Option("--now")] = False) -> None:
    """Put a watchlist on its topic; it takes effect in a minute, or at once with --now."""
    with one_sentence():
        files = files_of(folder)
        parse(files)
        now = SystemClock().now()
        message = pack(files, now if at_once else now + HEAD_START)
        producer = connections.broker(connections.settings()).producer()
        written = Outgoing(
            topic="watchlist",
            key=message.version.encode(),
            value=encode(message),
            headers=headers(message, event_id=message.version, source="cli", at=now),
        )
        try:
            deliver(producer, [written], _DELIVERY_S)
        finally:
            producer.close(_DELIVERY_S)
    typer.echo(message.version)
