"""Where the ids of a batch stand already: what a search finds, and what was written since it could."""

from collections.abc import Collection, Iterator, Sequence

import msgspec
from elasticsearch import Elasticsearch

from entente.contracts.registry import Message
from entente.indexer.documents import Document
from entente.indexer.mappings import alias
from entente.indexer.placing import PERHAPS, Identity, identity
from entente.indexer.slices import SLICED
from entente.runtime.search import spoken

MOST_UNSEEN = 20_000
"""Writes remembered before Elasticsearch is asked to make them visible to a search."""

_AT_ONCE = 1_000
"""Ids asked for in one search; each stands once, seldom twice, and a search gives 10,000 at most."""

_JSON = {"accept": "application/json", "content-type": "application/json"}
_FOUND = "hits.hits._index,hits.hits._id,hits.hits._version"


class _Hit(msgspec.Struct):
    index: str = msgspec.field(name="_index")
    id: str = msgspec.field(name="_id")
    version: int = msgspec.field(name="_version")


class _Hits(msgspec.Struct):
    hits: list[_Hit] = []


class _Found(msgspec.Struct):
    hits: _Hits = msgspec.field(default_factory=_Hits)


class Whereabouts:
    """Knows of each id in which indices it stands, and at which version. One writer an id is assumed."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client
        self._unseen: dict[Identity, dict[str, int]] = {}
        self._blind = True

    def look_anew(self) -> None:
        """Make visible first what others have written: after a start, or when partitions come."""
        self._blind = True

    def of(self, documents: Collection[Document]) -> dict[Identity, dict[str, int]]:
        """Say where each document's id stands.

        Raises:
            Transient: Elasticsearch can't say it whole.
        """
        asked = [one for one in documents if one.kind in SLICED]
        if not asked:
            return {}
        if self._blind or len(self._unseen) > MOST_UNSEEN:
            self._refresh()
        found: dict[Identity, dict[str, int]] = {identity(one): {} for one in asked}
        for kind in dict.fromkeys(one.kind for one in asked):
            for hit in self._search(kind, [one.id for one in asked if one.kind is kind]):
                found[(kind, hit.id)][hit.index] = hit.version
        for key, copies in found.items():
            for index, version in self._unseen.get(key, {}).items():
                copies[index] = max(version, copies.get(index, PERHAPS))
        return found

    def _refresh(self) -> None:
        with spoken(self._client):
            self._client.indices.refresh(index=",".join(alias(kind) for kind in SLICED))
        self._unseen.clear()
        self._blind = False

    def _search(self, kind: type[Message], ids: Sequence[str]) -> Iterator[_Hit]:
        path = f"/{alias(kind)}/_search?allow_partial_search_results=false&filter_path={_FOUND}"
        for some in _chunks(ids):
            query = {"ids": {"values": some}}
            body = {"size": 10 * _AT_ONCE, "version": True, "_source": False, "query": query}
            with spoken(self._client):
                answer = self._client.perform_request("POST", path, headers=_JSON, body=body)
            yield from msgspec.convert(answer.body or {}, _Found).hits.hits

    def sent(self, document: Document, index: str) -> None:
        """Note that a document may soon stand in an index."""
        if document.kind in SLICED:
            self._unseen.setdefault(identity(document), {}).setdefault(index, PERHAPS)

    def stands(self, document: Document, index: str) -> None:
        """Note what is known of an index now: this version, or its deletion."""
        if document.kind in SLICED:
            copies = self._unseen.setdefault(identity(document), {})
            copies[index] = max(document.version, copies.get(index, PERHAPS))


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
