"""The alignment index of a pair and day."""

from collections.abc import Sequence
from math import sqrt

from entente.contracts.signals import Alignment
from entente.detecting.times import calendar_day

PSEUDO_STORIES = 3
"""Stories at 0 that every day begins with, so that one loud story doesn't make an index of ±10."""
DEVIATIONS = 1.96
"""A normal's half-width at 95 %."""


def alignment(pair: str, day: int, scores: Sequence[float]) -> Alignment:
    """Average the scores of a day's stories with three more at 0; the interval is of that mean, at 95 %."""
    n = len(scores) + PSEUDO_STORIES
    ordered = sorted(scores)
    index = sum(ordered) / n
    variance = sum(s * s for s in ordered) / n - index * index
    half = DEVIATIONS * sqrt(max(0.0, variance) / n)
    return Alignment(
        pair=pair,
        day=calendar_day(day),
        index=round(index, 2),
        low=round(max(-10.0, index - half), 2),
        high=round(min(10.0, index + half), 2),
        n=len(scores),
    )
