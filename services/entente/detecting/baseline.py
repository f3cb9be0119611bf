"""A pair's usual rate: a discounted Gamma-Poisson filter of days, and its negative-binomial tail.

Source: West & Harrison, "Bayesian Forecasting and Dynamic Models" (1997), chapter 14, for the discounted
filter; Schubert, Weiler & Kriegel, "SigniTrend" (KDD 2014) for capping what a day may add.
"""

from collections.abc import Iterable
from math import sqrt
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from entente.detecting.tails import beta_share

DISCOUNT = 0.97
PRIOR_SHAPE = 0.5
MOMENTS_DISCOUNT = 0.995
PRIOR_DISPERSION = 0.3
PRIOR_WEIGHT = 10.0
DISPERSION_RANGE = (0.02, 5.0)
_LEAST, _MOST = DISPERSION_RANGE
CAP_DEVIATIONS = 1.5
"""What a day may add to the rate, so that a burst doesn't become the usual.

The lower, the sooner a second burst is heard, and the more the rate falls short of the mean of series that
vary much: at 1.5 by a tenth where the dispersion is 1 and the mean 20, by a fifth where the mean is .3.
"""
MOMENTS_CAP_DEVIATIONS = 5.0
"""What a day may say of dispersion: under a cap of 3, series that vary much raised 3–5 times their budget."""

INTERVAL = 0.9
"""The middle share of what chance gives that an alert shows as its expected interval."""


_Floats = NDArray[np.float64]
N = TypeVar("N", float, _Floats)


class Rate(NamedTuple, Generic[N]):
    """What the days taught: stories a thousand articles are Gamma(shape, scale) a priori for the next day.

    `dispersion` is the squared coefficient of variation of a day's own factor.
    """

    shape: N
    scale: N
    dispersion: N


def fold(days: Iterable[tuple[float, float]], prior: float) -> Rate[float]:
    """Filter days in order, oldest first.

    Args:
        days: of each day the stories, and the exposure in thousands of articles.
        prior: stories a thousand articles that chance would give; above 0.
    """
    prior_scale = PRIOR_SHAPE / prior
    a, b = PRIOR_SHAPE, prior_scale
    excess, weight, dispersion = 0.0, 0.0, PRIOR_DISPERSION
    for x, e in days:
        mean = e * a / b
        if x:
            deviation = sqrt(mean + mean * mean * (1 / a + dispersion + dispersion / a))
            capped = min(x, max(1.0, mean + CAP_DEVIATIONS * deviation))
            gap = min(x, max(1.0, mean + MOMENTS_CAP_DEVIATIONS * deviation)) - mean
        else:
            # Most days of most pairs have no story, and no cap then.
            capped, gap = 0.0, -mean
        # Method of moments; a day of mean m weighs (m/(1+m))², for that much it can tell of dispersion.
        scale = (1 + mean) * (1 + mean)
        excess = MOMENTS_DISCOUNT * excess + (gap * gap - mean - mean * mean / a) / (scale * (1 + 1 / a))
        weight = MOMENTS_DISCOUNT * weight + mean * mean / scale
        dispersion = (PRIOR_WEIGHT * PRIOR_DISPERSION + excess) / (PRIOR_WEIGHT + weight)
        if dispersion < _LEAST:
            dispersion = _LEAST
        elif dispersion > _MOST:
            dispersion = _MOST
        a = DISCOUNT * a + (1 - DISCOUNT) * PRIOR_SHAPE + capped
        b = DISCOUNT * b + (1 - DISCOUNT) * prior_scale + e
    return Rate(a, b, dispersion)


def fold_many(days: Iterable[tuple[_Floats, _Floats]], prior: _Floats) -> Rate[_Floats]:
    """Filter many series at once, bit by bit as `fold` does each."""
    prior_scale = PRIOR_SHAPE / prior
    a, b = PRIOR_SHAPE + 0 * prior_scale, prior_scale
    excess, weight = 0 * prior_scale, 0 * prior_scale
    dispersion = PRIOR_DISPERSION + 0 * prior_scale
    for x, e in days:
        mean = e * a / b
        deviation = np.sqrt(mean + mean * mean * (1 / a + dispersion + dispersion / a))
        capped = np.minimum(x, np.maximum(1.0, mean + CAP_DEVIATIONS * deviation))
        gap = np.minimum(x, np.maximum(1.0, mean + MOMENTS_CAP_DEVIATIONS * deviation)) - mean
        scale = (1 + mean) * (1 + mean)
        excess = MOMENTS_DISCOUNT * excess + (gap * gap - mean - mean * mean / a) / (scale * (1 + 1 / a))
        weight = MOMENTS_DISCOUNT * weight + mean * mean / scale
        dispersion = (PRIOR_WEIGHT * PRIOR_DISPERSION + excess) / (PRIOR_WEIGHT + weight)
        dispersion = np.minimum(np.maximum(dispersion, _LEAST), _MOST)
        a = DISCOUNT * a + (1 - DISCOUNT) * PRIOR_SHAPE + capped
        b = DISCOUNT * b + (1 - DISCOUNT) * prior_scale + e
    return Rate(a, b, dispersion)


class Expectation(NamedTuple):
    """What a window would bring by chance: a negative binomial of this mean and size."""

    mean: float
    size: float

    def tail(self, count: float) -> float:
        """Give P(X >= count)."""
        return beta_share(count, self.size, self._odds) if count > 0 else 1.0

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
