"""The group-less reader of whole topics: every process reads all of them, from the beginning on."""

import threading
from collections.abc import Callable, Collection

from entente.contracts.errors import Transient
from entente.runtime.broker import Broker, Consumer
from entente.runtime.logs import logger
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Partition, Record

BATCH = 500
_log = logger(__name__)


class Broadcast:
    """Gives every record of some topics to a fold, then those that follow.

    Read it to its end first; then either `step` it from your own loop (one thread, no locks), or `follow` it
    in a thread of its own, where the fold must be safe to call from that thread.
    """

    def __init__(
        self,
        broker: Broker,
        topics: Collection[str],
        fold: Callable[[Record], None],
        *,
        metrics: Metrics,
        progress: Progress,
    ) -> None:
        self._broker = broker
        self._topics = tuple(topics)
        self._fold = fold
        self._metrics = metrics
        self._progress = progress
        self._consumer: Consumer | None = None
        self._partitions: tuple[Partition, ...] = ()
        self._thread: threading.Thread | None = None

    def read_to_end(self, stop: Stop) -> bool:
        """Fold all that the topics hold now, waiting while the broker is away; false when asked to stop."""
        ends: dict[Partition, int] | None = None
        while not stop.asked:
            self._progress.beat()
            try:
                if ends is None:
                    ends = self._begin()
                elif all(self._open().position(place) >= end for place, end in ends.items()):
                    return True
                self.step(0.5)
            except Transient as error:
                self._metrics.count("entente_retries_total", what="broadcast")
                _log.warning("waiting", what="broadcast", why=str(error))
                stop.wait(1.0)
        return False

    def _begin(self) -> dict[Partition, int]:
        consumer = self._open()
        found = {topic: consumer.partitions_of(topic) for topic in self._topics}
        for topic, places in found.items():
            if not places:
                raise Transient(f"there is no topic {topic}; create it with `entente topics apply`")
        self._partitions = tuple(place for places in found.values() for place in places)
        ends = consumer.end_offsets(self._partitions)
        starts = consumer.beginning_offsets(self._partitions)
        consumer.assign(self._partitions)
        consumer.seek_to_beginning(self._partitions)
        return {place: end for place, end in ends.items() if end > starts[place]}

    def _open(self) -> Consumer:
        if self._consumer is None:
            self._consumer = self._broker.consumer(None)
        return self._consumer

    def catch_up(self) -> int:
        """Fold all that has come since; says how many records that was. Read the topics to their end first.

        Raises:
            Transient: the broker can't be asked how far that is.
        """
        consumer = self._open()
        ends = consumer.end_offsets(self._partitions)
        folded = 0
        while any(consumer.position(place) < end for place, end in ends.items()):
            self._progress.beat()
            folded += self.step(0.5)
        return folded

    def step(self, timeout_s: float = 0.0) -> int:
        """Fold what has come since; says how many records that was.

        Whatever the fold raises ends the process: a broadcast topic has no dead letters.
        """
        records = self._open().poll(timeout_s, BATCH)
        for record in records:
            self._metrics.count("entente_records_in_total", topic=record.topic)
            self._fold(record)
        return len(records)

    def follow(self, stop: Stop, then: Callable[[], None] = lambda: None) -> None:
        """Go on folding in a thread, until asked to stop; if it fails, the process is to be started anew.

        Args:
            stop: ends it.
            then: called after each look, half a second or less apart, whether the broker was there or not.
        """

        def go_on() -> None:
            try:
                while not stop.asked:
                    self._step_or_wait(stop)
                    then()
            except Exception as error:  # noqa: BLE001 - a thread hands on whatever ends it
                _log.exception("broadcast ended", topics=" ".join(self._topics))
                self._progress.fail(f"reading {', '.join(self._topics)} ended: {error}")
                stop.fail(error)

        self._thread = threading.Thread(target=go_on, name="broadcast", daemon=True)
        self._thread.start()

    def _step_or_wait(self, stop: Stop) -> None:
        try:
            self.step(0.5)
        except Transient as error:
            self._metrics.count("entente_retries_total", what="broadcast")
            _log.warning("waiting", what="broadcast", why=str(error))
            stop.wait(1.0)

    def close(self) -> None:
        """Read no longer; call it after the stop was asked for."""
        if self._thread is not None:
            self._thread.join(5)
        if self._consumer is not None:
            self._consumer.close(1)
