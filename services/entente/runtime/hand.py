"""The batch that the loop has in hand: what is still to be done of it, and since when."""

from collections.abc import Collection, Sequence
from datetime import datetime

from entente.runtime.records import Partition, Record, next_offsets


class Hand:
    """Records taken and not yet acknowledged."""

    def __init__(self) -> None:
        self.todo: list[Record] = []
        self._finished: list[Record] = []
        self._clear()

    def _clear(self) -> None:
        self.attempts = 0
        self.first_at: datetime | None = None
        self.rejected: set[tuple[str, int, int]] = set()
        self._finished = []

    def take(self, records: Sequence[Record]) -> None:
        """Take more in hand."""
        self.todo += records

    def attempt(self, now: datetime) -> list[Record]:
        """Begin another attempt at all that is still to be done."""
        self.attempts += 1
        self.first_at = self.first_at or now
        return list(self.todo)

    def settle(self, later: Sequence[Record]) -> list[Record]:
        """Keep what must be tried again, give what was finished by this attempt."""
        again = {record.id for record in later}
        finished = [record for record in self.todo if record.id not in again]
        self._finished += finished
        self.todo = list(later)
        return finished

    def offsets(self) -> dict[Partition, int]:
        """Give what to commit once nothing is left to be done, and begin anew; nothing before."""
        if self.todo:
            return {}
        offsets = next_offsets(self._finished)
        self._clear()
        return offsets

    def drop(self, partitions: Collection[Partition]) -> list[Record]:
        """Put away what came from these partitions; gives what was still to be done."""
        lost = [record for record in self.todo if record.place in partitions]
        self.todo = [record for record in self.todo if record.place not in partitions]
        self._finished = [record for record in self._finished if record.place not in partitions]
        return lost
