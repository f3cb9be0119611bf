"""How much there was, or will be, to report in: the volume that windows and days are judged against."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entente.contracts.values import Direction, powers_of
from entente.detecting.baseline import DISCOUNT
from entente.detecting.times import DAY, HOUR, day_of, weekday
from entente.detecting.volumes import Population, Volumes
from entente.detecting.windows import AHEAD_REACH, LONGEST_DAYS, Window, baseline_days, days_after

DIRECTION_SHARE: dict[Direction, float] = {"closer": 0.2, "apart": 0.1, "attention": 1.0}
"""The part of all stories that has a direction: .17 to .19 and .08 to .11 in two archives read."""
LEAST_RATE = 0.1
"""Stories a thousand articles that chance gives any pair at least; without it a first mention is a wonder."""
YOUNG_DAYS = 14
"""Before so many baseline days have volume a burst is emergent, and what came after is asked too."""
PRECISE_SHARE = 0.1
"""With a smaller share of precise articles only days are known, and windows step by days."""

_POPULATIONS: tuple[Population, ...] = ("all", "precise")


class _OfDay:
    """What windows that start on one day share, as far as it was asked for; all pairs ask the same."""

    def __init__(self) -> None:
        self.with_volume: dict[Population, int] = {}
        self.learnt: dict[Population, tuple[Sequence[int], Sequence[int]]] = {}
        self.named: dict[tuple[Population, str], int] = {}
        self.every: dict[Population, int] = {}
        self.profiles: dict[Population, NDArray[np.float64]] = {}
        self.expected: dict[Window, list[float]] = {}
        self.observed: dict[Window, float] = {}
        self.days_only: bool | None = None


class Exposure:
    """The volumes as windows see them; what a day's windows ask is kept until its days change."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes
        self._days: dict[int, _OfDay] = {}
        self._first_moved: dict[int, int] = {}

    def forget(self, since: int) -> None:
        """Let go what depends on a day or a later one."""
        self._first_moved.clear()
        for day in [d for d in self._days if d > since or self._is_touched(d, since)]:
            del self._days[day]
        for day in range(since - LONGEST_DAYS, since + 1):
            if day in self._days:
                self._days[day].observed.clear()
        if since in self._days:
            self._days[since].days_only = None

    def _is_touched(self, day: int, since: int) -> bool:
        return since - AHEAD_REACH <= day and any(self.is_young(day, p) for p in _POPULATIONS)

    def _of(self, day: int) -> _OfDay:
        if day not in self._days:
            self._days[day] = _OfDay()
        return self._days[day]

    def first_moved(self, since: int) -> int:
        """Give the first day whose windows a change on a day can move: its own, or a young one before it."""
        if since not in self._first_moved:
            days = range(since - AHEAD_REACH, since)
            young = (d for d in days if any(self.is_young(d, p) for p in self._judged(d)))
            self._first_moved[since] = next(young, since)
        return self._first_moved[since]

    def moves(self, since: int, window: Window, population: Population) -> bool:
        """Tell whether a change on a day or later can move a window: it holds it, or learnt from it."""
        return window.end > since * DAY or (
            window.day >= since - AHEAD_REACH and self.is_young(window.day, population)
        )

    def _judged(self, day: int) -> Sequence[Population]:
        """Give the populations by which windows of a day are judged."""
        return ("all",) if self.days_only(day) else _POPULATIONS

    def of_days(self, days: Sequence[int], population: Population) -> list[int]:
        """Give the articles of each day."""
        counted = self._volumes.counts[population].days.get
        return [counted(d, 0) for d in days]

    def days_with_volume(self, day: int, population: Population) -> int:
        """Count the baseline days of a window's day that have volume."""
        of_day = self._of(day)
        if population not in of_day.with_volume:
            days = self.of_days(baseline_days(day), population)
            of_day.with_volume[population] = sum(v > 0 for v in days)
        return of_day.with_volume[population]

    def is_young(self, day: int, population: Population) -> bool:
        """Tell whether the record before a window's day is too short to go by it alone."""
        return self.days_with_volume(day, population) < YOUNG_DAYS

    def learnt_from(self, day: int, population: Population) -> tuple[Sequence[int], Sequence[int]]:
        """Give the days that a window's day is judged by, the least telling first, and the articles of each.

        Of a young record they are the days with volume before it and after it: an empty day would only make
        the filter forget.
        """
        of_day = self._of(day)
        if population not in of_day.learnt:
            days: Sequence[int] = baseline_days(day)
            if self.is_young(day, population):
                counted = self._volumes.counts[population].days.get
                days = [d for d in (*days_after(day), *days) if counted(d, 0) > 0]
            of_day.learnt[population] = days, self.of_days(days, population)
        return of_day.learnt[population]

    def days_only(self, day: int) -> bool:
        """Tell whether of most articles before and on a day only the day is known."""
        of_day = self._of(day)
        if of_day.days_only is None:
            days = range(baseline_days(day).start, day + 1)
            precise = sum(self.of_days(days, "precise"))
            of_day.days_only = precise < PRECISE_SHARE * sum(self.of_days(days, "all"))
        return of_day.days_only

    def prior(self, pair: str, direction: Direction, day: int, population: Population) -> float:
        """Give the stories a thousand articles that chance gives a pair and direction.

        That is what the shares of its powers multiplied give, times the share that the direction has of all
        stories, and never less than a floor.
        """
        every = self.articles(day, population)
        if not every:
            return LEAST_RATE
        one, other = (self._named(day, population, power) for power in powers_of(pair))
        return max(LEAST_RATE, 1000 * DIRECTION_SHARE[direction] * one * other / (every * every))

    def articles(self, day: int, population: Population) -> int:
        """Count the articles of the days by which chance is reckoned for a window's day."""
        of_day = self._of(day)
        if population not in of_day.every:
            of_day.every[population] = sum(self.of_days(self._reckoned(day, population), population))
        return of_day.every[population]

    def uniform(self, day: int) -> bool:
        """Tell whether all articles that a window's day is judged by tell their hour."""
        return (
            self.learnt_from(day, "all") == self.learnt_from(day, "precise")
            and self.articles(day, "all") == self.articles(day, "precise")
            and self.days_with_volume(day, "all") == self.days_with_volume(day, "precise")
        )

    def _named(self, day: int, population: Population, power: str) -> int:
        of_day, key = self._of(day), (population, power)
        if key not in of_day.named:
            powers = self._volumes.counts[population].powers
            days = self._reckoned(day, population)
            of_day.named[key] = sum(powers[d].get(power, 0) for d in days if d in powers)
        return of_day.named[key]

    def _reckoned(self, day: int, population: Population) -> range:
        days = baseline_days(day)
        return range(days.start, day + AHEAD_REACH + 1) if self.is_young(day, population) else days

    def observed(self, window: Window) -> float:
        """Count the articles so far within a window, hours cut by its edges in proportion."""
        known = self._of(window.day).observed
        if window not in known:
            counts = self._volumes.counts[window.population]
            if window.aligned:
                days = range(window.day, day_of(window.end))
                known[window] = float(sum(self.of_days(days, window.population)))
            else:
                known[window] = sum(counts.hours.get(hour, 0) * part for hour, part in _hours(window))
        return known[window]

    def expected(self, window: Window) -> list[float]:
        """Give the articles that its baseline's week leads one to expect in a window, by day of it."""
        known = self._of(window.day).expected
        if window not in known:
            known[window] = self._expected(window)
        return known[window]

    def _expected(self, window: Window) -> list[float]:
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
        known = self._of(day).profiles
        if population not in known:
            counts = self._volumes.counts[population]
            sums, weights = np.zeros((7, 24)), np.zeros(7)
            days, volumes = self.learnt_from(day, population)
            for age, (d, volume) in enumerate(zip(reversed(days), reversed(volumes), strict=True)):
                if volume > 0:
                    weight = DISCOUNT**age
                    sums[weekday(d)] += weight * _row(counts.hours, d)
                    weights[weekday(d)] += weight
            known[population] = _filled(sums, weights)
        return known[population]


def _row(hours: dict[int, int], day: int) -> NDArray[np.float64]:
    first = day * DAY
    return np.array([hours.get(hour, 0) for hour in range(first, first + DAY, HOUR)], dtype=np.float64)


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
