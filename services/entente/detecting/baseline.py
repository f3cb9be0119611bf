"""A pair's usual rate: a discounted Gamma-Poisson filter of days, and its negative-binomial tail.

Source: West & Harrison, "Bayesian Forecasting and Dynamic Models" (1997), chapter 14, for the discounted
filter; Schubert, Weiler & Kriegel, "SigniTrend" (KDD 2014) for capping what a day may add.
"""

from collections.abc import Callable, Iterable
from math import sqrt
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

DISCOUNT = 0.97
PRIOR_SHAPE = 0.5
MOMENTS_DISCOUNT = 0.99
PRIOR_DISPERSION = 0.3
PRIOR_WEIGHT = 10.0
DISPERSION_RANGE = (0.02, 5.0)
CAP_DEVIATIONS = 3.0
"""What a day may add to the rate, so that a burst doesn't become the usual."""
MOMENTS_CAP_DEVIATIONS = 5.0
"""What a day may say of dispersion: under a cap of 3, series that vary much raised 3–5 times their budget."""

INTERVAL = 0.9
"""The middle share of what chance gives that an alert shows as its expected interval."""


N = TypeVar("N", float, NDArray[np.float64])


class Arithmetic(NamedTuple):
    """The three functions that differ between floats and arrays; all else is the same text for both."""

    lesser: Callable[..., Any]
    greater: Callable[..., Any]
    root: Callable[..., Any]


FLOATS = Arithmetic(min, max, sqrt)
ARRAYS = Arithmetic(np.minimum, np.maximum, np.sqrt)


class Rate(NamedTuple, Generic[N]):
    """What the days taught: stories a thousand articles are Gamma(shape, scale) a priori for the next day.

    `dispersion` is the squared coefficient of variation of a day's own factor.
    """

    shape: N
    scale: N
    dispersion: N


def fold(days: Iterable[tuple[N, N]], prior: N, arithmetic: Arithmetic = FLOATS) -> Rate[N]:
    """Filter days in order, oldest first.

    Args:
        days: of each day the stories, and the exposure in thousands of articles.
        prior: stories a thousand articles that chance would give; above 0.
        arithmetic: FLOATS for one series, ARRAYS for many at once, bit by bit the same.
    """
    lesser, greater, root = arithmetic
    prior_scale = PRIOR_SHAPE / prior
    a, b = PRIOR_SHAPE + 0 * prior_scale, prior_scale
    excess, weight = 0.0 * prior_scale, 0.0 * prior_scale
    dispersion = PRIOR_DISPERSION + 0 * prior_scale
    for x, e in days:
        mean = e * a / b
        variance = mean + mean * mean * (1 / a + dispersion + dispersion / a)
        deviation = root(variance)
        capped = lesser(x, greater(1.0, mean + CAP_DEVIATIONS * deviation))
        # Method of moments; a day of mean m weighs (m/(1+m))², for that much it can tell of dispersion.
        gap = lesser(x, greater(1.0, mean + MOMENTS_CAP_DEVIATIONS * deviation)) - mean
        scale = (1 + mean) * (1 + mean)
        excess = MOMENTS_DISCOUNT * excess + (gap * gap - mean - mean * mean / a) / (scale * (1 + 1 / a))
        weight = MOMENTS_DISCOUNT * weight + mean * mean / scale
        dispersion = (PRIOR_WEIGHT * PRIOR_DISPERSION + excess) / (PRIOR_WEIGHT + weight)
        dispersion = lesser(greater(dispersion, DISPERSION_RANGE[0]), DISPERSION_RANGE[1])
        a = DISCOUNT * a + (1 - DISCOUNT) * PRIOR_SHAPE + capped
        b = DISCOUNT * b + (1 - DISCOUNT) * prior_scale + e
    return Rate(a, b, dispersion)


class Expectation(NamedTuple):
    """What a window would bring by chance: a negative binomial of this mean and size."""

    mean: float
    size: float

    def tail(self, count: float) -> float:
        """Give P(X >= count)."""
        return float(betainc(count, self.size, self._odds)) if count > 0 else 1.0

    def interval(self) -> tuple[int, int]:
        """Give the counts between which the middle 90 % of chance lies."""
        rest = (1 - INTERVAL) / 2
        return self._quantile(rest), self._quantile(1 - rest)

    @property
    def _odds(self) -> float:
        return self.mean / (self.size + self.mean)

    def _quantile(self, share: float) -> int:
        """Give the least count k with P(X <= k) >= share."""
        low, high = -1, 1
        while 1 - self.tail(high + 1) < share:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if 1 - self.tail(middle + 1) < share else (low, middle)
        return high


def expectation(rate: Rate[float], exposure: float, spread: float) -> Expectation:
    """Give what chance would bring.

    Args:
        rate: what the baseline days taught.
        exposure: of the whole window, in thousands of articles; above 0.
        spread: sum of the squared shares of the window's days in its exposure: 1 for one day, about 1/7 for
            a week, whose days each have a factor of their own.
    """
    dispersion = (rate.dispersion + rate.dispersion / rate.shape) * spread
    return Expectation(exposure * rate.shape / rate.scale, 1 / (1 / rate.shape + dispersion))
