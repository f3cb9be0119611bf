"""From a record to a document, and documents into Elasticsearch: the indexer's two steps."""

from collections.abc import Mapping, Sequence

from elasticsearch import Elasticsearch

from entente.contracts.alerts import Act, Alert, Sent
from entente.contracts.articles import TaggedArticle
from entente.contracts.codec import decode
from entente.contracts.errors import Reason, Reject
from entente.contracts.registry import Message
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage
from entente.indexer import bulk
from entente.indexer.documents import Document, deletion, document
from entente.runtime.outcomes import DONE, Outcome, rejected
from entente.runtime.records import Item, Record

MESSAGES: Mapping[str, type[Message]] = {
    "articles.tagged": TaggedArticle,
    "signals": Signal,
    "stories": Story,
    "alignment": Alignment,
    "alerts": Alert,
    "acts": Act,
    "coverage": Coverage,
    "sent": Sent,
}
"""The topics that are indexed, and what each carries."""

_COMPACTED = frozenset({"stories", "alignment", "signals"})
"""Where a null value says that the thing is no more; elsewhere it is an error."""


def to_document(record: Record) -> Document:
    """Read a record as the document it becomes.

    Raises:
        Reject: it has no key, or its value is not the message that its topic carries.
    """
    if not record.key:
        raise Reject(Reason.INVALID, f"a record of {record.topic} without a key: it can have no document id")
    kind = MESSAGES[record.topic]
    try:
        key = record.key.decode()
    except UnicodeDecodeError as error:
        raise Reject(Reason.INVALID, f"a key of {record.topic} that is no UTF-8: {error}") from error
    if record.value is None and record.topic in _COMPACTED:
        return deletion(kind, key=key, offset=record.offset)
    return document(decode(kind, record.value), key=key, offset=record.offset)


class Search:
    """Elasticsearch as a sink of documents."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def write(self, batch: Sequence[Item[Document]]) -> Sequence[Outcome]:
        """Write a batch; the later of two documents of one id wins, as their versions say.

        Raises:
            Transient: Elasticsearch can't take it now.
        """
        outcomes = bulk.write(self._client, [item.message for item in batch])
        return [DONE if outcome is None else rejected(outcome) for outcome in outcomes]
