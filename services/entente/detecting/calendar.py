"""What was announced beforehand: a spike on the day of a summit is expected, and says so."""

from collections.abc import Iterable, Iterator
from datetime import date

from entente.detecting.times import calendar_day, day_of
from entente.watchlist.model import CalendarEntry


def announced(entries: Iterable[CalendarEntry], pair: str, start: int, end: int) -> tuple[str, ...]:
    """Name what the calendar has for a pair from one second to before another, in order of name.

    Args:
        entries: of the watchlist.
        pair: sorted.
        start: counted from 1970 UTC.
        end: after `start`.
    """
    first, last = calendar_day(day_of(start)), calendar_day(day_of(end - 1))
    found = {
        entry.name
        for entry in entries
        if pair in entry.pairs
        and any(since <= last and first <= until for since, until in _days(entry, first, last))
    }
    return tuple(sorted(found))


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
