"""What a service does with the records it reads; the loop does all the rest.

`Map`    a record in, records out: the tagger's shape
`Write`  decode, then a sink takes batches: the indexer's and the notifier's
`Fold`   decode, then a state takes items, re-reads its partitions when it gets them, and speaks when
         ticked: the detector's
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import ClassVar, Generic, Protocol, TypeVar

from entente.contracts.errors import Transient
from entente.runtime.outcomes import DONE, Done, Later, Outcome, Rejected, rejected
from entente.runtime.records import Item, Outgoing, Partition, Record

T = TypeVar("T")


class Stage(Protocol):
    """A batch in, an outcome an item."""

    rereads: ClassVar[bool]
    """Whether partitions are read from their beginning each time they are assigned."""

    def attempt(self, batch: Sequence[Record]) -> Sequence[Outcome]:
        """Try a batch; may be called again with the same records, all or some.

        Raises:
            Transient: none of it could be done yet.
        """
        ...

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Take on partitions."""
        ...

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Forget partitions."""
        ...

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Say what follows from all that was read so far."""
        ...


class Stateless:
    """A stage that keeps nothing between batches."""

    rereads: ClassVar[bool] = False

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Keep nothing."""

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Forget nothing."""

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Say nothing."""
        del now, caught_up
        return ()


class Map(Stateless):
    """Carries a pure function from a record to the records that follow from it."""

    def __init__(self, transform: Callable[[Record], Sequence[Outgoing]]) -> None:
        self._transform = transform

    def attempt(self, batch: Sequence[Record]) -> Sequence[Outcome]:
        """Transform each record; one that raises is rejected alone."""
        return [self.one(record) for record in batch]

    def one(self, record: Record) -> Done | Rejected:
        """Transform one record."""
        try:
            return Done(self._transform(record))
        except Transient:
            raise
        except Exception as error:  # noqa: BLE001 - the one place: a bug on one item must not stop the rest
            return rejected(error)


class Sink(Protocol[T]):
    """Something outside that takes decoded items."""

    def write(self, batch: Sequence[Item[T]]) -> Sequence[Outcome]:
        """Write a batch; an outcome an item, in order. Writing an item twice must equal writing it once.

        Raises:
            Transient: nothing could be written; all of it is tried again.
        """
        ...


class Write(Stateless, Generic[T]):
    """Decodes records and hands them to a sink."""

    def __init__(self, decode: Callable[[Record], T], sink: Sink[T]) -> None:
        self._decode = decode
        self._sink = sink

    def attempt(self, batch: Sequence[Record]) -> Sequence[Outcome]:
        """Decode each record, and write those that could be."""
        decoded = [_decoded(self._decode, record) for record in batch]
        items = [one for one in decoded if isinstance(one, Item)]
        outcomes = self._sink.write(items) if items else ()
        if len(outcomes) != len(items):
            raise ValueError(f"the sink gave {len(outcomes)} outcomes for {len(items)} items")
        written = iter(outcomes)
        return [next(written) if isinstance(one, Item) else one for one in decoded]


class State(Protocol[T]):
    """What a service holds of the partitions it was given."""

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Expect these partitions' records from their beginning."""
        ...

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Drop what came from these partitions."""
        ...

    def add(self, item: Item[T]) -> None:
        """Take one item; taking it twice must equal taking it once."""
        ...

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Say what follows; say nothing before all partitions are read to their ends (`caught_up`)."""
        ...


class Fold(Generic[T]):
    """Decodes records and adds them to a state that is rebuilt from the topic whenever it is assigned."""

    rereads: ClassVar[bool] = True

    def __init__(self, decode: Callable[[Record], T], state: State[T]) -> None:
        self._decode = decode
        self._state = state

    def attempt(self, batch: Sequence[Record]) -> Sequence[Outcome]:
        """Decode and add each record."""
        return [self._add(record) for record in batch]

    def _add(self, record: Record) -> Outcome:
        item = _decoded(self._decode, record)
        if not isinstance(item, Item):
            return item
        try:
            self._state.add(item)
        except Transient as error:
            return Later(str(error))
        except Exception as error:  # noqa: BLE001 - as in Map
            return rejected(error)
        return DONE

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Tell the state."""
        self._state.assigned(partitions)

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Tell the state."""
        self._state.dropped(partitions)

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Ask the state."""
        return self._state.tick(now, caught_up=caught_up)


def _decoded(decode: Callable[[Record], T], record: Record) -> Item[T] | Rejected:
    try:
        return Item(record, decode(record))
    except Exception as error:  # noqa: BLE001 - as in Map
        return rejected(error)
