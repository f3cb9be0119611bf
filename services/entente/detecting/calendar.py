"""What was announced beforehand: a spike on the day of a summit is expected, and says so."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from entente.detecting.times import calendar_day, day_of
from entente.watchlist.model import CalendarEntry


class Occasion(NamedTuple):
    """Something announced, on the days on which it is."""

    since: date
    until: date
    name: str
    source: str


def announced(entries: Iterable[CalendarEntry], pair: str, start: int, end: int) -> tuple[str, ...]:
    """Name what the calendar has for a pair from one second to before another, in order of name.

    Args:
        entries: of the watchlist.
        pair: sorted.
        start: counted from 1970 UTC.
        end: after `start`.
    """
    days = calendar_day(day_of(start)), calendar_day(day_of(end - 1))
    return tuple(sorted({one.name for one in occasions(entries, pair, *days)}))


def occasions(entries: Iterable[CalendarEntry], pair: str, first: date, last: date) -> tuple[Occasion, ...]:
    """Give what the calendar has for a pair in some days, both of them included, in order of time."""
    found = (
        Occasion(since, until, entry.name, entry.source)
        for entry in entries
        if pair in entry.pairs
        for since, until in _days(entry, first, last)
        if since <= last and first <= until
    )
    return tuple(sorted(set(found)))


def _days(entry: CalendarEntry, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Give its first and last days, of a yearly entry in each year asked for; 29 February may be the 28th."""
    if not entry.yearly:
        yield entry.since, entry.until
        return
    for year in range(max(first.year, entry.since.year), last.year + 1):
        yield _in_year(entry.since, year), _in_year(entry.until, year)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
