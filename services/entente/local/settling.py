"""When a fleet has done all there is to do: nothing lies ahead of any group, and nothing new is said."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from entente.contracts.errors import Transient
from entente.runtime.broker import Broker
from entente.runtime.topics import manifests

if TYPE_CHECKING:
    from entente.runtime.records import Partition

QUIET_SECONDS = 4.0
"""The detector speaks once a second, on what it has heard by then: four times that is quiet."""

NEVER_QUIET = frozenset({"coverage"})
"""Written by the clock, whatever happens."""

_LOOK_SECONDS = 0.5
_SLOWEST_SECONDS = 600.0


def await_settled(broker: Broker, groups: Mapping[str, Sequence[str]], tend: Callable[[int], None]) -> None:
    """Wait until every group has acknowledged all of its topics and no topic has grown for a while.

    Args:
        broker: where.
        groups: each consumer group with the topics that it reads.
        tend: called at each look with how many records lie ahead of all groups together.

    Raises:
        Transient: it takes more than ten minutes without any group getting on.
    """
    topics = sorted(name for name in manifests() if name not in NEVER_QUIET)
    watcher = broker.consumer(None)
    readers = {group: broker.consumer(group) for group in groups}
    try:
        places = {topic: watcher.partitions_of(topic) for topic in topics}
        every = [place for some in places.values() for place in some]
        ends: Mapping[Partition, int] = {}
        ahead, since, moved = 0, time.monotonic(), time.monotonic()
        while True:
            before, ends = ends, watcher.end_offsets(every)
            starts = watcher.beginning_offsets(every)
            now_ahead = 0
            for group, read in groups.items():
                wanted = [place for topic in read for place in places.get(topic, ())]
                done = readers[group].committed(wanted)
                now_ahead += sum(max(0, ends[p] - max(done.get(p, 0), starts[p])) for p in wanted)
            now = time.monotonic()
            if now_ahead or ends != before:
                since = now
            if now_ahead != ahead or ends != before:
                moved = now
            ahead = now_ahead
            tend(ahead)
            if now - since >= QUIET_SECONDS:
                return
            if now - moved > _SLOWEST_SECONDS:
                raise Transient(
                    f"{ahead} records lie ahead and nothing has moved for {_SLOWEST_SECONDS:.0f} s"
                )
            time.sleep(_LOOK_SECONDS)
    finally:
        for consumer in (watcher, *readers.values()):
            consumer.close(1.0)
