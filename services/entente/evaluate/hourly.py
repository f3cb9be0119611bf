"""The detector's own filter and tail over one series of counts, hour by hour, under an hour-of-week profile.

An hour is to such a series what a day is to a pair: the window that is judged, and the unit that teaches.
Nothing here was fitted to labels: the filter's constants are the detector's, the budget is one desk's rule's.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import sqrt
from typing import NamedTuple

import numpy as np

from entente.detecting.baseline import CAP_DEVIATIONS, DISCOUNT, Expectation, expectation, fold
from entente.detecting.windows import BASELINE_DAYS

BUDGET = 1 / (30 * 24)
"""The p below which an hour fires: one false alarm in thirty days of hours, which don't overlap."""
QUIET = timedelta(hours=24)
"""Firing hours less than a day apart are one episode, and told once, as windows of a day that touch are."""
OWN_WEEKS = 3.0
"""How many weeks of an hour's own outweigh what the same hour is on any day: until then the two are mixed."""
LEAST_SHARE = 0.05
"""An hour of the week expects at least this part of a mean hour."""


class Hour(NamedTuple):
    """One hour of the clock: where its first record stands, and its records' counts."""

    start: int
    at: datetime
    counts: list[float]


class HourProfile:
    """What each hour of the week has beside a mean hour; days are discounted as the detector does."""

    def __init__(self) -> None:
        self._sums = np.zeros((7, 24))
        self._weights = np.zeros((7, 24))

    def share(self, at: datetime) -> float:
        """Give what an hour is expected to have, in mean hours; 1 before a day was seen."""
        if np.count_nonzero(self._weights.sum(axis=0)) < 24:  # noqa: PLR2004 - the hours of a day
            return 1.0
        mean = float(self._sums.sum() / self._weights.sum())
        if mean <= 0:
            return 1.0
        day = float(self._sums[:, at.hour].sum() / self._weights[:, at.hour].sum())
        own, weight = self._sums[at.weekday(), at.hour], self._weights[at.weekday(), at.hour]
        mixed = float((own + OWN_WEEKS * day) / (weight + OWN_WEEKS))
        return max(LEAST_SHARE, mixed / mean)

    def add(self, at: datetime, count: float) -> None:
        """Learn an hour."""
        fading = DISCOUNT ** (1 / 24)
        self._sums *= fading
        self._weights *= fading
        self._sums[at.weekday(), at.hour] += count
        self._weights[at.weekday(), at.hour] += 1


def detections(times: Sequence[datetime], counts: Sequence[float], p: float = BUDGET) -> list[bool]:
    """Tell at which records a new episode is told.

    An hour is judged at each of its records against its whole expectation, so looking often costs nothing.
    """
    told = [False] * len(times)
    last: datetime | None = None
    for i, tail in enumerate(tails(times, counts)):
        if tail < p:
            told[i] = last is None or times[i] - last > QUIET
            last = times[i]
    return told


def tails(times: Sequence[datetime], counts: Sequence[float]) -> Iterator[float]:
    """Give at each record how probable its hour's count so far is, or more, by chance.

    Args:
        times: ascending.
        counts: of each record; what is below 0 counts as 0.
    """
    profile = HourProfile()
    past: deque[tuple[float, float]] = deque(maxlen=BASELINE_DAYS)
    prior = 0.0
    for hour in hours(times, counts):
        share = profile.share(hour.at)
        prior = prior or max(1.0, sum(hour.counts))
        chance = expectation(fold(past, prior), share, 1.0)
        so_far = 0.0
        for count in hour.counts:
            so_far += count
            yield chance.tail(so_far)
        past.append((so_far, share))
        profile.add(hour.at, min(so_far, _cap(chance)))


def hours(times: Sequence[datetime], counts: Sequence[float]) -> Iterator[Hour]:
    """Gather records by the hours of the clock."""
    by_hour = groupby(enumerate(times), key=lambda one: one[1].replace(minute=0, second=0, microsecond=0))
    for at, records in by_hour:
        places = [i for i, _ in records]
        yield Hour(places[0], at, [max(0.0, counts[i]) for i in places])


def _cap(chance: Expectation) -> float:
    """Give what an hour may teach the profile, as the filter caps what it may teach the rate."""
    return max(1.0, chance.mean + CAP_DEVIATIONS * sqrt(chance.mean + chance.mean**2 / chance.size))
