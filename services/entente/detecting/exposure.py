"""How much there was, or will be, to report in: the volume that windows and days are judged against."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from entente.contracts.values import Direction, powers_of
from entente.detecting.baseline import DISCOUNT
from entente.detecting.times import DAY, HOUR, day_of, weekday
from entente.detecting.volumes import Population, Volumes
from entente.detecting.windows import AHEAD_REACH, Window, baseline_days, days_after

DIRECTION_SHARE: dict[Direction, float] = {"closer": 0.2, "apart": 0.1, "attention": 1.0}
"""The part of all stories that has a direction: .17 to .19 and .08 to .11 in two archives read."""
LEAST_RATE = 0.1
"""Stories a thousand articles that chance gives any pair at least; without it a first mention is a wonder."""
YOUNG_DAYS = 14
"""Before so many baseline days have volume a burst is emergent, and what came after is asked too."""
PRECISE_SHARE = 0.1
"""With a smaller share of precise articles only days are known, and windows step by days."""


class Exposure:
    """The volumes as windows see them; what a baseline gives is kept until its days change."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes
        self._profiles: dict[tuple[int, Population], NDArray[np.float64]] = {}
        self._days_with_volume: dict[tuple[int, Population], int] = {}
        self._days_only: dict[int, bool] = {}
        self._first_moved: dict[int, int] = {}

    def forget(self, since: int) -> None:
        """Let go what depends on a day or a later one."""
        self._first_moved.clear()
        for key in [k for k in self._profiles if k[0] > since or self._is_touched(k, since)]:
            del self._profiles[key]
        for key in [k for k in self._days_with_volume if k[0] > since]:
            del self._days_with_volume[key]
        for day in [d for d in self._days_only if d >= since]:
            del self._days_only[day]

    def _is_touched(self, key: tuple[int, Population], since: int) -> bool:
        return since - AHEAD_REACH <= key[0] and self.is_young(*key)

    def first_moved(self, since: int) -> int:
        """Give the first day whose windows a change on a day can move: its own, or a young one before it."""
        if since not in self._first_moved:
            days = range(since - AHEAD_REACH, since)
            young = (d for d in days if any(self.is_young(d, p) for p in self._judged(d)))
            self._first_moved[since] = next(young, since)
        return self._first_moved[since]

    def _judged(self, day: int) -> Sequence[Population]:
        """Give the populations by which windows of a day are judged."""
        return ("all",) if self.days_only(day) else ("all", "precise")

    def of_days(self, days: Iterable[int], population: Population) -> list[int]:
        """Give the articles of each day."""
        counts = self._volumes.counts[population].days
        return [counts[d] for d in days]

    def days_with_volume(self, day: int, population: Population) -> int:
        """Count the baseline days of a window's day that have volume."""
        key = (day, population)
        if key not in self._days_with_volume:
            self._days_with_volume[key] = sum(v > 0 for v in self.of_days(baseline_days(day), population))
        return self._days_with_volume[key]

    def is_young(self, day: int, population: Population) -> bool:
        """Tell whether the record before a window's day is too short to go by it alone."""
        return self.days_with_volume(day, population) < YOUNG_DAYS

    def days_learnt_from(self, day: int, population: Population) -> Sequence[int]:
        """Give the days that a window's day is judged by, the least telling first.

        Of a young record they are the days with volume before it and after it: an empty day would only make
        the filter forget.
        """
        days = baseline_days(day)
        if not self.is_young(day, population):
            return days
        counts = self._volumes.counts[population].days
        return [d for d in (*days_after(day), *days) if counts[d] > 0]

    def days_only(self, day: int) -> bool:
        """Tell whether of most articles before and on a day only the day is known."""
        if day not in self._days_only:
            days = range(baseline_days(day).start, day + 1)
            precise = sum(self.of_days(days, "precise"))
            self._days_only[day] = precise < PRECISE_SHARE * sum(self.of_days(days, "all"))
        return self._days_only[day]

    def prior(self, pair: str, direction: Direction, day: int, population: Population) -> float:
        """Give the stories a thousand articles that chance gives a pair and direction.

        That is what the shares of its powers multiplied give, times the share that the direction has of all
        stories, and never less than a floor.
        """
        days = baseline_days(day)
        if self.is_young(day, population):
            days = range(days.start, day + AHEAD_REACH + 1)
        counts = self._volumes.counts[population]
        every = sum(self.of_days(days, population))
        one, other = (sum(counts.powers[d][p] for d in days if d in counts.powers) for p in powers_of(pair))
        if not every:
            return LEAST_RATE
        return max(LEAST_RATE, 1000 * DIRECTION_SHARE[direction] * one * other / (every * every))

    def observed(self, window: Window) -> float:
        """Count the articles so far within a window, hours cut by its edges in proportion."""
        counts = self._volumes.counts[window.population]
        if window.aligned:
            return float(sum(counts.days[d] for d in range(window.day, day_of(window.end))))
        return sum(counts.hours[hour] * part for hour, part in _hours(window))

    def expected(self, window: Window) -> list[float]:
        """Give the articles that its baseline's week leads one to expect in a window, by day of it."""
        profile = self._profile(window.day, window.population)
        if window.aligned:
            days = range(window.day, day_of(window.end))
            return [float(sum(profile[weekday(d)].tolist())) for d in days]
        hours = _hours(window)
        return [sum(float(profile[weekday(day_of(h)), h % DAY // HOUR]) * part for h, part in hours)]

    def _profile(self, day: int, population: Population) -> NDArray[np.float64]:
        """Give the articles of each hour of the week, 7 x 24, as the baseline's days with volume have them.

        Days are discounted as the rate discounts them; a weekday not seen yet is the mean of all days.
        """
        key = (day, population)
        if key not in self._profiles:
            counts = self._volumes.counts[population]
            sums, weights = np.zeros((7, 24)), np.zeros(7)
            days = self.days_learnt_from(day, population)
            for age, d in enumerate(reversed(days)):
                if counts.days[d] > 0:
                    weight = DISCOUNT**age
                    sums[weekday(d)] += weight * _row(counts.hours, d)
                    weights[weekday(d)] += weight
            self._profiles[key] = _filled(sums, weights)
        return self._profiles[key]


def _row(hours: dict[int, int], day: int) -> NDArray[np.float64]:
    return np.array([hours.get(day * DAY + h * HOUR, 0) for h in range(24)], dtype=np.float64)


def _filled(sums: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    total, weight = np.zeros(24), 0.0
    for w in range(7):
        total += sums[w]
        weight += float(weights[w])
    mean = total / weight if weight else total
    return np.array([sums[w] / weights[w] if weights[w] else mean for w in range(7)])


def _hours(window: Window) -> Sequence[tuple[int, float]]:
    """Give the hours that a window touches, with the part of each that lies within it."""
    first = window.start // HOUR * HOUR
    return [
        (hour, (min(window.end, hour + HOUR) - max(window.start, hour)) / HOUR)
        for hour in range(first, window.end, HOUR)
    ]
