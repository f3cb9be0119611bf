"""How each source is heard: what its feeds brought, and what failed, since the service started."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from entente.contracts.upkeep import Coverage


class Hearing(msgspec.Struct, kw_only=True):
    """What one feed brought; kept up by its polls."""

    source: str
    feed: str
    last_seen_at: datetime | None = None
    articles: int = 0
    errors: int = 0
    last_error: str | None = None
    last_error_at: datetime | None = None
    polled: bool = False

    def heard(self, articles: int, at: datetime) -> None:
        """Count a poll that went well; new articles or none."""
        self.polled = True
        self.articles += articles
        self.last_error = self.last_error_at = None
        if articles:
            self.last_seen_at = at

    def failed(self, why: str, at: datetime) -> None:
        """Count a poll that failed; the error stands until a poll goes well."""
        self.polled = True
        self.errors += 1
        self.last_error, self.last_error_at = why, at


def coverage(hearings: Iterable[Hearing], at: datetime) -> tuple[Coverage, ...]:
    """Tell of each source, over all of its feeds; the feed is named where there is only one."""
    by_source: dict[str, list[Hearing]] = {}
    for hearing in hearings:
        by_source.setdefault(hearing.source, []).append(hearing)
    return tuple(_of_source(source, feeds, at) for source, feeds in sorted(by_source.items()))


def _of_source(source: str, feeds: list[Hearing], at: datetime) -> Coverage:
    failing = [feed for feed in feeds if feed.last_error_at is not None]
    newest = max(failing, key=lambda feed: feed.last_error_at or at, default=None)
    return Coverage(
        source=source,
        feed=feeds[0].feed if len(feeds) == 1 else None,
        at=at,
        last_seen_at=max((f.last_seen_at for f in feeds if f.last_seen_at is not None), default=None),
        articles=sum(feed.articles for feed in feeds),
        errors=sum(feed.errors for feed in feeds),
        last_error=newest.last_error if newest is not None else None,
    )
