"""Moving an archive's dates so that it ends now: what `--as-live` means."""

from datetime import datetime, timedelta

import msgspec

from entente.contracts.articles import Article
from entente.ingest.article import UNDATED
from entente.ingest.dates import ahead_of

_DAY = timedelta(days=1)
_WITNESSES = 5
"""As many articles must be about as new as an archive's end: four wrong dates move nothing."""


class ArchiveEnd:
    """Finds where an archive ends: its latest date within a day of its fifth newest article."""

    def __init__(self) -> None:
        self._newest: dict[str, datetime] = {}

    def see(self, article: Article) -> None:
        """Take note of one article; copies of it count once."""
        at = article.published_at
        if at is None:
            return
        newest = self._newest
        if article.id in newest:
            newest[article.id] = max(newest[article.id], at)
        elif len(newest) < _WITNESSES:
            newest[article.id] = at
        elif at > newest[oldest := min(newest, key=newest.__getitem__)]:
            del newest[oldest]
            newest[article.id] = at

    @property
    def at(self) -> datetime | None:
        """Say where it ends; null where nothing has a date."""
        if not self._newest:
            return None
        fifth = min(self._newest.values())
        return max(at for at in self._newest.values() if at - fifth <= _DAY)


def days_to_live(end: datetime | None, now: datetime) -> int:
    """Count the most whole days by which an archive can move and still end before now."""
    return max(0, (now - end) // _DAY) if end is not None else 0


def moved(article: Article, days: int, now: datetime) -> Article:
    """Move an article by whole days; id and revision stay, and the date it had is kept.

    What would come to lie more than an hour ahead had a wrong date, and is undated.
    """
    if days == 0:
        return article
    fetched_at = min(article.fetched_at + days * _DAY, now)
    if article.published_at is None:
        return msgspec.structs.replace(article, fetched_at=fetched_at)
    published_at = article.published_at + days * _DAY
    if ahead_of(published_at, now):
        return msgspec.structs.replace(
            article, published_at=None, fetched_at=fetched_at, flags=(UNDATED, *article.flags)
        )
    return msgspec.structs.replace(
        article,
        published_at=published_at,
        original_published_at=article.published_at,
        fetched_at=fetched_at,
    )
