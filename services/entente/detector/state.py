"""The detector's state: signals of its partitions, all volumes, the rules, what stands on the topics."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from entente.contracts.articles import VolumeRecord
from entente.contracts.codec import decode
from entente.contracts.errors import EntenteError, Misconfigured, Reject
from entente.contracts.signals import Signal
from entente.contracts.upkeep import Coverage, Heartbeat, WatchlistVersion
from entente.detecting.coverage import RULE
from entente.detecting.hearing import Hearing
from entente.detecting.judge import Judge
from entente.detector.publishing import SERVICE, changes, corrections, silences
from entente.detector.standing import TOPICS, Standing
from entente.runtime.heartbeats import is_heartbeat, passed_on
from entente.runtime.logs import logger
from entente.runtime.records import Item, Outgoing, Partition, Record, partition_for
from entente.watchlist.model import Watchlist
from entente.watchlist.pack import published

if TYPE_CHECKING:
    from entente.runtime.broadcast import Broadcast

Heard = Signal | Heartbeat | None

BROADCAST = ("volume", "watchlist", "coverage", *TOPICS)

STIRRED_A_TICK = 64
"""Pairs that volume alone moved and that are judged beside those with news of their own, while more comes."""

PORTION = 1_000
"""New stories of a tick beyond which the other pairs wait: a start holds hundreds of thousands."""

_EMPTY = Watchlist(version="none", actors=(), themes=(), cues=(), scores={}, sources=(), rules=())
_log = logger(__name__)


class Signals:
    """A `State` of the runtime: knows its pairs' signals, and speaks when ticked.

    A pair that this worker has just taken on, or of which another worker wrote, is compared whole with what
    stands on the topics; after that only what changed is written.
    """

    def __init__(self, partitions: Callable[[], int]) -> None:
        """Take how to ask for the number of partitions of `signals`."""
        self._count = partitions
        self._judge = Judge(_EMPTY)
        self._standing = Standing()
        self._hearing = Hearing()
        self._held: set[int] = set()
        self._unsure: set[str] = set()
        self._beats: dict[str, Record] = {}
        self._newest: WatchlistVersion | None = None
        self._fresh = False
        self._busy = False
        self.broadcast: Broadcast | None = None

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Expect these partitions' signals from their beginning."""
        self._held |= {place.number for place in partitions}
        self._fresh = True

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Let the pairs of these partitions go."""
        self._held -= {place.number for place in partitions}
        for pair in self._judge.pairs:
            if not self._owns(pair):
                self._judge.forget_pair(pair)

    def add(self, item: Item[Heard]) -> None:
        """Take in a signal; a tombstone says nothing, as what counts follows from the volume."""
        if isinstance(item.message, Heartbeat):
            self._beats[item.message.way] = item.record
        elif item.message is not None:
            self._busy = True
            self._judge.apply_signal(item.message)

    def hear(self, record: Record) -> None:
        """Take in a record of a broadcast topic; one that can't be read is told and passed over."""
        try:
            if record.topic == "volume":
                self._busy = True
                self._judge.apply_volume(decode(VolumeRecord, record.value), record.at)
            elif record.topic == "watchlist":
                self._learn(decode(WatchlistVersion, record.value))
            elif record.topic == "coverage":
                self._hearing.apply(decode(Coverage, record.value))
            elif (pair := self._standing.hear(record)) is not None and self._owns(pair):
                self._unsure.add(pair)
        except (Reject, Misconfigured) as error:
            _log.error("passed over", topic=record.topic, offset=record.offset, why=str(error))

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Judge what moved; nothing is said before all is read, and nothing without rules.

        While signals or volumes come, pairs that volume alone moved take turns; all have theirs at rest. What
        a start finds is told in portions.
        """
        try:
            if self.broadcast is not None:
                self.broadcast.catch_up()
        except EntenteError as error:
            _log.warning("not judged", why=str(error))
            return ()
        if not caught_up or self._newest is None:
            return ()
        busy, self._busy = self._busy and not self._fresh, False
        judged = self._judge.judge(STIRRED_A_TICK if busy else None, PORTION)
        if self._fresh:
            self._unsure |= {pair for pair in self._judge.pairs | self._standing.pairs() if self._owns(pair)}
            self._fresh = False
        quiet = self._silences(self._newest.version, now)
        self._unsure |= {pair for pair in self._standing.take_touched() if self._owns(pair)}
        written = [
            one
            for judgement in judged
            if judgement.pair not in self._unsure
            for one in changes(judgement, self._judge, self._standing, now)
        ]
        written += self._corrected(now)
        self._standing.write(written)
        return [*quiet, *written, *self._beaten()]

    def _corrected(self, now: datetime) -> list[Outgoing]:
        """Correct the pairs of which it isn't sure what stands, as many as a portion holds."""
        written: list[Outgoing] = []
        for pair in sorted(pair for pair in self._unsure if not self._judge.waits(pair)):
            if len(written) >= PORTION:
                break
            written += corrections(self._judge, pair, self._standing, now)
            self._unsure.discard(pair)
        return written

    def _beaten(self) -> list[Outgoing]:
        """Pass heartbeats on, once what came before them is judged and told."""
        if self._unsure or any(map(self._judge.waits, self._judge.pairs)):
            return []
        beats = [passed_on(record, "heartbeats", SERVICE) for _, record in sorted(self._beats.items())]
        self._beats.clear()
        return beats

    def _silences(self, version: str, now: datetime) -> list[Outgoing]:
        """Say what has gone quiet, before the alerts that tell of it; one worker alone does."""
        if not self._owns(RULE):
            return []
        written = silences(self._standing, self._hearing, version, now)
        self._standing.write(written)
        return written

    def _learn(self, message: WatchlistVersion) -> None:
        """Follow the version that takes effect last; a broken one is refused and the old one kept."""
        newest = self._newest
        if newest is not None and (newest.effective_at, newest.version) >= (
            message.effective_at,
            message.version,
        ):
            return
        self._judge.use(published(message))
        self._newest = message
        self._unsure |= self._judge.pairs
        _log.info("watchlist learnt", version=message.version)

    def _owns(self, pair: str) -> bool:
        return partition_for(pair.encode(), self._count()) in self._held


def heard(record: Record) -> Heard:
    """Read a signal or a heartbeat; null for a tombstone.

    Raises:
        Reject: it is none.
    """
    if is_heartbeat(record):
        return decode(Heartbeat, record.value)
    return None if record.value is None else decode(Signal, record.value)
