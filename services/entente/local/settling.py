"""When a fleet has done all there is to do: nothing lies ahead of any group, and nothing new is said."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from entente.contracts.errors import Transient
from entente.runtime.broker import Broker
from entente.runtime.faust_app import Shard
from entente.runtime.records import Partition
from entente.runtime.topics import manifests

QUIET_SECONDS = 4.0
"""The detector speaks once a second, on what it has heard by then: four times that is quiet."""

NEVER_QUIET = frozenset({"coverage", "heartbeats"})
"""Written by the clock, whatever happens."""

_LOOK_SECONDS = 0.5
_SLOWEST_SECONDS = 300.0


class Reads(NamedTuple):
    """What a consumer group reads: whole topics, or one shard of their partitions."""

    topics: Sequence[str]
    shard: Shard = Shard(0, 1)


class Sight(NamedTuple):
    """One look: how many records lie ahead of all groups, and where every topic ends."""

    ahead: int
    ends: Mapping[Partition, int]


def await_settled(broker: Broker, groups: Mapping[str, Reads], tend: Callable[[int], None]) -> None:
    """Wait until every group has acknowledged all that it reads and no topic has grown for a while.

    Args:
        broker: where.
        groups: each consumer group, and what it reads.
        tend: called at each look with how many records lie ahead of all groups together.

    Raises:
        Transient: nothing has moved for five minutes though records lie ahead.
    """
    watch = _Watch(broker, groups)
    try:
        last = sight = Sight(0, {})
        quiet_since = moved_at = time.monotonic()
        while True:
            with suppress(Transient):
                sight = watch.look()
            now = time.monotonic()
            if sight != last:
                moved_at = now
            if sight.ahead or sight.ends != last.ends:
                quiet_since = now
            last = sight
            tend(sight.ahead)
            if now - quiet_since >= QUIET_SECONDS:
                return
            if now - moved_at > _SLOWEST_SECONDS:
                raise Transient(f"{watch.laggards()}: nothing has moved for {_SLOWEST_SECONDS:.0f} s")
            time.sleep(_LOOK_SECONDS)
    finally:
        watch.close()


class _Watch:
    """Looks at groups and topics without taking part."""

    def __init__(self, broker: Broker, groups: Mapping[str, Reads]) -> None:
        self._groups = groups
        self._watcher = broker.consumer(None)
        self._readers = {group: broker.consumer(group) for group in groups}
        topics = [name for name in manifests() if name not in NEVER_QUIET]
        self._places = [place for topic in topics for place in self._watcher.partitions_of(topic)]

    def look(self) -> Sight:
        ends = dict(self._watcher.end_offsets(self._places))
        return Sight(sum(self._ahead(group, ends) for group in self._groups), ends)

    def laggards(self) -> str:
        ends = dict(self._watcher.end_offsets(self._places))
        return ", ".join(f"{group} has {self._ahead(group, ends)} records ahead" for group in self._groups)

    def _ahead(self, group: str, ends: Mapping[Partition, int]) -> int:
        reads = self._groups[group]
        places = [p for p in self._places if p.topic in reads.topics and reads.shard.holds(p.number)]
        done = self._readers[group].committed(places)
        starts = self._watcher.beginning_offsets(places)
        return sum(max(0, ends[place] - max(done.get(place, 0), starts[place])) for place in places)

    def close(self) -> None:
        for consumer in (self._watcher, *self._readers.values()):
            consumer.close(1.0)
