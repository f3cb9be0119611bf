"""A broker in memory: the same promises as Kafka's within one process, for backtests and tests.

Compaction and retention are not simulated: everything written stays.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from itertools import count

import msgspec

from entente.contracts.errors import Misconfigured, Transient
from entente.contracts.topics import TopicManifest
from entente.runtime.broker import CommitRefused, Listener, Written
from entente.runtime.clock import Clock, SystemClock
from entente.runtime.memory_group import Group
from entente.runtime.records import Outgoing, Partition, Record, partition_for
from entente.runtime.sizes import check
from entente.runtime.topics import Topics


class MemoryBroker:
    """Topics as lists, groups as tables; thread-safe."""

    def __init__(self, declared: Mapping[str, TopicManifest], clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.topics = Topics(declared)
        self.changed = threading.Condition(threading.RLock())
        self.groups: dict[str, Group] = {}
        self.down = False
        """Set by a test: while it is, nothing can be written, committed or asked; polls hand out nothing."""
        self._logs: dict[Partition, list[Record]] = {
            Partition(name, number): []
            for name, manifest in declared.items()
            for number in range(manifest.partitions)
        }
        self._spread = count()

    def consumer(self, group: str | None, instance: str | None = None) -> "MemoryConsumer":
        """Make a consumer; `instance` changes nothing here."""
        del instance
        with self.changed:
            table = None if group is None else self.groups.setdefault(group, Group(self.partitions_of))
        return MemoryConsumer(self, table)

    def producer(self) -> "MemoryProducer":
        """Make a producer."""
        return MemoryProducer(self)

    def partitions_of(self, topic: str) -> tuple[Partition, ...]:
        """List a topic's partitions."""
        return tuple(place for place in self._logs if place.topic == topic)

    def records(self, topic: str) -> list[Record]:
        """List all that was written to a topic, partition by partition."""
        with self.changed:
            return [record for place in self.partitions_of(topic) for record in self._logs[place]]

    def read(self, place: Partition, offset: int, limit: int) -> list[Record]:
        """Read on from an offset."""
        return self._logs[place][offset : offset + limit]

    def end(self, place: Partition) -> int:
        """Say the next offset to be written."""
        return len(self._logs[place])

    def check_up(self) -> None:
        """Refuse while the broker plays dead."""
        if self.down:
            raise Transient("the broker can't be reached")

    def append(self, outgoing: Outgoing) -> Written:
        """Write one record."""
        with self.changed:
            self.check_up()
            places = self.partitions_of(outgoing.topic)
            chooser = self.topics.chooses(outgoing)
            number = (
                next(self._spread) % len(places) if chooser is None else partition_for(chooser, len(places))
            )
            log = self._logs[places[number]]
            stamp = outgoing.timestamp_ms
            record = Record(
                outgoing.topic,
                number,
                len(log),
                outgoing.key,
                outgoing.value,
                outgoing.headers,
                int(self.clock.now().timestamp() * 1000) if stamp is None else stamp,
            )
            log.append(record)
            self.changed.notify_all()
            return Written(outgoing.topic, number, record.offset)


class MemoryDelivery(msgspec.Struct, frozen=True):
    """A record that has arrived already, or never will."""

    stands: Written | None
    error: Transient | None = None

    def settled(self, timeout_s: float) -> bool:
        """Say that its fate is known."""
        del timeout_s
        return True

    def written(self) -> Written:
        """Say where it stands."""
        if self.stands is None:
            raise self.error or Transient("not written")
        return self.stands


class MemoryProducer:
    """Writes at once."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker

    def check(self, outgoing: Outgoing) -> None:
        """Look whether a record may be sent at all."""
        check(outgoing, self._broker.topics.manifest(outgoing.topic))

    def send(self, outgoing: Outgoing) -> MemoryDelivery:
        """Write a record."""
        self.check(outgoing)
        try:
            return MemoryDelivery(self._broker.append(outgoing))
        except Transient as error:
            return MemoryDelivery(None, error)

    def close(self, timeout_s: float) -> None:
        """Do nothing: all has arrived."""


class MemoryConsumer:
    """Reads from a `MemoryBroker`."""

    def __init__(self, broker: MemoryBroker, group: Group | None) -> None:
        self._broker = broker
        self._group = group
        self._listener: Listener | None = None
        self._joining: tuple[str, ...] = ()
        self._positions: dict[Partition, int] = {}
        self._paused: set[Partition] = set()
        self._turn = 0

    def subscribe(self, topics: Collection[str], listener: Listener) -> None:
        """Join the group, at the next poll."""
        if self._group is None:
            raise Misconfigured(
                "a consumer without a group can't subscribe; assign partitions, or name a group"
            )
        for topic in topics:
            self._broker.topics.manifest(topic)
        with self._broker.changed:
            self._listener = listener
            self._joining = tuple(topics)

    def assign(self, partitions: Collection[Partition]) -> None:
        """Read exactly these."""
        self._positions = dict.fromkeys(partitions, 0)

    def poll(self, timeout_s: float, limit: int) -> Sequence[Record]:
        """Follow the group, then hand out records."""
        with self._broker.changed:
            self._follow_group()
            records = self._take(limit)
            if not records:
                self._broker.clock.wait(self._broker.changed, timeout_s)
                self._follow_group()
                records = self._take(limit)
            return records

    def _follow_group(self) -> None:
        if self._group is None or self._listener is None or self._broker.down:
            return
        if self._joining:
            self._group.join(self, self._joining)
            self._joining = ()
        dropped, gained = self._group.follow(self)
        for place in dropped:
            self._positions.pop(place, None)
            self._paused.discard(place)
        if dropped:
            self._listener.dropped(dropped)
            self._group.release(self, dropped)
        self._positions.update({place: self._group.committed.get(place, 0) for place in gained})
        if gained:
            self._listener.assigned(gained)

    def _take(self, limit: int) -> list[Record]:
        if self._broker.down:
            return []
        places = sorted(set(self._positions) - self._paused)
        self._turn += 1
        start = self._turn % max(1, len(places))
        taken: list[Record] = []
        for place in places[start:] + places[:start]:
            records = self._broker.read(place, self._positions[place], limit - len(taken))
            self._positions[place] += len(records)
            taken += records
        return taken

    def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Record offsets for the group."""
        with self._broker.changed:
            self._broker.check_up()
            if self._group is None or not self._group.has(self):
                raise CommitRefused("this consumer is no member of the group")
            self._group.committed.update(offsets)

    def committed(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Say what the group has committed."""
        with self._broker.changed:
            self._broker.check_up()
            known = {} if self._group is None else self._group.committed
            return {place: known[place] for place in partitions if place in known}

    def seek(self, partition: Partition, offset: int) -> None:
        """Go on from this offset."""
        self._positions[partition] = offset

    def seek_to_beginning(self, partitions: Collection[Partition]) -> None:
        """Go on from offset 0."""
        self._positions.update(dict.fromkeys(partitions, 0))

    def position(self, partition: Partition) -> int:
        """Say what comes next."""
        return self._positions[partition]

    def lag(self) -> Mapping[Partition, int]:
        """Count what lies ahead."""
        return {place: self._broker.end(place) - offset for place, offset in self._positions.items()}

    def beginning_offsets(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Say 0 everywhere."""
        return dict.fromkeys(partitions, 0)

    def end_offsets(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Say the next offsets to be written."""
        self._broker.check_up()
        return {place: self._broker.end(place) for place in partitions}

    def partitions_of(self, topic: str) -> tuple[Partition, ...]:
        """List a topic's partitions."""
        self._broker.check_up()
        return self._broker.partitions_of(topic)

    def assignment(self) -> frozenset[Partition]:
        """Say which partitions it reads."""
        return frozenset(self._positions)

    def pause(self, partitions: Collection[Partition]) -> None:
        """Hold these back."""
        self._paused |= set(partitions)

    def resume(self, partitions: Collection[Partition]) -> None:
        """Hand out these again."""
        self._paused -= set(partitions)

    def expire(self) -> None:
        """Be thrown out of the group, as by a session that timed out; the next poll joins again."""
        with self._broker.changed:
            if self._group is not None:
                self._group.expire(self)

    def close(self, timeout_s: float) -> None:
        """Leave the group."""
        del timeout_s
        with self._broker.changed:
            if self._group is not None:
                self._group.leave(self)
            if self._listener is not None and self._positions:
                held = frozenset(self._positions)
                self._positions = {}
                self._listener.dropped(held)
            self._broker.changed.notify_all()
