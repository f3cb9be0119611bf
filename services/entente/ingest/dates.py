"""When something was published, read from what the publisher wrote; where that leaves a doubt, not at all."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz

from dateutil import parser as dateutil_parser
from msgspec import Struct

from entente.contracts.values import Precision

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
"""An instant before this is the zero of some computer's clock, no date of publication."""

MAX_AHEAD = timedelta(hours=1)
"""How far past our own clock a publisher's may be."""

_MAX_CHARS = 64
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_EPOCH = re.compile(r"\d{9,16}(?:\.\d{1,6})?")
_INSTANT = re.compile(r"\d{4}-?\d{2}-?\d{2}[T ]\d{2}.*", re.DOTALL)
_MILLISECONDS_FROM = 1e11
_MICROSECONDS_FROM = 1e14

# Zones that one country only calls so, or that RFC 822 fixes; BST, say, is several places'.
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
}  # fmt: skip

# Two days that share no part: what differs between readings filled up from each was not in the text.
_FILL_ONE = datetime(2000, 1, 1)  # noqa: DTZ001 - only fills the gaps of a text that may have no zone
_FILL_OTHER = datetime(2003, 2, 3, 4, 5)  # noqa: DTZ001


class Dated(Struct, frozen=True):
    """When, in UTC, and how exactly; a day stands at its midnight."""

    at: datetime
    precision: Precision


def read_date(written: object) -> Dated | None:
    """Read a date as publishers write it: ISO 8601, RFC 822, seconds or milliseconds since 1970, or in words.

    Null where it is missing, unreadable, incomplete (no year, no day), ambiguous (03/04/2025, a zone that
    several places have) or before 1971. A time without a zone counts as UTC.
    """
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        written = repr(written)
    if not isinstance(written, str):
        return None
    text = " ".join(written.split())
    if not text or len(text) > _MAX_CHARS:
        return None
    found = _day(text) or _epoch(text) or _iso(text) or _rfc822(text) or _in_words(text)
    return None if found is None or found.at < EARLIEST else found


def ahead_of(at: datetime, now: datetime) -> bool:
    """Say whether an instant is more than an hour past the clock: no date to be believed."""
    return at - now > MAX_AHEAD


def _instant(at: datetime) -> Dated | None:
    try:
        return Dated(at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC), "second")
    except OverflowError:  # the year 1 or 9999, moved by its zone
        return None


def _at_midnight(day: date) -> Dated:
    return Dated(datetime(day.year, day.month, day.day, tzinfo=UTC), "day")


def _day(text: str) -> Dated | None:
    if (m := _DAY.fullmatch(text)) is None:
        return None
    try:
        return _at_midnight(date(int(m[1]), int(m[2]), int(m[3])))
    except ValueError:
        return None


def _epoch(text: str) -> Dated | None:
    if _EPOCH.fullmatch(text) is None:
        return None
    value = float(text)
    if value >= _MICROSECONDS_FROM:
        value /= 1e6
    elif value >= _MILLISECONDS_FROM:
        value /= 1e3
    return Dated(datetime.fromtimestamp(value, UTC), "second")


def _iso(text: str) -> Dated | None:
    if _INSTANT.fullmatch(text) is None:
        return None
    try:
        return _instant(datetime.fromisoformat(text))
    except ValueError:
        return None


def _rfc822(text: str) -> Dated | None:
    """Read `Sun, 07 Sep 2025 06:30:00 GMT`; parsedate_tz takes much more, so the shape is checked first."""
    if _RFC822.fullmatch(text) is None or (parts := parsedate_tz(text)) is None:
        return None
    offset = parts[9]
    zone = timezone(timedelta(seconds=offset)) if offset is not None and abs(offset) < _A_DAY else None
    if zone is None:
        return None
    try:
        return _instant(datetime(*parts[:6], tzinfo=zone))
    except ValueError:
        return None


_A_DAY = 86_400
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} (?:\d{2}|\d{4}) \d{1,2}:\d{2}(?::\d{2})? "
    r"(?:[+-]\d{4}|UT|UTC|GMT|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_YEAR_FIRST = re.compile(r"\d{4}[-/.]")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_UTC_OFFSET = re.compile(r"\b(?:GMT|UTC) ?(?=[+-]\d)")
_NAME_OF_OFFSET = re.compile(r"(?<=\d) ?\([^()]*\)$")
_ZONE_AND_OFFSET = re.compile(r"[A-Za-z] ?[+-]\d")


def _in_words(text: str) -> Dated | None:
    """Read the rest with dateutil, which fills what is missing and guesses what is doubtful.

    So it reads four times, with two fillings and both orders of day and month; what differs was not said.
    A zone's name with an offset it reads the wrong way round (GMT+3 as three hours west).
    """
    text = _NAME_OF_OFFSET.sub("", _UTC_OFFSET.sub("", text))
    if _YEAR.search(text) is None or _ZONE_AND_OFFSET.search(text):
        return None
    readings = {
        reading
        for day_first in _orders(text)
        for fill in (_FILL_ONE, _FILL_OTHER)
        if (reading := _with_dateutil(text, fill, day_first=day_first)) is not None
    }
    if not readings or len({at.date() for at in readings}) > 1:
        return None
    return _instant(readings.pop()) if len(readings) == 1 else _at_midnight(readings.pop().date())


def _orders(text: str) -> tuple[bool, ...]:
    """Say which orders of day and month a text may mean: 2025/09/07 and 07.09.2025 leave no doubt."""
    if _YEAR_FIRST.match(text):
        return (False,)
    return (True,) if _DOTTED.match(text) else (True, False)


def _with_dateutil(text: str, fill: datetime, *, day_first: bool) -> datetime | None:
    try:
        return dateutil_parser.parse(text, default=fill, dayfirst=day_first, tzinfos=_zone)
    except (ValueError, ArithmeticError, TypeError):
        return None


def _zone(name: str | None, offset: int | None) -> timezone | None:
    """Answer dateutil's question for a zone; a name that isn't known is an error, not a guess."""
    if name is None:
        return None if offset is None else timezone(timedelta(seconds=offset))
    if offset or (hours := _ZONES.get(name.upper())) is None:
        raise ValueError(f"which zone is {name}?")
    return timezone(timedelta(hours=hours))
