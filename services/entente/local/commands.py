"""`entente local up|down|status`: data on stdout, talk on stderr; exit 0 done, 1 not running, 2 failed."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from entente.contracts.errors import EntenteError
from entente.local.operations import down, status, up
from entente.local.stack import DEFAULTS, StackOptions
from entente.local.state import Condition, StackStatus

DEFAULT_FOLDER = Path(".local")

app = typer.Typer(
    name="local",
    help="Kafka and Elasticsearch on this machine, without docker.",
    no_args_is_help=True,
)

Folder = Annotated[
    Path, typer.Option(envvar="ENTENTE_LOCAL_DIR", help="Where the stack keeps its data and its state.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the state as JSON.")]


@app.command("up")
def up_command(  # noqa: PLR0913  # one parameter an option
    *,
    folder: Folder = DEFAULT_FOLDER,
    cache: Annotated[
        Path, typer.Option(envvar="ENTENTE_CACHE_DIR", help="Where downloads are kept.")
    ] = DEFAULTS.cache,
    mirror: Annotated[
        str | None, typer.Option(envvar="ENTENTE_MAVEN_MIRROR", help="A Maven repository to download from.")
    ] = None,
    kafka_heap: Annotated[int, typer.Option(help="Kafka's heap in MB.", min=128)] = DEFAULTS.kafka_heap_mb,
    elasticsearch_heap: Annotated[
        int, typer.Option(help="Elasticsearch's heap in MB.", min=256)
    ] = DEFAULTS.elasticsearch_heap_mb,
    as_json: AsJson = False,
) -> None:
    """Start Kafka and Elasticsearch and leave them running until `down`."""
    options = StackOptions(
        cache=cache, mirror=mirror, kafka_heap_mb=kafka_heap, elasticsearch_heap_mb=elasticsearch_heap
    )
    try:
        found = up(folder, options, Console(stderr=True))
    except EntenteError as error:
        raise _refusal(error) from error
    _show(found, as_json=as_json)


@app.command("down")
def down_command(*, folder: Folder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Stop them; the data stay. Done at once when nothing runs."""
    try:
        found = down(folder)
    except EntenteError as error:
        raise _refusal(error) from error
    _show(found, as_json=as_json)


@app.command("status")
def status_command(*, folder: Folder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Say what runs and whether it answers; exit 1 unless both do."""
    found = status(folder)
    _show(found, as_json=as_json)
    if found.condition is not Condition.RUNNING:
        raise typer.Exit(1)


def _refusal(error: EntenteError) -> typer.Exit:
    Console(stderr=True).print(f"entente local: {error}", style="red", markup=False, highlight=False)
    return typer.Exit(2)


def _show(found: StackStatus, *, as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    typer.echo(f"{found.condition} ({found.folder})")
    if found.servers:
        table = Table(box=None, pad_edge=False)
        for column in ("server", "version", "address", "process", "answers", "MB", "log"):
            table.add_column(column, overflow="fold")
        for server in found.servers:
            table.add_row(
                server.name,
                server.version,
                server.address,
                str(server.pid) if server.alive else "none",
                "yes" if server.answers else "no",
                "" if server.memory_mb is None else str(server.memory_mb),
                server.log,
            )
        Console().print(table)
