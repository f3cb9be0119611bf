"""A consumer of Apache Kafka."""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import kafka
from kafka import ConsumerRebalanceListener, OffsetAndMetadata, TopicPartition

from entente.contracts.errors import Transient
from entente.runtime.broker import Listener
from entente.runtime.kafka_coordinator import made_patient
from entente.runtime.kafka_errors import spoken
from entente.runtime.records import Partition, Record
from entente.runtime.topics import Topics

ASK_MS = 10_000
"""How long a question to the broker may take; past it the work is put off."""

COMMIT_MS = 5_000
"""How long a commit may take: less, so that a stopped service is gone within ten seconds."""


class _Events(ConsumerRebalanceListener):  # type: ignore[misc]
    """Notes what the group does: kafka-python calls it on its I/O thread, where nothing may be asked."""

    def __init__(self) -> None:
        self.noted: deque[tuple[str, frozenset[TopicPartition]]] = deque()

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Note what is taken."""
        self.noted.append(("dropped", frozenset(revoked)))

    def on_partitions_lost(self, lost: Collection[TopicPartition]) -> None:
        """Note what is lost with the membership."""
        self.noted.append(("dropped", frozenset(lost)))

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Note what is given."""
        self.noted.append(("assigned", frozenset(assigned)))


class KafkaConsumer:
    """Reads records; tells its listener of rebalances from within `poll`, on the caller's thread.

    Raises:
        Transient: the broker can't be reached.
    """

    def __init__(self, options: Mapping[str, Any], topics: Topics, where: str) -> None:
        self._topics = topics
        self._where = where
        self._listener: Listener | None = None
        self._events = _Events()
        self._moved: set[Partition] = set()
        with spoken(f"{where} can't be reached"):
            self._client = made_patient(kafka.KafkaConsumer(**options))

    def subscribe(self, topics: Collection[str], listener: Listener) -> None:
        """Join the group."""
        self._listener = listener
        names = [self._topics.physical(topic) for topic in topics]
        self._client.subscribe(topics=names, listener=self._events)

    def assign(self, partitions: Collection[Partition]) -> None:
        """Read exactly these."""
        self._client.assign(self._wire(partitions))

    def poll(self, timeout_s: float, limit: int) -> Sequence[Record]:
        """Wait for records.

        Those of a partition that the listener moved or paused are left out, and read when it is their turn.
        """
        with spoken(f"reading from {self._where}"):
            fetched = self._client.poll(timeout_ms=int(timeout_s * 1000), max_records=limit)
        self._moved.clear()
        if self._tell():
            self._hold_back(fetched)
        return [
            Record(
                place.topic,
                place.number,
                one.offset,
                one.key,
                one.value,
                tuple((name, b"" if value is None else value) for name, value in one.headers),
                one.timestamp,
            )
            for wire, records in fetched.items()
            if (place := self._place(wire)) not in self._moved
            for one in records
        ]

    def _hold_back(self, fetched: Mapping[TopicPartition, Sequence[Any]]) -> None:
        for wire in self._client.paused() & set(fetched):
            if self._place(wire) not in self._moved:
                self.seek(self._place(wire), fetched[wire][0].offset)

    def _tell(self) -> bool:
        told = bool(self._events.noted)
        while self._events.noted and self._listener is not None:
            what, wires = self._events.noted.popleft()
            places = frozenset(map(self._place, wires))
            if what == "dropped":
                self._listener.dropped(places)
                continue
            held = places & self.assignment()
            if held:
                self._listener.assigned(held)
        return told

    def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Record offsets for the group."""
        wire = {self._to_wire(place): OffsetAndMetadata(offset, "", -1) for place, offset in offsets.items()}
        with spoken(f"committing to {self._where}"):
            self._client.commit(wire, timeout_ms=COMMIT_MS)

    def committed(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Say what the group has committed."""
        found = {}
        with spoken(f"asking {self._where} for commits"):
            for place in partitions:
                offset = self._client.committed(self._to_wire(place), timeout_ms=ASK_MS)
                if offset is not None and offset >= 0:
                    found[place] = int(offset)
        return found

    def seek(self, partition: Partition, offset: int) -> None:
        """Go on from this offset."""
        self._moved.add(partition)
        self._client.seek(self._to_wire(partition), offset)

    def seek_to_beginning(self, partitions: Collection[Partition]) -> None:
        """Go on from the first record kept."""
        self._moved.update(partitions)
        self._client.seek_to_beginning(*self._wire(partitions))

    def position(self, partition: Partition) -> int:
        """Say what comes next."""
        with spoken(f"asking {self._where} for a position"):
            found = self._client.position(self._to_wire(partition), timeout_ms=ASK_MS)
        if found is None:
            raise Transient(f"{self._where} did not say where {partition.topic}/{partition.number} begins")
        return int(found)

    def lag(self) -> Mapping[Partition, int]:
        """Count what lies ahead, as of the last fetch."""
        lag = {}
        for wire, state in list(self._client._subscription.assignment.items()):  # noqa: SLF001 - asks no broker
            if state.position is not None and state.highwater is not None:
                lag[self._place(wire)] = max(0, state.highwater - state.position.offset)
        return lag

    def beginning_offsets(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Ask for the first offsets kept."""
        with spoken(f"asking {self._where} for offsets"):
            return self._asked(self._client.beginning_offsets, partitions)

    def end_offsets(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Ask for the next offsets to be written."""
        with spoken(f"asking {self._where} for offsets"):
            return self._asked(self._client.end_offsets, partitions)

    def _asked(
        self, ask: Callable[..., Mapping[Any, int]], partitions: Collection[Partition]
    ) -> Mapping[Partition, int]:
        try:
            found = ask(self._wire(partitions), timeout_ms=ASK_MS)
        except KeyError as error:  # kafka-python's word for a partition that has no leader just now
            raise Transient(f"{self._where} does not tell the offsets of {error}") from error
        return {self._place(wire): offset for wire, offset in found.items()}

    def partitions_of(self, topic: str) -> tuple[Partition, ...]:
        """Ask for a topic's partitions."""
        with spoken(f"asking {self._where} for topics"):
            found = self._client.partitions_for_topic(self._topics.physical(topic))
        return tuple(Partition(topic, number) for number in sorted(found or ()))

    def assignment(self) -> frozenset[Partition]:
        """Say which partitions it reads."""
        return frozenset(map(self._place, self._client.assignment() or ()))

    def pause(self, partitions: Collection[Partition]) -> None:
        """Hold these back."""
        self._client.pause(*self._wire(set(partitions) & self.assignment()))

    def resume(self, partitions: Collection[Partition]) -> None:
        """Hand out these again."""
        self._client.resume(*self._wire(set(partitions) & self.assignment()))

    def close(self, timeout_s: float) -> None:
        """Leave the group."""
        with spoken(f"leaving {self._where}"):
            self._client.close(autocommit=False, timeout_ms=int(timeout_s * 1000))
        self._tell()

    def _to_wire(self, place: Partition) -> TopicPartition:
        return TopicPartition(self._topics.physical(place.topic), place.number)

    def _wire(self, places: Collection[Partition]) -> list[TopicPartition]:
        return [self._to_wire(place) for place in places]

    def _place(self, wire: TopicPartition) -> Partition:
        return Partition(self._topics.logical(wire.topic), wire.partition)
