"""A labelled text as the article that the tagger would read."""

from datetime import UTC, datetime
from time import perf_counter_ns
from typing import NamedTuple

from entente.contracts.articles import Article, TaggedArticle
from entente.contracts.errors import Misconfigured
from entente.contracts.identity import article_id, text_revision
from entente.reading.given import Given
from entente.reading.reader import Reader

DAY = datetime(2025, 9, 3, 12, tzinfo=UTC)
"""The day of texts that have none: roles are judged by it."""


class Timed(NamedTuple):
    """A reading, and how long it took in nanoseconds."""

    tagged: TaggedArticle
    ns: int


def article(text: str, *, title: str = "", language: str | None = None, at: datetime = DAY) -> Article:
    """Make an article of a text."""
    return Article(
        id=article_id(None, "evaluate", title or text[:200], at.date()),
        revision=text_revision(title, text),
        url=None,
        source="evaluate",
        title=title,
        text=text,
        language=language,
        published_at=at,
        published_precision="second",
        fetched_at=at,
    )


def timed(reader: Reader, one: Article, given: Given | None = None) -> Timed:
    """Read an article by the tagger's own function, the clock beside it."""
    started = perf_counter_ns()
    tagged = reader.read(one, given)
    return Timed(tagged, perf_counter_ns() - started)


def day_of(where: str, written: object) -> datetime:
    """Read a day (YYYY-MM-DD, or an instant in ISO form); None gives the default day.

    Raises:
        Misconfigured: it is no date.
    """
    if written is None:
        return DAY
    try:
        at = datetime.fromisoformat(str(written))
    except ValueError as error:
        raise Misconfigured(f"{where}: {written!r} is no date; write it as 2025-09-03") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
