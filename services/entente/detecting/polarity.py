"""When a daily value leaves its usual band: robust deviations, and which of them are news.

Source: Leys et al., "Detecting outliers: do not use standard deviation around the mean, use absolute
deviation around the median" (2013), for the band; the threshold learns from past excesses as Siffer et al.,
"Anomaly detection in streams with extreme value theory" (KDD 2017) do, by plain ranks.
"""

from collections.abc import Sequence
from math import isfinite, nan, sqrt

import numpy as np
from numpy.typing import NDArray

BAND_DAYS = 42
"""Days whose median is the middle of the band, within detection practice's 28 to 56."""
REACH_DAYS = 365
"""Days whose spread and past deviations are remembered; a band of weeks alone is as narrow as its calmest."""
FIRST_DAYS = 28
"""Days that must have been seen before one is judged."""
REST_DAYS = 4
"""A day that doesn't exceed these before it tells nothing new of its departure."""
LEAST_DEVIATION = 2.5
USUAL_DEVIATION = 3.0
RATE = 0.02
"""Share of days that may be flagged: a week's worth in a year."""
PRIOR_DAYS = 90
"""How many days of a series' own past weigh as much as the usual deviation."""
_NORMAL = 1.4826
"""MAD times this is a normal's standard deviation."""


def flagged(values: Sequence[float], exposures: Sequence[float] | None = None) -> list[int]:
    """Find the days on which a daily series goes up out of its band; give minus the values for the other way.

    A day is flagged when its deviation is greater than those of the four days before it, at least 2.5, and at
    least what one day in fifty of the year before had, blended with 3 while that year is short. It depends on
    the days before it alone.

    Args:
        values: one a day, in order; days that are missing are left out.
        exposures: how much each day's value was drawn from, above 0; the value is divided by its root, as
            a sum of so many parts spreads. None: the value is comparable as it is.

    Returns:
        Indices, ascending.

    Raises:
        ValueError: the two differ in length, or a value isn't finite.
    """
    if exposures is not None and len(exposures) != len(values):
        raise ValueError(f"{len(values)} values but {len(exposures)} exposures; give one a day")
    if not all(isfinite(v) for v in values):
        raise ValueError("a value is not finite; leave out the days that are missing")
    series = np.asarray(values, dtype=np.float64)
    if exposures is not None:
        series = series / np.sqrt(np.asarray(exposures, dtype=np.float64))
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
    middle = float(np.median(recent))
    spread = sqrt((_spread(recent) ** 2 + _spread(before) ** 2) / 2)
    return (value - middle) / spread if spread > 0 else nan


def risen_over(before: Sequence[float], value: float) -> bool:
    """Tell whether a deviation is greater than all of those before; what is unknown counts as none."""
    return isfinite(value) and all(not isfinite(v) or v < value for v in before)


def _spread(values: NDArray[np.float64]) -> float:
    return _NORMAL * float(np.median(np.abs(values - np.median(values))))


def _required(risen: Sequence[float]) -> float:
    """Give the deviation that one day in fifty of the past had, blended with the usual one."""
    past = sorted((-1.0 if not isfinite(v) else v for v in risen[FIRST_DAYS:][-REACH_DAYS:]), reverse=True)
    rank = max(1, round(RATE * len(past)))
    own = past[rank - 1] if len(past) >= FIRST_DAYS else USUAL_DEVIATION
    part = len(past) / (len(past) + PRIOR_DAYS)
    return max(LEAST_DEVIATION, part * own + (1 - part) * USUAL_DEVIATION)
