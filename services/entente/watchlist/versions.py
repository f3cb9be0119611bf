"""Which version of the watchlist an article is read by."""

from collections.abc import Iterable
from datetime import datetime

from entente.contracts.upkeep import WatchlistVersion


def active(versions: Iterable[WatchlistVersion], at: datetime) -> WatchlistVersion | None:
    """Choose the newest version effective at an instant (the raw record's `ce_time`), else the oldest.

    Of two versions effective at the same instant the greater name counts, so that order can't matter.
    """
    ordered = sorted(versions, key=lambda one: (one.effective_at, one.version))
    if not ordered:
        return None
    return next((one for one in reversed(ordered) if one.effective_at <= at), ordered[0])
