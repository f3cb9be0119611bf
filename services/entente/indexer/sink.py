"""From a record to a document, and documents into Elasticsearch: the indexer's two steps."""

from collections.abc import Iterable, Mapping, Sequence

from elasticsearch import Elasticsearch
from msgspec.structs import replace

from entente.contracts.alerts import Act, Alert, Sent
from entente.contracts.articles import TaggedArticle
from entente.contracts.codec import decode
from entente.contracts.errors import Reason, Reject, Transient
from entente.contracts.registry import Message
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage
from entente.indexer import bulk
from entente.indexer.bulk import Applied, Fate, Older, Operation
from entente.indexer.copies import Whereabouts
from entente.indexer.documents import Document, deletion, document
from entente.indexer.placing import PERHAPS, Copies, Identity, Plan, identity, plan, rounds
from entente.indexer.routes import Routes
from entente.indexer.slices import SLICED, WHOLE
from entente.indexer.terms import EVERYTHING, Keeping, kept
from entente.runtime.clock import Clock
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

MOVES = Metric(
    name="entente_index_moves_total",
    kind="counter",
    help="Old copies deleted because their document's month had changed.",
)

END_TO_END = Metric(
    name="entente_end_to_end_seconds",
    kind="histogram",
    help="From the fetching of an article until it, or a signal of it, stands in Elasticsearch.",
    labels={"topic": None},
    buckets=(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 21_600, 86_400),
)


def to_document(record: Record, keeping: Keeping = EVERYTHING) -> Document:
    """Read a record as the document it becomes, cut down to what may be kept.

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
    message = decode(kind, record.value)
    # Acts on one alert share its key, so that they stay in order; each is a document of its own all the same.
    if isinstance(message, Act):
        key = message.id
    left = kept(message, keeping)
    found = document(left or message, key=key, offset=record.offset)
    return found if left is not None else replace(found, slice=None, body=None)


class Search:
    """Elasticsearch as a sink of documents, each in the index of its slice and in no other."""

    def __init__(self, client: Elasticsearch, metrics: Metrics, clock: Clock) -> None:
        self._client = client
        self._metrics = metrics
        self._clock = clock
        for topic in MESSAGES:
            metrics.count(DOCUMENTS.name, 0, topic=topic, fate="refused")
        self._routes = Routes(client, clock)
        self._whereabouts = Whereabouts(client)

    def look_anew(self) -> None:
        """Take nothing for known: other processes may have written what comes now."""
        self._whereabouts.look_anew()
        self._routes.forget()

    def write(self, batch: Sequence[Item[Document]]) -> Sequence[Outcome]:
        """Write a batch; the later of two documents of one id wins, as their versions say.

        Raises:
            Transient: Elasticsearch can't take it now.
            Misconfigured: it refuses the credentials.
        """
        fates = self.put([item.message for item in batch])
        return [self._outcome(item, fate) for item, fate in zip(batch, fates, strict=True)]

    def put(self, documents: Sequence[Document]) -> Sequence[Fate]:
        """Write documents; say of each what became of it.

        Raises:
            Transient: Elasticsearch can't take them now.
            Misconfigured: it refuses the credentials.
        """
        fates: dict[int, Fate] = {}
        try:
            for part in rounds(documents):
                numbers = [number for number, _ in part]
                fates |= zip(numbers, self._round([one for _, one in part]), strict=True)
        except Transient:
            self.look_anew()
            raise
        return [fates[number] for number in range(len(documents))]

    def _round(self, documents: Sequence[Document]) -> list[Fate]:
        """Write documents of which no two have one id."""
        copies = self._whereabouts.of(documents)
        plans = [self._plan(one, copies) for one in documents]
        written = self._do(
            (one, plan.write)
            for one, plan in zip(documents, plans, strict=True)
            if plan is not None and plan.write is not None
        )
        # A copy goes only once its successor stands, so that a refused one takes nothing with it.
        deleted = self._do(
            (one, deletion)
            for one, plan in zip(documents, plans, strict=True)
            if plan is not None and not isinstance(written.get(identity(one)), Reject)
            for deletion in plan.deletions
        )
        moved = sum(isinstance(deleted[key], Applied) for key in written.keys() & deleted.keys())
        self._metrics.count(MOVES.name, moved)
        fates: dict[Identity, Fate] = {**deleted, **written}
        return [
            Older() if plan is None else fates.get(identity(one), Applied())
            for one, plan in zip(documents, plans, strict=True)
        ]

    def _plan(self, document: Document, copies: Mapping[Identity, Copies]) -> Plan | None:
        target = None if document.slice is None else self._routes.index_of(document.kind, document.slice)
        if document.kind not in SLICED and document.body is None:
            return plan(document, None, {self._routes.index_of(document.kind, WHOLE): PERHAPS})
        return plan(document, target, copies.get(identity(document), {}))

    def _do(self, work: Iterable[tuple[Document, Operation]]) -> dict[Identity, Fate]:
        """Do operations, remembering what they leave where."""
        todo = list(work)
        for one, operation in todo:
            self._whereabouts.sent(one, operation.index)
        fates: dict[Identity, Fate] = {}
        done = bulk.write(self._client, [operation for _, operation in todo])
        for (one, operation), fate in zip(todo, done, strict=True):
            if isinstance(fate, Applied):
                self._whereabouts.stands(one, operation.index)
            fates[identity(one)] = fate
        return fates

    def _outcome(self, item: Item[Document], fate: Fate) -> Outcome:
        name = "refused" if isinstance(fate, Reject) else type(fate).__name__.lower()
        self._metrics.count(DOCUMENTS.name, topic=item.record.topic, fate=name)
        if isinstance(fate, Applied) and item.message.fetched_at is not None:
            age = (self._clock.now() - item.message.fetched_at).total_seconds()
            self._metrics.observe(END_TO_END.name, max(0.0, age), topic=item.record.topic)
        return rejected(fate) if isinstance(fate, Reject) else DONE
