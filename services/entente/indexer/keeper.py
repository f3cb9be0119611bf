"""What may be kept, as the topics watchlist and erasures say it, and what must go."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import yaml
from elasticsearch import Elasticsearch, helpers

from entente.contracts.codec import decode
from entente.contracts.errors import Misconfigured, Reject
from entente.contracts.registry import Message, snake
from entente.contracts.upkeep import Erasure, WatchlistVersion
from entente.indexer.documents import Document, document
from entente.indexer.mappings import KINDS, Mapped, alias
from entente.indexer.terms import Keeping, erasing, kept
from entente.runtime.logs import logger
from entente.runtime.records import Record
from entente.runtime.search import spoken
from entente.watchlist.model import Terms
from entente.watchlist.pack import unpack
from entente.watchlist.versions import active

Hit = Mapping[str, Any]
"""What a search gives of one document."""

TOPICS = ("watchlist", "erasures")
_FILES = ("sources.yaml", "sources/")
_log = logger(__name__)


class _Source(msgspec.Struct):
    id: str
    terms: Terms = "full_text"


class Keeper:
    """Learns terms and erasures, and says what may be kept."""

    def __init__(self) -> None:
        self._versions: dict[str, WatchlistVersion] = {}
        self._erasures: dict[str, Erasure] = {}
        self.keeping = Keeping()
        self.pending = False
        """Whether an erasure was learnt since what stands was last looked through."""

    def learn(self, record: Record) -> None:
        """Take in one record of either topic; one that can't be read is told and passed over."""
        try:
            if record.topic == "erasures":
                self._learn_erasure(record)
            else:
                version = decode(WatchlistVersion, record.value)
                self._versions[version.version] = version
        except Reject as error:
            _log.error("passed over", topic=record.topic, offset=record.offset, why=str(error))
            return
        self.keeping = erasing(self._erasures, self._terms(record))

    def _learn_erasure(self, record: Record) -> None:
        key = (record.key or b"").decode(errors="replace")
        if record.value is None:
            self._erasures.pop(key, None)
            return
        self._erasures[key] = decode(Erasure, record.value)
        self.pending = True

    def _terms(self, record: Record) -> Mapping[str, Terms]:
        newest = active(self._versions.values(), record.at)
        if newest is None or record.topic == "erasures":
            return self.keeping.terms
        try:
            return source_terms(unpack(newest))
        except (Reject, Misconfigured) as error:
            _log.error("watchlist refused, the terms before stay", version=newest.version, why=str(error))
            return self.keeping.terms


def source_terms(files: Mapping[str, str]) -> Mapping[str, Terms]:
    """Read each source's terms from a watchlist's files.

    Raises:
        Misconfigured: they can't be read.
    """
    try:
        entries = [
            msgspec.convert(yaml.load(text, yaml.CSafeLoader) or [], list[_Source])
            for name, text in files.items()
            if name.startswith(_FILES)
        ]
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"the watchlist's sources can't be read: {error}") from error
    return {one.id: one.terms for some in entries for one in some if one.terms != "full_text"}


def doomed(client: Elasticsearch, keeping: Keeping) -> Iterator[Document]:
    """Find what stands of the erased, as the documents and deletions that do away with it.

    Raises:
        Transient: Elasticsearch can't be asked now.
        Misconfigured: it holds a message of another version of Entente.
    """
    for kind in KINDS:
        query = _mentions(kind, keeping)
        if query is None:
            continue
        with spoken(client):
            client.indices.refresh(index=alias(kind))
            hits = list(helpers.scan(client, index=alias(kind), query={"query": query, "version": True}))
        for hit in hits:
            message = message_of(kind, hit)
            left = kept(message, keeping)
            if left != message:
                yield again(kind, left, hit["_id"], hit["_version"])


def _mentions(kind: type[Message], keeping: Keeping) -> Mapped | None:
    """Write the query for documents that may hold something erased; null for kinds that never do."""
    fields = {
        "articles": (
            "tagged_article.article.id",
            "tagged_article.article.source",
            "tagged_article.article.url",
        ),
        "signals": ("signal.article_id", "signal.source", "signal.url"),
        "stories": ("story.members.article_id", "story.members.source", "story.members.url"),
        "alerts": (None, "alert.stories.source", "alert.stories.url"),
    }.get(KINDS[kind])
    if fields is None:
        return None
    wanted: Sequence[tuple[str | None, Sequence[str]]] = list(
        zip(fields, map(sorted, (keeping.articles, keeping.sources, keeping.urls)), strict=True)
    )
    should = [{"terms": {f"entente.{field}": values}} for field, values in wanted if field and values]
    return {"bool": {"should": should, "minimum_should_match": 1}} if should else None


def message_of(kind: type[Message], hit: Hit) -> Message:
    """Read a document's message back.

    Raises:
        Misconfigured: it is of another version of Entente.
    """
    try:
        return msgspec.convert(hit["_source"]["entente"][snake(kind, "_")], kind)
    except (KeyError, msgspec.ValidationError) as error:
        raise Misconfigured(
            f"{hit['_index']}/{hit['_id']} holds a {kind.__name__} of another version of Entente: {error}"
        ) from error


def again(kind: type[Message], message: Message | None, key: str, version: int) -> Document:
    """Write a message that stands already anew, at the version it has; without one, delete it."""
    if message is None:
        return Document(kind=kind, slice=None, id=key, version=version, body=None)
    return msgspec.structs.replace(document(message, key=key, offset=0), version=version)
