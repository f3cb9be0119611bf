"""When a daily value leaves its usual band: robust deviations, and which of them are news.

Source: Leys et al., "Detecting outliers: do not use standard deviation around the mean, use absolute
deviation around the median" (2013), for the band; Huber, "Robust Statistics" (1981), for the regression; the
threshold learns from past excesses as Siffer et al., "Anomaly detection in streams with extreme value theory"
(KDD 2017) do, by plain ranks.
"""

from collections.abc import Sequence
from math import isfinite, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from entente.detecting.tie import beyond

BAND_DAYS = 42
"""Days whose median is the middle of the band, within detection practice's 28 to 56."""
REACH_DAYS = 365
"""Days whose spread and past deviations are remembered; a band of weeks alone is as narrow as its calmest."""
FIRST_DAYS = 28
"""Days that must have been seen before one is judged."""
REST_DAYS = 7
"""A day that doesn't exceed the week before it tells nothing new of its departure."""
SPREAD_POWER = 0.75
"""Values of n articles spread by this power of n: by the root where articles are independent, by n itself
where all are of one event, and news lies between."""
LEAST_DEVIATION = 2.5
USUAL_DEVIATION = 3.0
RATE = 0.02
"""Share of days that may be flagged: a week's worth in a year."""
PRIOR_DAYS = 90
"""How many days of a series' own past weigh as much as the usual deviation."""
_NORMAL = 1.4826
"""MAD times this is a normal's standard deviation."""


def flagged(
    values: Sequence[float],
    exposures: Sequence[float] | None = None,
    totals: Sequence[Sequence[float]] = (),
) -> list[int]:
    """Find the days on which a daily series goes up out of its band; give minus all values for the other way.

    A day is flagged when its deviation is greater than those of the week before it, at least 2.5, and at
    least what one day in fifty of the year before had, blended with 3 while that year is short. It depends on
    the days before it alone.

    Args:
        values: one a day, in order; days that are missing are left out.
        exposures: how much each day's value was drawn from, above 0. None: values are comparable as they are.
        totals: of each power that is known, one a day, the same measure over all its pairs, this one
            included; what moves a power with everybody is taken off.

    Returns:
        Indices, ascending.

    Raises:
        ValueError: lengths differ, a value isn't finite, or an exposure isn't above 0.
    """
    series = np.asarray(values, dtype=np.float64)
    scale = np.ones(len(series)) if exposures is None else np.asarray(exposures, dtype=np.float64)
    others = [np.asarray(one, dtype=np.float64) for one in totals]
    for what, given in (("exposures", scale), *(("totals", one) for one in others)):
        if len(given) != len(series):
            raise ValueError(f"{len(series)} values but {len(given)} {what}; give one a day")
    if not all(np.isfinite(one).all() for one in (series, scale, *others)):
        raise ValueError("a value is not finite; leave out the days that are missing")
    if not (scale > 0).all():
        raise ValueError("an exposure is not above 0; leave out the days without articles")
    scale = scale**SPREAD_POWER
    series = beyond(series / scale, [(one - series) / scale for one in others])
    deviations = [deviation(series[max(0, i - REACH_DAYS) : i], v) for i, v in enumerate(series.tolist())]
    risen = [
        v if risen_over(deviations[max(0, i - REST_DAYS) : i], v) else nan for i, v in enumerate(deviations)
    ]
    return [i for i, v in enumerate(risen) if v >= LEAST_DEVIATION and v >= _required(risen[:i])]


def deviation(before: NDArray[np.float64], value: float) -> float:
    """Give how far a day's value lies above the band of the days before, in robust standard deviations.

    The spread is the root mean square of that of the last 42 days and that of all; NaN before 28 days.
    """
    if len(before) < FIRST_DAYS:
        return nan
    recent = before[-BAND_DAYS:]
    middle = _median(recent)
    spread = sqrt((_spread(recent) ** 2 + _spread(before) ** 2) / 2)
    return (value - middle) / spread if spread > 0 else nan


def risen_over(before: Sequence[float], value: float) -> bool:
    """Tell whether a deviation is greater than all of those before; what is unknown counts as none."""
    return isfinite(value) and all(not isfinite(v) or v < value for v in before)


def _spread(values: NDArray[np.float64]) -> float:
    return _NORMAL * _median(np.abs(values - _median(values)))


def _median(values: NDArray[np.float64]) -> float:
    """Give the median; numpy's own takes five times as long for a band's few values."""
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    low, high = np.partition(values, (half - 1, half))[half - 1 : half + 1]
    return float(low + high) / 2


def _required(risen: Sequence[float]) -> float:
    """Give the deviation that one day in fifty of the past had, blended with the usual one."""
    past = sorted((-1.0 if not isfinite(v) else v for v in risen[FIRST_DAYS:][-REACH_DAYS:]), reverse=True)
    rank = max(1, round(RATE * len(past)))
    own = past[rank - 1] if len(past) >= FIRST_DAYS else USUAL_DEVIATION
    part = len(past) / (len(past) + PRIOR_DAYS)
    return max(LEAST_DEVIATION, part * own + (1 - part) * USUAL_DEVIATION)
