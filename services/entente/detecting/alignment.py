"""The alignment index of a pair and day, of all sources and by their blocs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt

from entente.contracts.signals import Alignment, BlocIndex
from entente.detecting.times import calendar_day

PSEUDO_STORIES = 3
"""Stories at 0 that every day begins with, so that one loud story doesn't make an index of ±10."""
DEVIATIONS = 1.96
"""A normal's half-width at 95 %."""


def alignment(pair: str, day: int, told: Iterable[tuple[float, Sequence[str]]]) -> Alignment:
    """Give a day's index.

    Args:
        pair: sorted.
        day: UTC days from 1970.
        told: each story's score, -10 to 10, and the blocs whose sources tell it.
    """
    scores: list[float] = []
    by_bloc: defaultdict[str, list[float]] = defaultdict(list)
    for score, blocs in told:
        scores.append(score)
        for bloc in blocs:
            by_bloc[bloc].append(score)
    every = averaged(scores)
    return Alignment(
        pair=pair,
        day=calendar_day(day),
        index=every.index,
        low=every.low,
        high=every.high,
        n=every.n,
        blocs={bloc: averaged(by_bloc[bloc]) for bloc in sorted(by_bloc)},
    )


def averaged(scores: Sequence[float]) -> BlocIndex:
    """Average stories' scores with three more at 0; the interval is of that mean, at 95 %."""
    n = len(scores) + PSEUDO_STORIES
    ordered = sorted(scores)
    index = sum(ordered) / n
    variance = sum(s * s for s in ordered) / n - index * index
    half = DEVIATIONS * sqrt(max(0.0, variance) / n)
    return BlocIndex(
        index=round(index, 2),
        low=round(max(-10.0, index - half), 2),
        high=round(min(10.0, index + half), 2),
        n=len(scores),
    )
