"""Which slice of its kind a document stands in: a function of the message alone, so no clock decides it.

Articles, signals and stories are sliced by month of publication; all else is few and stands in one index.
Which index holds a slice is the cluster's to say (`routes.py`): its own for two years, then its year's.
"""

import re
from datetime import datetime, timedelta

from entente.contracts.articles import TaggedArticle
from entente.contracts.registry import Message
from entente.contracts.signals import Signal, Story

SLICED: frozenset[type[Message]] = frozenset({TaggedArticle, Signal, Story})

WHOLE = "all"
UNDATED = "undated"
EARLY = "early"

FIRST_YEAR = 1990
"""What was published before shares one slice: dates of broken archives must not make an index each."""

AHEAD = timedelta(days=2)
"""An article says when it was published; further past its fetching than any time zone, it is undated."""

MONTHS = 24
"""For so many months, this one included, a month has an index of its own."""

_MONTH = re.compile(r"(\d{4})\.(\d{2})")


def slice_of(message: Message) -> str:
    """Name the slice of a message: `all`, or the month of publication, `undated` or `early`."""
    match message:
        case TaggedArticle():
            return _slice(message.article.published_at, message.article.fetched_at)
        case Signal():
            return _slice(message.published_at, message.fetched_at)
        case Story():
            return _slice(message.first_published_at, None)
        case _:
            return WHOLE


def _slice(published_at: datetime | None, fetched_at: datetime | None) -> str:
    if published_at is None or (fetched_at is not None and published_at > fetched_at + AHEAD):
        return UNDATED
    return EARLY if published_at.year < FIRST_YEAR else f"{published_at:%Y.%m}"


def index_slice(name: str, now: datetime) -> str:
    """Say which slice's index a slice first made now belongs in: a month's own, or its year's."""
    return name if is_recent(name, now) else name[:4]


def is_recent(name: str, now: datetime) -> bool:
    """Whether a slice keeps an index of its own; what is no month always does."""
    month = _MONTH.fullmatch(name)
    if month is None:
        return True
    age = (now.year - int(month[1])) * 12 + now.month - int(month[2])
    return age < MONTHS
