"""Which signals count: of each article on a pair the greatest, unless a later reading dropped a power."""

from collections.abc import Iterable
from datetime import datetime

from entente.contracts.signals import Signal
from entente.contracts.values import powers_of
from entente.detecting.latest import Latest
from entente.detecting.times import DAY, second_of

KEPT_BELOW_DAYS = 6
"""Signals so far below the floor still group with those above, so that stories don't change as it rises."""


def version_of(signal: Signal) -> tuple[datetime, str, str]:
    """Give what orders the signals of one article on one pair."""
    return signal.fetched_at, signal.revision, signal.watchlist_version


def greatest(signals: Iterable[Signal]) -> dict[tuple[str, str], Signal]:
    """Keep the greatest signal of each (pair, article id); of equally great ones the last written."""
    kept: dict[tuple[str, str], Signal] = {}
    for signal in signals:
        key = (signal.pair, signal.article_id)
        if key not in kept or version_of(kept[key]) <= version_of(signal):
            kept[key] = signal
    return kept


def counts(signal: Signal, latest: Latest | None, floor: int | None) -> bool:
    """Tell whether a signal counts.

    It must be dated, not far below the floor, and no later reading of its article may have lost a power.
    """
    if signal.published_at is None:
        return False
    if floor is not None and second_of(signal.published_at) < floor - KEPT_BELOW_DAYS * DAY:
        return False
    if latest is None or latest.version <= version_of(signal):
        return True
    return set(powers_of(signal.pair)) <= set(latest.powers)
