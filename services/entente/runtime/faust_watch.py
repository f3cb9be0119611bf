"""Whether a Faust worker's commits move: asked of the broker itself, beside Faust, in a thread of its own."""

import threading
from collections import deque
from collections.abc import Collection, Mapping

from entente.contracts.errors import EntenteError, Transient
from entente.runtime.broker import Consumer
from entente.runtime.clock import Clock
from entente.runtime.logs import logger
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Partition

EVERY_S = 2.0
_log = logger(__name__)


MOST_REBALANCES = 5
"""In a minute; a broker that was away costs one or two, two workers on one shard one every two seconds."""


class StaleCommits(EntenteError):
    """Commits stand still though records lie ahead: the process must start anew."""


class NotAlone(EntenteError):
    """Another worker seems to be in the group, in which Faust must be alone."""


class Alone:
    """Watches that a worker is alone in its group: two of one shard throw each other out again and again."""

    def __init__(self, group: str) -> None:
        self._group = group
        self._rebalances = 0
        self._times: deque[float] = deque()

    def see(self, rebalances: int, now: float) -> None:
        """Note how many rebalances there have been since the start.

        Raises:
            NotAlone: too many within a minute.
        """
        self._times.extend([now] * (rebalances - self._rebalances))
        self._rebalances = rebalances
        while self._times and self._times[0] <= now - 60:
            self._times.popleft()
        if len(self._times) > MOST_REBALANCES:
            raise NotAlone(
                f"{len(self._times)} rebalances of {self._group} within a minute: another process seems to"
                " have the same shard; give each its own ENTENTE_SHARD"
            )


class Watch:
    """Tells lag and commit age, beats while commits move, and says when they stand still too long."""

    def __init__(
        self,
        places: Collection[Partition],
        stale_s: float,
        clock: Clock,
        metrics: Metrics,
        progress: Progress,
    ) -> None:
        self._stale_s = stale_s
        self._clock = clock
        self._metrics = metrics
        self._progress = progress
        self._committed = dict.fromkeys(places, -1)
        self._moved_at = dict.fromkeys(places, clock.monotonic())

    def look(self, consumer: Consumer) -> None:
        """Ask the broker once.

        Raises:
            StaleCommits: a partition's commit has not moved for too long though records lie ahead.
            Transient: the broker can't be asked.
        """
        places = list(self._committed)
        starts = consumer.beginning_offsets(places)
        self.judge({**starts, **consumer.committed(places)}, consumer.end_offsets(places))

    def judge(self, committed: Mapping[Partition, int], ends: Mapping[Partition, int]) -> None:
        """Compare with what was seen before.

        Raises:
            StaleCommits: as `look` does.
        """
        now = self._clock.monotonic()
        lag: dict[str, int] = {}
        for place, end in ends.items():
            behind = max(0, end - committed[place])
            lag[place.topic] = lag.get(place.topic, 0) + behind
            if behind == 0 or committed[place] != self._committed[place]:
                self._moved_at[place] = now
            self._committed[place] = committed[place]
        for topic, behind in lag.items():
            self._metrics.set("entente_lag_records", behind, topic=topic)
        oldest = min(self._moved_at, key=self._moved_at.__getitem__, default=None)
        age_s = 0.0 if oldest is None else now - self._moved_at[oldest]
        self._metrics.set("entente_commit_age_seconds", age_s)
        if oldest is not None and age_s > self._stale_s:
            raise StaleCommits(
                f"no commit of {oldest.topic}/{oldest.number} for {age_s:.0f} s though records lie ahead;"
                " starting anew"
            )
        self._progress.beat()

    def lost_sight(self) -> None:
        """Note that the broker can't be asked: what can't move is not stale."""
        now = self._clock.monotonic()
        self._moved_at = dict.fromkeys(self._moved_at, now)
        self._progress.beat()

    def start(self, consumer: Consumer, stop: Stop) -> None:
        """Look every few seconds until asked to stop."""

        def look_on() -> None:
            while not stop.wait(EVERY_S):
                try:
                    self.look(consumer)
                    self._progress.has("broker")
                except Transient as error:
                    self._progress.waits_for("broker", str(error))
                    self.lost_sight()
                except Exception as error:  # noqa: BLE001 - a thread hands on whatever ends it
                    _log.error("the watch ended", error=error)
                    stop.fail(error)
                    return

        threading.Thread(target=look_on, name="watch", daemon=True).start()
