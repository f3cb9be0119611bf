"""What a loop tells of itself: lag, commit age, ages and counts."""

from collections import Counter
from collections.abc import Collection, Sequence

from entente.contracts.errors import Reason
from entente.runtime.broker import Consumer
from entente.runtime.clock import Clock
from entente.runtime.metrics import Metrics
from entente.runtime.records import Outgoing, Record


class Vitals:
    """Keeps the runtime's metrics of one loop."""

    def __init__(self, metrics: Metrics, clock: Clock, every_s: float) -> None:
        self.metrics = metrics
        self._clock = clock
        self._every_s = every_s
        self._committed_at = clock.monotonic()
        self._next = clock.monotonic()
        self._said_at: dict[str, float] = {}
        self._began_at = clock.now().timestamp()

    def expect(self, topics: Collection[str]) -> None:
        """Show what is counted of topics as 0 from the start: a rise from nothing is none to Prometheus."""
        for topic in topics:
            for reason in Reason:
                self.metrics.count("entente_dead_letters_total", 0, topic=topic, reason=str(reason))

    def read(self, records: Sequence[Record]) -> None:
        """Count what was read."""
        for topic, many in Counter(record.topic for record in records).items():
            self.metrics.count("entente_records_in_total", many, topic=topic)

    def wrote(self, outgoing: Sequence[Outgoing]) -> None:
        """Count what was written and acknowledged."""
        for one in outgoing:
            self.metrics.count("entente_records_out_total", topic=one.topic)

    def finished(self, records: Sequence[Record]) -> None:
        """Count what is done, and how long after it was said."""
        now = self._clock.now()
        for record in records:
            self.metrics.count("entente_records_done_total", topic=record.topic)
            said_at = record.said_at() or record.at
            self._said_at[record.topic] = said_at.timestamp()
            age = (now - said_at).total_seconds()
            self.metrics.observe("entente_age_seconds", max(0.0, age), topic=record.topic)

    def committed(self) -> None:
        """Note a commit."""
        self._committed_at = self._clock.monotonic()
        self.metrics.count("entente_commits_total")

    def refresh(self, consumer: Consumer, *, open_work: bool) -> None:
        """Tell lag, partitions and commit age, every few seconds."""
        now = self._clock.monotonic()
        if now < self._next:
            return
        self._next = now + self._every_s
        by_topic: dict[str, int] = {}
        for place, behind in consumer.lag().items():
            by_topic[place.topic] = by_topic.get(place.topic, 0) + behind
        for topic, behind in by_topic.items():
            self.metrics.set("entente_lag_records", behind, topic=topic)
            self.metrics.set("entente_lag_seconds", self._lag_s(topic) if behind else 0, topic=topic)
        if not open_work and not any(by_topic.values()):
            self._committed_at = now
        self.metrics.set("entente_commit_age_seconds", now - self._committed_at)
        self.metrics.set("entente_partitions", len(consumer.assignment()))

    def _lag_s(self, topic: str) -> float:
        """Say how old the last record done is; before any was, how long ago the process began."""
        since = self._said_at.get(topic, self._began_at)
        return max(0.0, self._clock.now().timestamp() - since)
