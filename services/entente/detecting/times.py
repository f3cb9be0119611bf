"""Instants as whole seconds since 1970 UTC, which is what windows and days are counted in."""

from datetime import UTC, date, datetime, timedelta

HOUR = 3600
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def second_of(at: datetime) -> int:
    """Count the whole seconds from 1970 to an instant."""
    return (at - _EPOCH) // _SECOND


def instant(second: int) -> datetime:
    """Give the UTC instant of a second."""
    return _EPOCH + timedelta(seconds=second)


def day_of(second: int) -> int:
    """Count the whole UTC days from 1970 to a second."""
    return second // DAY


def calendar_day(day: int) -> date:
    """Give the date of a day."""
    return instant(day * DAY).date()


def weekday(day: int) -> int:
    """Give a day's place in the week, 0 (Thursday, as 1970 began) to 6."""
    return day % 7
