"""Index templates, indices and aliases: created where missing, refused where they contradict."""

from collections.abc import Iterator

import msgspec
from elasticsearch import BadRequestError, Elasticsearch
from msgspec import Struct

from entente.contracts.errors import Misconfigured, Transient
from entente.contracts.registry import Message
from entente.indexer.mappings import (
    KINDS,
    LIFECYCLE,
    SLICED_SETTINGS,
    Mapped,
    alias,
    components,
    mapping,
    stemming,
    stemming_name,
    template,
)
from entente.indexer.offered import ANALYZERS, POLICY, POLICY_NAME, Offered, probe
from entente.indexer.routes import Routes, first_slice, write_alias
from entente.indexer.slices import SLICED
from entente.runtime.clock import Clock, SystemClock
from entente.runtime.search import reason_of, spoken

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
        missing = [
            alias(kind)
            for kind in KINDS
            if not client.indices.exists_alias(name=write_alias(kind, first_slice(kind)))
        ]
    if missing:
        raise Transient(f"Elasticsearch has no {missing[0]} yet; run `entente index apply`")
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


def apply(client: Elasticsearch, clock: Clock | None = None) -> Iterator[str]:
    """Put every template, make each kind's first index, and bring the mappings up to date; a line each.

    Raises:
        Misconfigured: a template or a mapping contradicts what stands there.
        Transient: the cluster can't be reached.
    """
    check_version(client)
    _refuse_unsliced(client)
    offered = probe(client)
    yield from _put_components(client, offered)
    routes = Routes(client, clock or SystemClock())
    for kind in KINDS:
        _put_template(client, kind)
        yield f"template {alias(kind)}: applied"
        routes.begin(kind)
        for index in sorted(
            {one for name, one in routes.table().items() if name.startswith(f"{alias(kind)}-")}
        ):
            with spoken(client):
                _bring_up_to_date(client, kind, index, offered)
            yield f"index {index}: behind {alias(kind)}, mapping up to date"


def _put_components(client: Elasticsearch, offered: Offered) -> Iterator[str]:
    parts = components()
    if offered.lifecycle:
        with spoken(client):
            _put(client, f"/_ilm/policy/{POLICY_NAME}", POLICY)
        parts[LIFECYCLE] = {"template": {"settings": {"index.lifecycle.name": POLICY_NAME}}}
        yield f"lifecycle policy {POLICY_NAME}: applied"
    else:
        yield "lifecycle policies: not offered by this cluster, left out"
    if offered.analyzers:
        parts |= {stemming_name(kind): stemming(kind, offered.analyzers) for kind in KINDS}
        yield f"stemming: {', '.join(offered.analyzers)}"
    else:
        yield f"stemming ({', '.join(ANALYZERS)}): not offered by this cluster, left out"
    for name, body in parts.items():
        with spoken(client):
            _put(client, f"/_component_template/{name}", body)
        yield f"component {name}: applied"


def _put_template(client: Elasticsearch, kind: type[Message]) -> None:
    with spoken(client):
        try:
            _put(client, f"/_index_template/{alias(kind)}", template(kind))
        except BadRequestError as error:
            raise Misconfigured(
                f"Elasticsearch refuses the index template {alias(kind)}: {reason_of(error)}; give the other "
                "template patterns without entente-* or another priority, and run `entente index apply` again"
            ) from error


def _bring_up_to_date(client: Elasticsearch, kind: type[Message], index: str, offered: Offered) -> None:
    _put(client, f"/{index}/_mapping", mapping(kind))
    if offered.analyzers:
        part = stemming(kind, offered.analyzers)["template"]
        assert isinstance(part, dict)  # noqa: S101 - we wrote it so
        _put(client, f"/{index}/_mapping", part["mappings"])
    if kind in SLICED:
        _put(client, f"/{index}/_settings", SLICED_SETTINGS)
    if offered.lifecycle:
        _put(client, f"/{index}/_settings", {"index.lifecycle.name": POLICY_NAME})


def _refuse_unsliced(client: Elasticsearch) -> None:
    """Refuse indices from before there were slices, which nobody writes any more and everybody would read."""
    for kind in KINDS:
        with spoken(client):
            old = client.indices.exists(index=f"{alias(kind)}-v1")
        if old:
            raise Misconfigured(
                f"the index {alias(kind)}-v1 is of a layout that no release had: delete it, apply again, "
                "and read all topics anew by giving the indexer a new ENTENTE_GROUP_ID"
            )


def _put(client: Elasticsearch, path: str, body: Mapped) -> None:
    client.perform_request("PUT", path, headers=_JSON, body=body)
