"""Asking for an erasure: its record, and whether it is done."""

from elasticsearch import Elasticsearch

from entente.contracts.codec import encode, headers
from entente.contracts.upkeep import Erasure
from entente.indexer.keeper import doomed
from entente.indexer.terms import erasing
from entente.runtime.clock import Clock
from entente.runtime.progress import Stop
from entente.runtime.records import Outgoing
from entente.runtime.search import spoken

_GLANCE_S = 0.5


def record(said: Erasure, *, lift: bool = False) -> Outgoing:
    """Write an erasure as its record; lifted, as the null value that takes it back."""
    key = f"{said.what}/{said.name}"
    return Outgoing(
        topic="erasures",
        key=key.encode(),
        value=None if lift else encode(said),
        headers=headers(said, event_id=f"{key}/{said.at.isoformat()}", source="cli", at=said.at),
    )


def address(client: Elasticsearch, article_id: str) -> str | None:
    """Give an article's address, by which alerts carry it; null where it doesn't stand.

    Raises:
        Transient: Elasticsearch can't be asked.
    """
    field = "entente.tagged_article.article"
    with spoken(client):
        client.indices.refresh(index="entente-articles")
        found = client.search(
            index="entente-articles",
            query={"term": {f"{field}.id": article_id}},
            source_includes=[f"{field}.url"],
        )
    for hit in found["hits"]["hits"]:
        url = hit["_source"]["entente"]["tagged_article"]["article"]["url"]
        return None if url is None else str(url)
    return None


def await_gone(client: Elasticsearch, said: Erasure, clock: Clock, seconds: float) -> int:
    """Wait until nothing of the erased stands; gives how many documents still do when the time is over.

    Raises:
        Transient: Elasticsearch can't be asked.
    """
    keeping = erasing({said.name: said}, {})
    stop, until = Stop(clock), clock.monotonic() + seconds
    while True:
        left = sum(1 for _ in doomed(client, keeping))
        if not left or clock.monotonic() >= until:
            return left
        stop.wait(_GLANCE_S)
