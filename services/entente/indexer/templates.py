"""Index templates, indices and aliases: created where missing, refused where they contradict."""

from collections.abc import Iterator
from typing import cast

from elasticsearch import ApiError, Elasticsearch, TransportError

from entente.contracts.errors import Misconfigured, Transient
from entente.indexer.mappings import KINDS, Mapped, alias, index_name, template

SUPPORTED_MAJOR = 9

_JSON = {"accept": "application/json", "content-type": "application/json"}


def check_version(client: Elasticsearch) -> str:
    """Give the server's version.

    Raises:
        Misconfigured: its major is not the one that the client speaks.
        Transient: it can't be reached.
    """
    try:
        nodes = client.perform_request(
            "GET", "/_nodes?filter_path=nodes.*.version", headers={"accept": "application/json"}
        )
    except ApiError as error:
        raise Misconfigured(f"Elasticsearch refuses to tell its version: {error.message}") from error
    except TransportError as error:
        raise Transient(f"Elasticsearch can't be reached: {error.message}") from error
    versions = sorted(node["version"] for node in nodes.body["nodes"].values())
    for version in versions:
        if version.split(".")[0] != str(SUPPORTED_MAJOR):
            raise Misconfigured(
                f"Elasticsearch is {version}; Entente speaks to {SUPPORTED_MAJOR}.x only: upgrade the cluster"
            )
    return str(versions[0])


def apply(client: Elasticsearch) -> Iterator[str]:
    """Put every template and create every index; say a line about each.

    Raises:
        Misconfigured: a template or a mapping contradicts what stands there.
        Transient: the cluster can't be reached.
    """
    check_version(client)
    for kind, name in KINDS.items():
        body = template(kind)
        try:
            _put(client, f"/_index_template/entente-{name}", body)
            yield f"template entente-{name}: applied"
            yield _create(client, index_name(kind), alias(kind), body)
        except ApiError as error:
            raise Misconfigured(
                f"Elasticsearch refuses index {index_name(kind)}: {error.message}; "
                "a changed mapping needs a new version of the index"
            ) from error
        except TransportError as error:
            raise Transient(f"Elasticsearch can't be reached: {error.message}") from error


def _create(client: Elasticsearch, index: str, name: str, body: Mapped) -> str:
    if not client.indices.exists(index=index):
        client.indices.create(index=index)
        return f"index {index}: created, behind alias {name}"
    inner = cast("dict[str, Mapped]", body["template"])
    _put(client, f"/{index}/_mapping", inner["mappings"])
    return f"index {index}: there already, mapping brought up to date"


def _put(client: Elasticsearch, path: str, body: Mapped) -> None:
    client.perform_request("PUT", path, headers=_JSON, body=body)
