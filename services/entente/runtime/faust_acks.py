"""Acknowledging Faust's events by hand: in their order, each after all that follows from it is written."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from faust.types import EventT

from entente.contracts.errors import EntenteError
from entente.runtime.crash import Crash
from entente.runtime.outcomes import Rejected
from entente.runtime.publish import Publisher, Sent
from entente.runtime.records import Partition, Record

GLANCE_S = 0.005
"""How often what is on its way is looked at: about the producer's own delay."""


COMMIT_S = 1.0
"""How often Faust commits what was acknowledged."""


class Skipped(EntenteError):
    """An offset was passed over, which would be committed and lost: the process must start anew."""


class Contiguity:
    """Watches that no record is passed over; only for topics that are neither compacted nor transactional.

    Begins with what the group has committed: Faust may drop the very first records it fetches, too.
    """

    def __init__(self, begin: Mapping[Partition, int]) -> None:
        self._next = dict(begin)

    def see(self, record: Record) -> None:
        """Note a record.

        Raises:
            Skipped: one or more before it never came.
        """
        expected = self._next.get(record.place)
        if expected is not None and record.offset > expected:
            raise Skipped(
                f"{record.topic}/{record.partition} went on at {record.offset} where {expected} was next:"
                " Faust dropped what lies between; starting anew from the last commit"
            )
        self._next[record.place] = record.offset + 1


class Handled(msgspec.Struct, frozen=True):
    """An event whose outputs are on their way."""

    event: EventT[Any]
    record: Record
    sent: Sequence[Sent]


class Acknowledger:
    """Takes handled events and acknowledges each once its outputs are written."""

    def __init__(
        self,
        publisher: Publisher,
        crash: Crash,
        bury: Callable[[Record, Rejected], Sequence[Sent]],
        finished: Callable[[Sequence[Record]], None],
        room: int,
    ) -> None:
        self._publisher = publisher
        self._crash = crash
        self._bury = bury
        self._finished = finished
        self._next_commit = 0.0
        self._handled: asyncio.Queue[Handled] = asyncio.Queue(room)

    async def put(self, handled: Handled) -> None:
        """Take an event; waits while many are not acknowledged yet."""
        await self._handled.put(handled)

    async def drained(self) -> None:
        """Wait until all that was taken is acknowledged."""
        await self._handled.join()

    async def run(self) -> None:
        """Acknowledge for ever.

        Raises:
            Transient: an output failed; nothing from there on is acknowledged.
        """
        while True:
            handled = [await self._handled.get()]
            while not self._handled.empty():
                handled.append(self._handled.get_nowait())
            await self._written([one for each in handled for one in each.sent])
            self._maybe_crash()
            for each in handled:
                each.event.ack()
                self._handled.task_done()
            self._finished([each.record for each in handled])

    def _maybe_crash(self) -> None:
        """Count as a commit what is acknowledged within a second: that is how often Faust commits."""
        now = asyncio.get_running_loop().time()
        if now >= self._next_commit:
            self._next_commit = now + COMMIT_S
            self._crash.before_commit()

    async def _written(self, sent: Sequence[Sent]) -> None:
        for one in sent:
            while not one.delivery.settled(0):  # noqa: ASYNC110 - it settles on the producer's own thread
                await asyncio.sleep(GLANCE_S)
        for record, why in self._publisher.refused(sent):
            await self._written(self._bury(record, why))
