"""What a broker is to Entente; `memory.py` and `kafka.py` both are one, and pass the same suite.

Failures speak the words of the house: `Transient` where trying again may help, `Misconfigured` where it
can't, `Reject` where a single record can't be taken. `CommitRefused` says that the group has moved on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from entente.contracts.errors import EntenteError, Transient
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.topics import Topics


class CommitRefused(EntenteError):
    """The group rebalances or has dropped this consumer: poll on; what was not committed comes again."""


class Written(NamedTuple):
    """Where a record came to stand."""

    topic: str
    partition: int
    offset: int


class Listener(Protocol):
    """Is told, from within `poll` and on its thread, what the group gives and takes."""

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Take these on, besides those already held; seeking is allowed here."""
        ...

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Let go of these; another consumer has them or will."""
        ...


class Consumer(Protocol):
    """Reads records, alone or in a group. Not thread-safe: one thread uses it."""

    def subscribe(self, topics: Collection[str], listener: Listener) -> None:
        """Join the group and take a share of these topics."""
        ...

    def assign(self, partitions: Collection[Partition]) -> None:
        """Read exactly these, without any group."""
        ...

    def poll(self, timeout_s: float, limit: int) -> Sequence[Record]:
        """Wait for records, at most so long; at most `limit` of them, each partition's in order."""
        ...

    def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Record what comes next for the group.

        Raises:
            CommitRefused: the group has moved on.
            Transient: the broker can't be reached.
        """
        ...

    def committed(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Say what the group has committed; a partition without a commit is left out."""
        ...

    def seek(self, partition: Partition, offset: int) -> None:
        """Go on from this offset."""
        ...

    def seek_to_beginning(self, partitions: Collection[Partition]) -> None:
        """Go on from the first record kept."""
        ...

    def position(self, partition: Partition) -> int:
        """Say the offset of what `poll` hands out next."""
        ...

    def lag(self) -> Mapping[Partition, int]:
        """Say how many records lie ahead, as of the last fetch and without asking the broker."""
        ...

    def beginning_offsets(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Ask for the first offsets kept."""
        ...

    def end_offsets(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """Ask for the offsets that the next written records will get."""
        ...

    def partitions_of(self, topic: str) -> tuple[Partition, ...]:
        """Ask for a topic's partitions; none where it does not exist."""
        ...

    def assignment(self) -> frozenset[Partition]:
        """Say which partitions it reads."""
        ...

    def pause(self, partitions: Collection[Partition]) -> None:
        """Hand out nothing of these until they are resumed; membership lives on while polling."""
        ...

    def resume(self, partitions: Collection[Partition]) -> None:
        """Hand out these again."""
        ...

    def close(self, timeout_s: float) -> None:
        """Leave the group and let go of all; what is not committed stays uncommitted."""
        ...


class Delivery(Protocol):
    """A record on its way."""

    def settled(self, timeout_s: float) -> bool:
        """Wait, at most so long, until its fate is known."""
        ...

    def written(self) -> Written:
        """Say where it came to stand, once it is settled.

        Raises:
            Transient: it was not acknowledged by all in-sync replicas; it may or may not stand.
            Reject: the broker finds it too large.
            Misconfigured: the broker forbids it.
        """
        ...


class Producer(Protocol):
    """Writes records; safe to use from several threads."""

    def check(self, outgoing: Outgoing) -> None:
        """Look whether a record may be sent at all.

        Raises:
            Reject: it is larger than its topic's manifest allows.
            Misconfigured: the topic has no manifest, or the record neither key nor value.
        """
        ...

    def send(self, outgoing: Outgoing) -> Delivery:
        """Hand over a record; waits a few seconds while too much is on its way.

        Raises:
            Reject, Misconfigured: as `check` does.
            Transient: the broker could not be asked for the topic, or too much is on its way already.
        """
        ...

    def close(self, timeout_s: float) -> None:
        """Let what is on its way arrive, at most so long."""
        ...


class Broker(Protocol):
    """Makes consumers and producers."""

    topics: Topics

    def consumer(self, group: str | None, instance: str | None = None) -> Consumer:
        """Make a consumer, in a group or alone; `instance` makes its membership static."""
        ...

    def producer(self) -> Producer:
        """Make a producer: all replicas acknowledge, retries write nothing twice."""
        ...


def count_partitions(broker: Broker, topic: str) -> int:
    """Ask how many partitions a topic has.

    Raises:
        Transient: there is no such topic, or the broker is away.
    """
    consumer = broker.consumer(None)
    try:
        found = len(consumer.partitions_of(topic))
    finally:
        consumer.close(1.0)
    if not found:
        raise Transient(f"there is no topic {topic}; create it with `entente topics apply`")
    return found


DELIVERY_S = 130.0
"""Ten seconds more than a producer tries by itself, so that it speaks first."""

SLICE_S = 0.25
"""How often waiting asks whether it shall go on."""


def settle(
    deliveries: Iterable[Delivery], timeout_s: float = DELIVERY_S, still: Callable[[], bool] | None = None
) -> None:
    """Wait until the fate of all of these is known.

    Args:
        deliveries: what is on its way.
        timeout_s: seconds to wait at most, slices added up.
        still: asked several times a second; false gives up.

    Raises:
        Transient: given up, or too late; what did not settle may or may not stand.
    """
    left_s = timeout_s
    for delivery in deliveries:
        while not delivery.settled(SLICE_S):
            left_s -= SLICE_S
            if left_s <= 0 or (still is not None and not still()):
                raise Transient("the broker has not acknowledged what was written")


def deliver(
    producer: Producer,
    outgoing: Sequence[Outgoing],
    timeout_s: float = DELIVERY_S,
    still: Callable[[], bool] | None = None,
) -> None:
    """Write all of these and wait until each is acknowledged.

    Raises:
        Reject, Transient, Misconfigured: as `Producer.send`, `settle` and `Delivery.written` do.
    """
    deliveries = [producer.send(one) for one in outgoing]
    settle(deliveries, timeout_s, still)
    for delivery in deliveries:
        delivery.written()
