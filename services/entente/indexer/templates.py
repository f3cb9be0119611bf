"""Index templates, indices and aliases: created where missing, refused where they contradict."""

from collections.abc import Iterator

import msgspec
from elasticsearch import Elasticsearch
from msgspec import Struct

from entente.contracts.errors import Misconfigured, Transient
from entente.contracts.registry import Message
from entente.indexer.mappings import KINDS, Mapped, alias, index_name, mapping, template
from entente.runtime.search import spoken

SUPPORTED_MAJOR = 9

_JSON = {"accept": "application/json", "content-type": "application/json"}


class _Node(Struct):
    version: str


class _Nodes(Struct):
    nodes: dict[str, _Node]


def check(client: Elasticsearch) -> str:
    """Give the server's version, if it is one that we speak to and our indices stand there.

    Raises:
        Misconfigured: it is of another major version, or refuses the credentials.
        Transient: it can't be reached, or an index is missing.
    """
    version = check_version(client)
    with spoken(client):
        missing = [kind for kind in KINDS if not client.indices.exists(index=index_name(kind))]
    if missing:
        raise Transient(f"Elasticsearch has no index {index_name(missing[0])}; run `entente index apply`")
    return version


def check_version(client: Elasticsearch) -> str:
    """Give the server's version: the oldest of its nodes'.

    Raises:
        Misconfigured: a node's major is not the one that the client speaks.
        Transient: it can't be reached.
    """
    # Plain JSON: a server of another major refuses the client's own media type before it tells its version.
    with spoken(client):
        answer = client.perform_request(
            "GET", "/_nodes?filter_path=nodes.*.version", headers={"accept": "application/json"}
        )
    versions = [node.version for node in msgspec.convert(answer.body, _Nodes).nodes.values()]
    oldest = min(versions, key=lambda version: int(version.split(".")[0]))
    if oldest.split(".")[0] != str(SUPPORTED_MAJOR):
        raise Misconfigured(
            f"Elasticsearch is {oldest}; Entente speaks to {SUPPORTED_MAJOR}.x only: upgrade the cluster"
        )
    return oldest


def apply(client: Elasticsearch) -> Iterator[str]:
    """Put every template and create every index; say a line about each.

    Raises:
        Misconfigured: a template or a mapping contradicts what stands there.
        Transient: the cluster can't be reached.
    """
    check_version(client)
    for kind, name in KINDS.items():
        with spoken(client):
            _put(client, f"/_index_template/entente-{name}", template(kind))
            yield f"template entente-{name}: applied"
            yield _stand(client, kind)


def _stand(client: Elasticsearch, kind: type[Message]) -> str:
    index = index_name(kind)
    if not client.indices.exists(index=index):
        client.indices.create(index=index)
        return f"index {index}: created, behind alias {alias(kind)}"
    _put(client, f"/{index}/_mapping", mapping(kind))
    client.indices.put_alias(index=index, name=alias(kind))
    return f"index {index}: there already, mapping brought up to date"


def _put(client: Elasticsearch, path: str, body: Mapped) -> None:
    client.perform_request("PUT", path, headers=_JSON, body=body)
