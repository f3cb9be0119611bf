"""How much there was, or will be, to report in: the volume that windows and days are judged against."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entente.contracts.values import powers_of
from entente.detecting.baseline import DISCOUNT
from entente.detecting.times import DAY, HOUR, day_of, weekday
from entente.detecting.volumes import Population, Volumes
from entente.detecting.windows import LONGEST_DAYS, Window, baseline_days

LEAST_RATE = 0.1
"""Stories a thousand articles that chance gives any pair at least; without it a first mention is a wonder."""
YOUNG_DAYS = 14
"""Before so many baseline days have volume a burst is emergent, and its prior looks at the window too."""
PRECISE_SHARE = 0.1
"""With a smaller share of precise articles only days are known, and windows step by days."""


class Exposure:
    """The volumes as windows see them; what a baseline gives is kept until its days change."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes
        self._profiles: dict[tuple[int, Population], NDArray[np.float64]] = {}
        self._days_with_volume: dict[tuple[int, Population], int] = {}
        self._days_only: dict[int, bool] = {}

    def forget(self, since: int) -> None:
        """Let go what depends on a day or a later one."""
        for kept in (self._profiles, self._days_with_volume):
            for key in [k for k in kept if k[0] > since]:
                del kept[key]
        for day in [d for d in self._days_only if d >= since]:
            del self._days_only[day]

    def of_days(self, days: range, population: Population) -> list[int]:
        """Give the articles of each day."""
        counts = self._volumes.counts[population].days
        return [counts[d] for d in days]

    def days_with_volume(self, day: int, population: Population) -> int:
        """Count the baseline days of a window's day that have volume."""
        key = (day, population)
        if key not in self._days_with_volume:
            self._days_with_volume[key] = sum(v > 0 for v in self.of_days(baseline_days(day), population))
        return self._days_with_volume[key]

    def days_only(self, day: int) -> bool:
        """Tell whether of most articles before and on a day only the day is known."""
        if day not in self._days_only:
            days = range(baseline_days(day).start, day + 1)
            precise = sum(self.of_days(days, "precise"))
            self._days_only[day] = precise < PRECISE_SHARE * sum(self.of_days(days, "all"))
        return self._days_only[day]

    def prior(self, pair: str, day: int, population: Population) -> float:
        """Give the stories a thousand articles that chance gives a pair: its powers' shares multiplied."""
        days = baseline_days(day)
        if self.days_with_volume(day, population) < YOUNG_DAYS:
            days = range(days.start, day + LONGEST_DAYS)
        counts = self._volumes.counts[population]
        every = sum(self.of_days(days, population))
        one, other = (sum(counts.powers[d][p] for d in days if d in counts.powers) for p in powers_of(pair))
        return max(LEAST_RATE, 1000 * one * other / (every * every)) if every else LEAST_RATE

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
            days = baseline_days(day)
            for d in days:
                if counts.days[d] > 0:
                    weight = DISCOUNT ** (days.stop - 1 - d)
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
