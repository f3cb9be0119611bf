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
from entente.runtime.metrics import Metric, Metrics
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

_TOMBSTONED = frozenset({"stories", "alignment"})
"""Where a null value says that the thing is no more; elsewhere it is an error."""

DOCUMENTS = Metric(
    name="entente_index_documents_total",
    kind="counter",
    help="Documents sent to Elasticsearch: applied, older than what stood there, or refused.",
    labels={"topic": None, "fate": ("applied", "older", "refused")},
)


def to_document(record: Record) -> Document:
    """Read a record as the document it becomes.

    Raises:
        Reject: it has no key, a key that can be no id, or a value that its topic does not carry.
    """
    if not record.key:
        raise Reject(Reason.INVALID, f"a record of {record.topic} without a key: it can have no document id")
    kind = MESSAGES[record.topic]
    try:
        key = record.key.decode()
    except UnicodeDecodeError as error:
        raise Reject(Reason.INVALID, f"a key of {record.topic} that is no UTF-8: {error}") from error
    if record.value is None and record.topic in _TOMBSTONED:
        return deletion(kind, key=key, offset=record.offset)
    return document(decode(kind, record.value), key=key, offset=record.offset)


class Search:
    """Elasticsearch as a sink of documents."""

    def __init__(self, client: Elasticsearch, metrics: Metrics) -> None:
        self._client = client
        self._metrics = metrics

    def write(self, batch: Sequence[Item[Document]]) -> Sequence[Outcome]:
        """Write a batch; the later of two documents of one id wins, as their versions say.

        Raises:
            Transient: Elasticsearch can't take it now.
            Misconfigured: it refuses the credentials.
        """
        fates = bulk.write(self._client, [item.message for item in batch])
        return [self._outcome(item, fate) for item, fate in zip(batch, fates, strict=True)]

    def _outcome(self, item: Item[Document], fate: bulk.Fate) -> Outcome:
        name = "refused" if isinstance(fate, Reject) else type(fate).__name__.lower()
        self._metrics.count(DOCUMENTS.name, topic=item.record.topic, fate=name)
        return rejected(fate) if isinstance(fate, Reject) else DONE
