"""`entente watchlist check|init|diff|publish`: the analyst's files, looked over and handed to the fleet."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from entente.cli import connections
from entente.cli.replay import FieldMapOption
from entente.cli.talk import FOUND, one_sentence, print_json, stderr
from entente.contracts.articles import Article
from entente.contracts.codec import encode, headers
from entente.contracts.errors import Misconfigured
from entente.ingest.archive import RejectedLine, read_archive
from entente.ingest.field_map import parse_field_map
from entente.runtime.broker import deliver
from entente.runtime.clock import SystemClock
from entente.runtime.records import Outgoing, Record
from entente.watchlist.linter import Finder, lint
from entente.watchlist.loader import contents, default_files, folder_files
from entente.watchlist.pack import pack
from entente.watchlist.unsourced import unsourced

app = typer.Typer(help="What is watched: actors, themes, cues, sources, rules.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Argument(help="A folder of watchlist files; without one, the default's.")
]

DEFAULT = "default"
"""What `diff` takes for the watchlist that ships, unless a folder has that name."""

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
def check(
    folder: Folder = None,
    *,
    list_unsourced: Annotated[
        bool,
        typer.Option("--unsourced", help="List what is empty for want of a source instead of counting it."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Look a watchlist over; exit 1 when something is to be mended. What has no source is counted."""
    from entente.reading.examples import check as check_all  # noqa: PLC0415 - loads the reader

    with one_sentence():
        files = files_of(folder)
        findings = check_all(files)
        empty = tuple(sorted(unsourced(contents(files).entries, Finder(files), SystemClock().now().date())))
    for finding in (*findings, *(empty if list_unsourced else ())):
        if as_json:
            print_json(finding)
        else:
            typer.echo(str(finding))
    ids = sum("Wikidata" in one.what for one in empty)
    stderr.print(f"{ids} actors without a Wikidata id, {len(empty) - ids} gaps in offices: no source says")
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


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="A folder of watchlist files, or `default`.")],
    new: Annotated[Path, typer.Argument(help="Another.")],
    *,
    archive: Annotated[
        list[Path] | None, typer.Option(help="Read these articles by both, too; may be repeated.")
    ] = None,
    field_map: FieldMapOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="One text a line, as JSON.")] = False,
) -> None:
    """Tell what NEW reads differently than OLD: their examples and, if given, an archive; exit 1 if anything.

    What that does to alerts is told by `entente backtest --watchlist NEW --against OLD`.
    """
    from entente.reading.difference import differences, examples  # noqa: PLC0415 - loads the reader

    texts = different = 0

    def told() -> Iterator[tuple[str, Article]]:
        nonlocal texts
        for each in chain(examples(*files), *(_articles(path, field_map) for path in archive or ())):
            texts += 1
            yield each

    with one_sentence():
        files = _named(old), _named(new)
        for found in differences(*files, told()):
            different += 1
            if as_json:
                print_json(found)
            else:
                typer.echo(f"{found.where}: {found.text}")
                for mark, lines in (("-", found.gone), ("+", found.come)):
                    for line in lines:
                        typer.echo(f"  {mark} {line}")
    stderr.print(f"{different} of {texts} texts are read differently")
    if different:
        raise typer.Exit(FOUND)


def _named(folder: Path) -> dict[str, str]:
    return default_files() if folder == Path(DEFAULT) and not folder.exists() else folder_files(folder)


def _articles(archive: Path, field_map: str) -> Iterator[tuple[str, Article]]:
    rejected = 0
    for number, read in enumerate(read_archive(archive, parse_field_map(field_map), SystemClock().now()), 1):
        if isinstance(read, RejectedLine):
            rejected += 1
        else:
            yield f"{archive.name}, record {number}", read
    if rejected:
        stderr.print(f"{rejected} records of {archive.name} are no articles")


@app.command("publish")
def publish(
    folder: Folder = None,
    *,
    at_once: Annotated[bool, typer.Option("--now")] = False,
    first: Annotated[bool, typer.Option("--first", help="Only where none has been published yet.")] = False,
) -> None:
    """Put a watchlist on its topic; it takes effect in a minute, or at once with --now."""
    with one_sentence():
        if first and _published():
            stderr.print("a watchlist is published already; it stays")
            return
        files = files_of(folder)
        faults = lint(files)
        if faults:
            raise Misconfigured(f"not published: {faults[0]} ({len(faults)} findings of `watchlist check`)")
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


def _published() -> bool:
    """Whether the topic holds a watchlist."""
    found: list[Record] = []
    connections.read_all(connections.broker(connections.settings()), ("watchlist",), found.append)
    return bool(found)
