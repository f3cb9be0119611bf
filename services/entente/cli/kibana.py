"""`entente kibana import`: the built objects into Kibana, by its API."""

from pathlib import Path
from typing import Annotated

import httpx
import msgspec
import typer

from entente.cli import connections
from entente.cli.talk import FOUND, one_sentence, stderr
from entente.contracts.errors import Misconfigured, Transient

app = typer.Typer(help="Kibana's data views, searches, charts and dashboards.", no_args_is_help=True)

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="NDJSON, as `make dashboards` builds it.")
]

_SECONDS = 60.0
_NO_CREDENTIALS = (401, 403)
_SERVER_ERROR = 500


class _Error(msgspec.Struct):
    id: str
    type: str
    error: dict[str, object]


class _Imported(msgspec.Struct):
    success: bool
    success_count: int = msgspec.field(name="successCount")
    errors: list[_Error] = []


@app.callback()
def _group() -> None:
    pass


@app.command("import")
def import_objects(
    file: File,
    url: Annotated[
        str, typer.Option(envvar="ENTENTE_KIBANA_URL", help="Where Kibana answers.")
    ] = "http://127.0.0.1:5601",
) -> None:
    """Bring objects into Kibana; those of the same ids are replaced."""
    with one_sentence():
        key = connections.settings().elasticsearch_api_key
        headers = {"kbn-xsrf": "entente"}
        if key is not None:
            headers["Authorization"] = f"ApiKey {key.get_secret_value()}"
        imported = _import(url.rstrip("/"), file, headers)
    for one in imported.errors:
        stderr.print(f"{one.type} {one.id}: {one.error.get('type')}", markup=False)
    typer.echo(f"{imported.success_count} objects in Kibana")
    if not imported.success:
        raise typer.Exit(FOUND)


def _import(url: str, file: Path, headers: dict[str, str]) -> _Imported:
    """Send the file.

    Raises:
        Transient: nobody answers, or Kibana is not ready.
        Misconfigured: it refuses the credentials or the file, or is no Kibana.
    """
    try:
        answer = httpx.post(
            f"{url}/api/saved_objects/_import",
            params={"overwrite": "true"},
            headers=headers,
            files={"file": (file.name, file.read_bytes(), "application/ndjson")},
            timeout=_SECONDS,
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Transient(f"Kibana at {url} can't be reached: {error}; set ENTENTE_KIBANA_URL") from error
    if answer.status_code in _NO_CREDENTIALS:
        raise Misconfigured(f"Kibana at {url} refuses these credentials; set ENTENTE_ELASTICSEARCH_API_KEY")
    if answer.status_code >= _SERVER_ERROR:
        raise Transient(f"Kibana at {url} can't do it now ({answer.status_code}); try again when it is ready")
    try:
        return msgspec.json.decode(answer.content, type=_Imported)
    except msgspec.DecodeError as error:
        raise Misconfigured(
            f"what answers at {url} takes no objects ({answer.status_code}): is it Kibana?"
        ) from error
