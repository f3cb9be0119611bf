"""How each source is usually heard, and which is silent now: judged by the clock, from coverage alone.

A pause of every source is of the week's own making: nights, weekends. So what is usual is the longest pause
of the week before, and a silence is one of more than twice that. Among n pauses as likely as one another the
next is the longest by chance with p = 1/(n + 1); twice the longest is less likely still.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from entente.contracts.upkeep import Coverage
from entente.detecting.times import DAY, HOUR, second_of

MEMORY = 7 * DAY
"""A whole week, so that its weekend is in it."""
LEAST_HOURS = 6 * 24
"""Hours of the week before that must have been heard; with fewer its weekend may be missing."""
LEAST_SIGHTINGS = 20
"""Times that a source must have brought something in that week; with fewer a pause tells little."""
TWICE = 2
LEAST_SILENCE = HOUR
UNHEARD = 600
"""Seconds without a word from ingest after which nobody listened; such a time is no silence of a source."""


class Silence(NamedTuple):
    """A source, or everything, is not heard; seconds count from 1970 UTC."""

    source: str | None
    """None: everything."""
    since: int
    length: int
    usual: int
    """The longest pause of the week before."""
    sightings: int
    hours: int
    """Hours of that week in which it was listened to."""
    articles: int
    error: str | None

    @property
    def least(self) -> int:
        """The seconds of silence that tell."""
        return max(LEAST_SILENCE, TWICE * self.usual)

    @property
    def expected(self) -> float:
        """The articles that its week's rate gives in that time."""
        return self.articles / (self.hours * HOUR) * self.least if self.hours else 0.0

    @property
    def tells(self) -> bool:
        """Whether it is longer than its week explains."""
        enough = self.sightings >= LEAST_SIGHTINGS and self.hours >= LEAST_HOURS
        return enough and self.length > self.least


class _Ear:
    """What was heard of one source, or of all."""

    def __init__(self) -> None:
        self.seen: int | None = None
        self.since: int | None = None
        self.at: int | None = None
        self.error: str | None = None
        self._hours: dict[int, list[int]] = {}
        self._pauses: deque[tuple[int, int]] = deque()

    def listen(self, at: int) -> None:
        """Note that it is listened to."""
        if self.at is None or at - self.at > UNHEARD:
            self.since = at
        self.at = at
        if at // HOUR not in self._hours:
            first = at - MEMORY
            self._hours = {hour: told for hour, told in self._hours.items() if hour * HOUR >= first}
            self._hours[at // HOUR] = [0, 0]
            while self._pauses and self._pauses[0][0] < first:
                self._pauses.popleft()

    def hear(self, seen: int, at: int, articles: int) -> None:
        """Note that something new was seen; a pause that was a silence teaches no more than its bound."""
        if self.seen is not None and seen <= self.seen:
            return
        before = self.silence(None, seen)
        if self.seen is not None and before is not None:
            pause = min(before.length, before.least) if before.tells else max(0, before.length)
            while self._pauses and self._pauses[-1][1] <= pause:
                self._pauses.pop()
            self._pauses.append((seen, pause))
        self.seen = seen
        hour = self._hours[at // HOUR]
        hour[0] += 1
        hour[1] += articles

    def silence(self, source: str | None, now: int) -> Silence | None:
        """Give how long nothing was heard by an instant; None: it was never listened to."""
        if self.since is None:
            return None
        since = max(self.since, self.seen or 0)
        return Silence(
            source=source,
            since=since,
            length=now - since,
            usual=self._pauses[0][1] if self._pauses else 0,
            sightings=sum(told[0] for told in self._hours.values()),
            hours=len(self._hours),
            articles=sum(told[1] for told in self._hours.values()),
            error=self.error,
        )


class Hearing:
    """All sources as coverage tells of them, record by record; older records than the last change nothing."""

    def __init__(self) -> None:
        self._ears: dict[str, _Ear] = {}
        self._counts: dict[str, int] = {}
        self._every = _Ear()
        self._listening: int | None = None

    def apply(self, record: Coverage) -> None:
        """Take in one record."""
        at = second_of(record.at)
        ear = self._ears.setdefault(record.source, _Ear())
        if ear.at is not None and at <= ear.at:
            return
        ear.listen(at)
        ear.error = record.last_error
        before = self._counts.get(record.source)
        self._counts[record.source] = record.articles
        if self._every.at is None or at > self._every.at:
            self._every.listen(at)
        if record.last_seen_at is None:
            return
        # Articles are counted since ingest started: what the first record counts is of unknown age.
        new = 0 if before is None else record.articles - (before if record.articles >= before else 0)
        seen = second_of(record.last_seen_at)
        for one in (ear, self._every):
            one.hear(seen, at, new)

    def silences(self, now: int) -> tuple[Silence, ...]:
        """Give the silences that tell, everything first; where everything is silent, that alone.

        Everything is silent too where ingest itself has gone: the clock goes on, counted from the first call.
        """
        if self._listening is None:
            self._listening = now
        every = self._every.silence(None, now)
        if every is not None:
            stopped = self._every.at is not None and now - self._every.at > UNHEARD
            since = max(every.since, self._listening) if stopped else every.since
            every = every._replace(since=since, length=now - since)
            if every.tells:
                return (every,)
            if stopped:
                return ()
        found = (
            ear.silence(source, now) for source, ear in sorted(self._ears.items()) if self._followed(ear)
        )
        return tuple(one for one in found if one is not None and one.tells)

    def heard_since(self, source: str | None, second: int) -> int | None:
        """Give when a source, or any, was last seen, if that was after a second; None: it wasn't."""
        ear = self._every if source is None else self._ears.get(source)
        return ear.seen if ear is not None and ear.seen is not None and ear.seen > second else None

    def left(self, sources: Iterable[str]) -> frozenset[str]:
        """Give the sources among these that ingest no longer tells of though it tells of others."""
        return frozenset(s for s in sources if (ear := self._ears.get(s)) is None or not self._followed(ear))

    def _followed(self, ear: _Ear) -> bool:
        return ear.at is not None and self._every.at is not None and self._every.at - ear.at <= UNHEARD
