"""What follows from a record, on its way: its outputs, or its dead letter."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from entente.contracts.errors import Reject
from entente.runtime.broker import Delivery, Producer
from entente.runtime.deadletters import dead_letter
from entente.runtime.logs import logger
from entente.runtime.metrics import Metrics
from entente.runtime.outcomes import Done, Later, Outcome, Rejected, rejected
from entente.runtime.records import Outgoing, Record
from entente.runtime.spans import Spans, carrying
from entente.runtime.tracing import traced

_log = logger(__name__)


class Sent(msgspec.Struct, frozen=True):
    """A record with one thing that follows from it, on its way."""

    record: Record
    outgoing: Outgoing
    delivery: Delivery


class Publisher:
    """Sends what follows from records."""

    def __init__(
        self, producer: Producer, metrics: Metrics, *, service: str, trace: bool, spans: Spans | None = None
    ) -> None:
        self._producer = producer
        self._metrics = metrics
        self._service = service
        self._trace = trace
        self._spans = spans

    def checked(self, outcome: Outcome) -> Outcome:
        """Reject an item whose outputs can't all be sent, before any of them is."""
        if isinstance(outcome, Done):
            try:
                for one in outcome.outputs:
                    self._producer.check(one)
            except Reject as error:
                return rejected(error)
        return outcome

    def send(self, record: Record, outcome: Outcome, *, attempts: int, first_at: datetime) -> list[Sent]:
        """Send an item's outputs, or its dead letter; nothing of what is to be tried again.

        Raises:
            Transient: the broker does not take it.
        """
        if isinstance(outcome, Later):
            return []
        if isinstance(outcome, Rejected):
            outputs = [self._bury(record, outcome, attempts, first_at)]
        else:
            outputs = [traced(record, one) if self._trace else one for one in outcome.outputs]
        if self._spans is not None:
            name = type(outcome).__name__.lower()
            place = self._spans.done(record, name, first_at)
            outputs = [carrying(one, place) for one in outputs]
        return [Sent(record, one, self._producer.send(one)) for one in outputs]

    def _bury(self, record: Record, why: Rejected, attempts: int, first_at: datetime) -> Outgoing:
        self._metrics.count("entente_dead_letters_total", topic=record.topic, reason=str(why.reason))
        _log.warning(
            "record rejected",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=str(why.reason),
            error=why.detail,
        )
        return dead_letter(record, why, service=self._service, attempts=attempts, first_failure_at=first_at)

    def refused(self, sent: Sequence[Sent]) -> list[tuple[Record, Rejected]]:
        """Look at what has settled; gives the records whose output the broker finds too large.

        Raises:
            Transient: something was not acknowledged.
        """
        found = []
        for one in sent:
            try:
                one.delivery.written()
            except Reject as error:
                found.append((one.record, rejected(error)))
            else:
                self._metrics.count("entente_records_out_total", topic=one.outgoing.topic)
        return found
