"""Short ways to read a sentence and to write down what was read."""

from datetime import UTC, datetime
from functools import cache

from entente.contracts.articles import Article, Event, TaggedArticle
from entente.contracts.identity import article_id, text_revision
from entente.reading.reader import Reader
from support.watchlists import small_watchlist

WEEK = datetime(2025, 9, 3, 12, tzinfo=UTC)
"""An instant of the week of September 2025 in which Putin was in Beijing."""


@cache
def reader() -> Reader:
    """The reader of the small watchlist, compiled once."""
    return Reader(small_watchlist())


def article(
    text: str,
    *,
    title: str = "",
    language: str | None = None,
    at: datetime | None = WEEK,
    source: str = "test",
) -> Article:
    """Make an article."""
    return Article(
        id=article_id(None, source, title + text, None),
        revision=text_revision(title, text),
        url=None,
        source=source,
        title=title,
        text=text,
        language=language,
        published_at=at,
        published_precision="second",
        fetched_at=at or WEEK,
    )


def read(
    text: str, *, title: str = "", language: str | None = None, at: datetime | None = WEEK
) -> TaggedArticle:
    """Read a text by the small watchlist."""
    return reader().read(article(text, title=title, language=language, at=at))


def written(event: Event) -> str:
    """Write an event as `RUS>CHN SUPPORT`, `CHN+RUS SUPPORT` when they did it to each other."""
    if not event.targets:
        return f"{'+'.join(sorted(event.sources))} {event.type}"
    return f"{'+'.join(event.sources)}>{'+'.join(event.targets)} {event.type}"


def told(text: str, *, title: str = "", language: str | None = None) -> list[str]:
    """Write the events of a text with their modality, in order."""
    return [
        f"{written(event)} {event.modality}" for event in read(text, title=title, language=language).events
    ]


def powers(text: str, *, title: str = "", at: datetime | None = WEEK) -> list[str]:
    """List the powers that a text names, in order, each as often as it is named."""
    return [one.power for one in read(text, title=title, at=at).mentions if one.power is not None]
