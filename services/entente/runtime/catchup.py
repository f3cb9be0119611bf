"""Whether partitions that are read from their beginning have been read as far as they went when assigned."""

from collections.abc import Collection

from entente.contracts.errors import Transient
from entente.runtime.broker import Consumer
from entente.runtime.records import Partition, Record


class CatchUp:
    """Seeks newly assigned partitions to their beginning and watches how far they are read."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer
        self._ends: dict[Partition, int | None] = {}
        self._floors: dict[Partition, int] = {}

    def begin(self, partitions: Collection[Partition]) -> None:
        """Read these from their beginning."""
        self._consumer.seek_to_beginning(partitions)
        self._ends.update(dict.fromkeys(partitions))

    def forget(self, partitions: Collection[Partition]) -> None:
        """Watch these no longer."""
        for place in partitions:
            self._ends.pop(place, None)
            self._floors.pop(place, None)

    def reached(self) -> bool:
        """Say whether all are read as far as they went; false, too, while the broker can't be asked."""
        if not self._ends:
            return True
        try:
            self._ask()
        except Transient:
            return False
        for place in [place for place, end in self._ends.items() if self._read_to(place, end or 0)]:
            del self._ends[place]
        return not self._ends

    def before(self, record: Record) -> bool:
        """Say whether the group had acknowledged this record before its partition was assigned here.

        Raises:
            Transient: the broker can't be asked.
        """
        self._ask()
        return record.offset < self._floors.get(record.place, 0)

    def _ask(self) -> None:
        unknown = [place for place, end in self._ends.items() if end is None]
        if not unknown:
            return
        self._floors.update(self._consumer.committed(unknown))
        ends = self._consumer.end_offsets(unknown)
        starts = self._consumer.beginning_offsets(unknown)
        self._ends.update({place: end if end > starts[place] else 0 for place, end in ends.items()})

    def _read_to(self, place: Partition, end: int) -> bool:
        return end == 0 or self._consumer.position(place) >= end
