"""How much was read: every article of the volume topic once, by hour, day and power."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from heapq import nlargest
from typing import Literal, NamedTuple

from entente.contracts.articles import VolumeRecord
from entente.detecting.latest import Latest, Latests, Version
from entente.detecting.times import DAY, HOUR, day_of, second_of

Population = Literal["all", "precise"]
"""All articles, or those whose hour is known; day-precise midnights would ruin an hourly profile."""

FIFTH = 5
"""`newest` is the hour of the fifth newest article, so that one wrong date moves nothing."""
HORIZON_DAYS = 150
SETTLED_DAYS = 7
"""The floor follows records written more than a week ago: a replay of years is held whole for a week."""


class Written(NamedTuple):
    """A volume record, and when the broker wrote it down."""

    record: VolumeRecord
    at: datetime


class Counts:
    """Articles of one population that name a power, by hour, by day, and by day and power."""

    def __init__(self) -> None:
        self.hours: Counter[int] = Counter()
        self.days: Counter[int] = Counter()
        self.powers: defaultdict[int, Counter[str]] = defaultdict(Counter)

    def add(self, latest: Latest, hour: int, count: int) -> None:
        """Count an article in (1) or out (-1)."""
        day = day_of(hour)
        self.hours[hour] += count
        self.days[day] += count
        for power in latest.powers:
            self.powers[day][power] += count


class Volumes:
    """The set of volume records, and what is counted from it.

    Equal sets give equal counts, in whatever order they were applied.
    """

    def __init__(self) -> None:
        self.counts: dict[Population, Counts] = {"all": Counts(), "precise": Counts()}
        self._latest = Latests()
        self._dated: Counter[int] = Counter()
        self._written: defaultdict[int, dict[str, int]] = defaultdict(dict)
        self._changed: set[int] = set()

    @classmethod
    def of(cls, written: Iterable[Written]) -> "Volumes":
        """Make the counts of a whole set at once."""
        volumes = cls()
        greatest: dict[str, VolumeRecord] = {}
        for record, at in written:
            volumes.note_written(record, at)
            standing = greatest.get(record.article_id)
            if standing is None or version_of(standing) <= version_of(record):
                greatest[record.article_id] = record
        for record in greatest.values():
            volumes.put(record)
        return volumes

    def apply(self, record: VolumeRecord, written_at: datetime) -> bool:
        """Take in one record; say whether it changed what counts of its article."""
        self.note_written(record, written_at)
        return self.put(record)

    def put(self, record: VolumeRecord) -> bool:
        """Count a record in place of its article's former one, unless that is greater."""
        old = self.latest(record.article_id)
        version = version_of(record)
        if old is not None and old.version > version:
            return False
        new = Latest(
            version,
            None if record.hour_at is None else second_of(record.hour_at) // HOUR * HOUR,
            record.published_precision == "second",
            record.powers,
        )
        if old == new:
            return False
        self._latest[record.article_id] = new
        if old is None or old[1:] != new[1:]:
            if old is not None:
                self._count(old, -1)
            self._count(new, 1)
        return True

    def _count(self, latest: Latest, count: int) -> None:
        if latest.hour is None:
            return
        self._dated[latest.hour] += count
        if self._dated[latest.hour] == 0:
            del self._dated[latest.hour]
        if latest.powers:
            self.counts["all"].add(latest, latest.hour, count)
            if latest.precise:
                self.counts["precise"].add(latest, latest.hour, count)
            self._changed.add(day_of(latest.hour))

    def note_written(self, record: VolumeRecord, written_at: datetime) -> None:
        """Remember what the floor needs: of each day of writing the five newest articles."""
        day = self._written[day_of(second_of(written_at))]
        if record.hour_at is None:
            return
        hour = second_of(record.hour_at) // HOUR * HOUR
        day[record.article_id] = max(hour, day.get(record.article_id, hour))
        if len(day) > FIFTH:
            del day[min(day, key=lambda i: (day[i], i))]

    def latest(self, article: str) -> Latest | None:
        """Give what counts of an article, if any record of it was heard."""
        return self._latest.told(article)

    def take_changed(self) -> set[int]:
        """Give the days whose counts changed since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    @property
    def newest(self) -> int | None:
        """The second at which the hour of the fifth newest article begins; None before five."""
        left = FIFTH
        for hour in nlargest(FIFTH, self._dated):
            left -= self._dated[hour]
            if left <= 0:
                return hour
        return None

    @property
    def floor(self) -> int | None:
        """The second, a UTC midnight, below which nothing is judged; None: everything is."""
        settled = max(self._written, default=0) - SETTLED_DAYS
        newest: dict[str, int] = {}
        for day, hours in self._written.items():
            if day < settled:
                for article, hour in hours.items():
                    newest[article] = max(hour, newest.get(article, hour))
        if len(newest) < FIFTH:
            return None
        fifth = nlargest(FIFTH, newest.values())[-1]
        return day_of(fifth - HORIZON_DAYS * DAY) * DAY


def version_of(record: VolumeRecord) -> Version:
    """Give what orders the records of one article."""
    return record.fetched_at, record.revision, record.watchlist_version
