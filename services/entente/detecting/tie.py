"""What a pair's daily value has beyond what its powers do with everybody."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEARNT_DAYS = 90
"""Days over which it is learnt how the pair follows its powers: a season."""
LEAST_DAYS = 28
STEPS = 3
"""Reweightings: from the third on coefficients move in their third place."""
HUBER = 1.5
"""Robust deviations from which a day weighs less, so that a summit doesn't teach what is usual."""
SHRINKAGE = 0.1
"""Ridge, as a part of the totals' own variation: a pair that shows no tie to its powers is left as it is."""
_NORMAL = 1.4826
_TINY = 1e-12

Floats = NDArray[np.float64]


def beyond(values: Floats, totals: Sequence[Floats]) -> Floats:
    """Take off each day what the powers' totals would have led one to expect, by the days before it.

    Args:
        values: one a day, in order.
        totals: of each power one a day, without the pair's own part; none: values are given back.
    """
    if not totals or len(values) <= LEAST_DAYS:
        return values
    every = np.column_stack(totals)
    found = values.copy()
    for i in range(LEAST_DAYS, len(values)):
        days = slice(max(0, i - LEARNT_DAYS), i)
        middle = np.median(every[days], axis=0)
        usual = every[days] - middle
        found[i] = values[i] - (every[i] - middle) @ _tie(usual, values[days] - np.median(values[days]))
    return found


def _tie(totals: Floats, values: Floats) -> Floats:
    """Regress values on totals, days x powers, far days weighing less; both have their medians taken off."""
    weight: Floats = np.ones(len(values))
    tie: Floats = np.zeros(totals.shape[1])
    for _ in range(STEPS):
        weighted = (totals * weight[:, None]).T
        gram = weighted @ totals
        ridge = np.diag(SHRINKAGE * gram.diagonal() + _TINY)
        tie = np.asarray(np.linalg.solve(gram + ridge, weighted @ values), dtype=np.float64)
        rest = np.abs(values - totals @ tie)
        spread = HUBER * _NORMAL * float(np.median(rest))
        weight = np.minimum(1.0, (spread + _TINY) / np.maximum(rest, _TINY))
    return tie
