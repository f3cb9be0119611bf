"""What a page's address asks for, or a sentence that says why it can't be answered. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import get_args

from starlette.exceptions import HTTPException

from entente.contracts.errors import Reject
from entente.contracts.values import EventType
from entente.desk.acts import making
from entente.desk.live.rows import CHOICES, Filters
from entente.desk.store.searching import KINDS, MAX_QUERY, Wanted

MOST_START = 100_000
_LONGEST = 80
_DIGITS = 6
EVENTS: tuple[str, ...] = get_args(EventType)


def texts(query: Mapping[str, str]) -> dict[str, str]:
    """Give what was filled in, without space around it."""
    return {name: value.strip() for name, value in query.items() if value.strip()}


def filters(query: Mapping[str, str]) -> Filters:
    """Read which alerts are asked for.

    Raises:
        HTTPException: a value can't be.
    """
    asked = texts(query)
    for name, values in CHOICES.items():
        if name in asked and asked[name] not in values:
            raise HTTPException(400, f"{name} must be one of {', '.join(values)}, not {asked[name][:40]!r}.")
    return Filters(
        **{name: asked.get(name) for name in CHOICES},
        pair=pair(asked.get("pair")),
        theme=name_of(asked, "theme"),
        assignee=name_of(asked, "assignee"),
        case=name_of(asked, "case"),
        since=instant(asked, "since"),
        until=instant(asked, "until"),
    )


def wanted(query: Mapping[str, str]) -> Wanted:
    """Read what is searched for.

    Raises:
        HTTPException: a value can't be.
    """
    asked = texts(query)
    what = asked.get("in", "articles")
    if what not in KINDS:
        raise HTTPException(400, f"in must be one of {', '.join(KINDS)}, not {what[:40]!r}.")
    if len(asked.get("q", "")) > MAX_QUERY:
        raise HTTPException(400, f"A query has at most {MAX_QUERY} characters.")
    event = asked.get("event")
    if event is not None and event not in EVENTS:
        raise HTTPException(400, f"event must be one of {', '.join(EVENTS)}, not {event[:40]!r}.")
    return Wanted(
        what=what,
        text=asked.get("q", ""),
        pair=pair(asked.get("pair")),
        actor=name_of(asked, "actor"),
        theme=name_of(asked, "theme"),
        event=event,
        source=name_of(asked, "source"),
        language=name_of(asked, "language"),
        since=instant(asked, "since"),
        until=instant(asked, "until"),
    )


def pair(asked: str | None) -> str | None:
    """Read a pair in either order; null where none is asked for.

    Raises:
        HTTPException: it is none.
    """
    if not asked:
        return None
    try:
        return making.pair(asked)
    except Reject as error:
        raise HTTPException(400, f"{error.detail}.") from error


def instant(asked: Mapping[str, str], name: str) -> datetime | None:
    """Read a day or an instant; null where none is asked for.

    Raises:
        HTTPException: it is none.
    """
    text = asked.get(name)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise HTTPException(
            400, f"{name} must be a day or time such as 2026-01-31 or 2026-01-31T18:00, not {text[:40]!r}."
        ) from error


def number(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    """Read a whole number from 0 to a greatest one.

    Raises:
        HTTPException: it is none.
    """
    text = query.get(name) or str(usual)
    if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS or int(text) > most:
        raise HTTPException(400, f"{name} must be a whole number up to {most}, not {text[:40]!r}.")
    return int(text)


def name_of(asked: Mapping[str, str], name: str) -> str | None:
    """Read a name: of a theme, a source, a person.

    Raises:
        HTTPException: it is too long or can't be shown.
    """
    text = asked.get(name)
    if text is not None and (len(text) > _LONGEST or not text.isprintable()):
        raise HTTPException(400, f"{name} must be a name of at most {_LONGEST} characters.")
    return text


def days(query: Mapping[str, str], now: datetime, usual: int, most: int) -> tuple[datetime, datetime]:
    """Read a time of whole days that ends with today, or with the day asked for.

    Raises:
        HTTPException: a value can't be.
    """
    count = max(1, number(query, "days", usual, most))
    end = instant(query, "until") or now
    try:
        end = datetime(end.year, end.month, end.day, tzinfo=UTC) + timedelta(days=1)
        return end - timedelta(days=count), end
    except OverflowError as error:
        raise HTTPException(400, "until must be a day of this age.") from error
