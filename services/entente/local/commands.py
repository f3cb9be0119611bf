"""`entente local up|down|status`: data on stdout, talk on stderr; exit 0 done, 1 not running, 2 failed."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from entente.contracts.errors import EntenteError
from entente.local.operations import down, status, up
from entente.local.stack import DEFAULTS, StackOptions
from entente.local.state import Condition, ServerStatus, StackStatus

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
    try:
        found = status(folder)
    except EntenteError as error:
        raise _refusal(error) from error
    _show(found, as_json=as_json)
    if found.condition is not Condition.RUNNING:
        raise typer.Exit(1)


def _refusal(error: EntenteError) -> typer.Exit:
    typer.echo(f"entente local: {error}", err=True)
    return typer.Exit(2)


def _show(found: StackStatus, *, as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    typer.echo(f"{found.condition} ({found.folder})")
    for server in found.servers:
        typer.echo(f"{server.name} {server.version} at {server.address}: {_condition(server)}")


def _condition(server: ServerStatus) -> str:
    if not server.alive:
        return f"not running; its log is {server.log}"
    answers = "answers" if server.answers else f"does not answer; its log is {server.log}"
    return f"process {server.pid}, {server.memory_mb} MB, {answers}"
