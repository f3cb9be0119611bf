"""Acts on their topic: written, acknowledged by all replicas, and only then done."""

import threading
from collections.abc import Iterator

from entente.contracts.alerts import Act
from entente.contracts.codec import decode, encode, headers
from entente.contracts.errors import Reject, Transient
from entente.runtime.broker import Broker, Producer, deliver
from entente.runtime.logs import logger
from entente.runtime.records import Outgoing

TOPIC = "acts"
WITHIN_S = 8.0
"""Longer than a broker's short pause, shorter than an analyst's patience."""

_EMPTY_POLLS = 20
_log = logger(__name__)


class Ledger:
    """Writes acts, and reads them all for whoever audits."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._producer: Producer | None = None
        self._lock = threading.Lock()

    def write(self, *acts: Act) -> None:
        """Write acts, and return when all in-sync replicas have them.

        Raises:
            Transient: the broker did not say so in time; an act may stand, and may be written again.
            Reject: an act is too large for its topic.
        """
        deliver(self._open(), [outgoing(act) for act in acts], WITHIN_S)

    def note(self, act: Act) -> None:
        """Write an act that nobody waits for: a login, a refusal. What can't be written is in the log."""
        _log.info("act", **{name: str(getattr(act, name)) for name in ("who", "what", "value", "reason")})
        threading.Thread(target=self._try, args=[act], name="audit", daemon=True).start()

    def _try(self, act: Act) -> None:
        try:
            self.write(act)
        except (Transient, Reject) as error:
            _log.warning("an act is in the log only", id=act.id, why=str(error))

    def everything(self) -> Iterator[Act]:
        """Read all acts there are now, in the order in which they were written.

        Raises:
            Transient: the broker can't be reached.
        """
        consumer = self._broker.consumer(None)
        try:
            places = consumer.partitions_of(TOPIC)
            ends = consumer.end_offsets(places)
            starts = consumer.beginning_offsets(places)
            consumer.assign(places)
            consumer.seek_to_beginning(places)
            empty = 0
            while any(consumer.position(p) < end for p, end in ends.items() if end > starts[p]):
                records = consumer.poll(0.5, 500)
                empty = 0 if records else empty + 1
                if empty > _EMPTY_POLLS:
                    raise Transient("Kafka stopped answering while the acts were read")
                for record in records:
                    try:
                        yield decode(Act, record.value)
                    except Reject:
                        continue
        finally:
            consumer.close(1.0)

    def close(self) -> None:
        """Let what is on its way arrive."""
        if self._producer is not None:
            self._producer.close(2.0)

    def _open(self) -> Producer:
        with self._lock:
            if self._producer is None:
                self._producer = self._broker.producer()
            return self._producer


def outgoing(act: Act) -> Outgoing:
    """Write an act as a record; the acts on one alert share its key."""
    return Outgoing(
        topic=TOPIC,
        key=(act.alert_id or act.id).encode(),
        value=encode(act),
        headers=headers(act, event_id=act.id, source="desk", at=act.at),
    )
