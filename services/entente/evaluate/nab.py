"""The score of the Numenta Anomaly Benchmark, standard profile, of what a detector told. Pure.

Within each labelled window the first detection counts, the earlier the more; a detection outside costs
little just after a window and more the farther it is from one; a missed window costs as much as a perfect
detection brings.

Source: Lavin & Ahmad, "Evaluating real-time anomaly detection algorithms" (ICMLA 2015); the constants are
those of NAB 1.1's standard profile.
"""

from collections.abc import Sequence
from datetime import datetime
from math import exp, floor
from typing import NamedTuple

TRUE_POSITIVE = 1.0
FALSE_NEGATIVE = 1.0
FALSE_POSITIVE = 0.11
PROBATION = 0.15
"""The first part of a series, in which nothing is scored …"""
PROBATION_OF_AT_MOST = 5000
"""… and the most records of which it is a part."""
_STEEPNESS = 5
_FAR = 3.0

Window = tuple[datetime, datetime]
"""The first and last record's time, both within it."""


class Scored(NamedTuple):
    """One series' score, and its records by detection and label; those of the probation are left out."""

    score: float
    windows: int
    found: int
    tp: int
    tn: int
    fp: int
    fn: int


def scored(times: Sequence[datetime], detected: Sequence[bool], windows: Sequence[Window]) -> Scored:
    """Score one series.

    Args:
        times: of its records, ascending.
        detected: whether each record was told to be anomalous.
        windows: labelled ones in order of time, their ends being times of records.

    Raises:
        ValueError: a window's end is no record's time.
    """
    places = [(times.index(first), times.index(last)) for first, last in windows]
    probation = probation_of(len(times))
    best: dict[int, float] = {}
    outside = 0.0
    counts = {(said, labelled): 0 for said in (True, False) for labelled in (True, False)}
    before: tuple[int, int] | None = None
    coming = list(enumerate(places))
    for i, said in enumerate(detected):
        while coming and i > coming[0][1][1]:
            before = coming.pop(0)[1]
        within = bool(coming) and coming[0][1][0] <= i
        if i < probation:
            continue
        counts[said, within] += 1
        if within:
            number, place = coming[0]
            best[number] = max(
                best.get(number, -FALSE_NEGATIVE), _inside(i, place) if said else -FALSE_NEGATIVE
            )
        elif said:
            outside += FALSE_POSITIVE * _past(i, before)
    return Scored(
        score=sum(best.values()) + outside,
        windows=len(best),
        found=sum(gain > -FALSE_NEGATIVE for gain in best.values()),
        tp=counts[True, True],
        tn=counts[False, False],
        fp=counts[True, False],
        fn=counts[False, True],
    )


def normalised(every: Sequence[Scored]) -> float:
    """Give the score over series: 0 for a detector that never tells, 100 for a perfect one."""
    windows = sum(one.windows for one in every)
    if not windows:
        return 0.0
    null, perfect = -FALSE_NEGATIVE * windows, TRUE_POSITIVE * windows
    return 100 * (sum(one.score for one in every) - null) / (perfect - null)


def probation_of(records: int) -> int:
    """Give how many records of a series are not scored."""
    return floor(PROBATION * min(records, PROBATION_OF_AT_MOST))


def _inside(i: int, place: tuple[int, int]) -> float:
    first, last = place
    return TRUE_POSITIVE * _sigmoid(-(last - i + 1) / (last - first + 1)) / _sigmoid(-1.0)


def _past(i: int, before: tuple[int, int] | None) -> float:
    """Weigh a detection outside by its distance from the window before it, in that window's widths."""
    if before is None:
        return -1.0
    first, last = before
    return _sigmoid((i - last) / (last - first)) if last > first else -1.0


def _sigmoid(x: float) -> float:
    return -1.0 if x > _FAR else 2 / (1 + exp(_STEEPNESS * x)) - 1
