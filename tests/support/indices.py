"""Empty indices for a test, and what stands in them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from elasticsearch import Elasticsearch, helpers

from entente.contracts.registry import Message
from entente.indexer import templates
from entente.indexer.app import DECLARED
from entente.indexer.bulk import Fate
from entente.indexer.documents import Document
from entente.indexer.mappings import alias
from entente.indexer.routes import Routes
from entente.indexer.sink import Search
from entente.runtime.clock import HandClock
from entente.runtime.metrics import Metrics

NOW = datetime(2025, 9, 10, tzinfo=UTC)
"""When slices are first made, where a test doesn't say otherwise: the example's own month."""


def fresh(client: Elasticsearch) -> None:
    """Delete every index of ours, and make the first ones anew."""
    _drop(client, "entente-*")
    list(templates.apply(client))


def emptied(client: Elasticsearch, kind: type[Message]) -> None:
    """Make a kind's first index anew, with nothing in it."""
    _drop(client, f"{alias(kind)}-v*")
    Routes(client, HandClock(NOW)).begin(kind)


def _drop(client: Elasticsearch, pattern: str) -> None:
    for name in client.indices.get(index=pattern, allow_no_indices=True):
        client.indices.delete(index=name)


def standing(client: Elasticsearch, kind: type[Message]) -> Mapping[str, list[tuple[str, int]]]:
    """Give where each id of a kind stands: index and version."""
    client.indices.refresh(index=alias(kind))
    found: dict[str, list[tuple[str, int]]] = {}
    for hit in helpers.scan(client, index=alias(kind), query={"version": True, "_source": False}):
        found.setdefault(hit["_id"], []).append((hit["_index"], hit["_version"]))
    return found


def put(client: Elasticsearch, documents: Sequence[Document]) -> Sequence[Fate]:
    """Write documents as an indexer that has just started would."""
    return Search(client, Metrics(DECLARED), HandClock(NOW)).put(documents)
