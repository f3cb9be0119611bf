"""A change of tone: a day whose alignment index lies beyond the band of the weeks before, volume aside.

Source: Leys et al., "Detecting outliers: do not use standard deviation around the mean, use absolute
deviation around the median" (2013), for the band; its spread is joined by that of a mean of so many stories.
"""

from math import sqrt

import numpy as np

from entente.contracts.alerts import Gate
from entente.detecting.alignment import PSEUDO_STORIES
from entente.detecting.exposure import Exposure
from entente.detecting.series import HUNDREDTHS, Series, Tone
from entente.detecting.tails import student_edge, student_tail
from entente.detecting.thresholds import Watch
from entente.detecting.verdicts import Baseline, Verdict, at_least, chance
from entente.detecting.windows import Window, baseline_days

BAND_DAYS = 56
"""The newest days with stories that make the band; of fewer than half of them nothing is told."""
LEAST_DAYS = 28
FREEDOM = 5.0
"""Degrees of freedom of the t by which deviations are judged: their tails are heavier than a normal's.

Measured on days whose stories are drawn from those of 34 pairs, a third of a day's alike (30,000 days, one
seed): alarms over what is stated, at p of .01, .003, .001 and .0003: .87, 1.01, .84, .90.
"""
TONE = "index"
"""Names the gate of the day's index, beside the edge of the band that it had to pass."""
_NORMAL = 1.4826


def tone(watch: Watch, window: Window, series: Series, learnt: Baseline, exposure: Exposure) -> Verdict:
    """Judge a day by its index against those of its baseline's days that had stories."""
    found = chance(watch, window, series, learnt, exposure)
    sign = -1 if watch.direction == "apart" else 1
    past = days_of_band(window, series)
    value, p, edge = index(series, window.day), 1.0, 0.0
    middle, spread = band(series, past, found.observed)
    if spread > 0:
        p = student_tail(FREEDOM, sign * (value - middle) / spread)
        edge = middle + sign * spread * student_edge(FREEDOM, found.threshold)
    gates = (
        at_least("stories", found.observed, watch.rule.min_stories),
        Gate(name=TONE, passed=p < found.threshold, observed=value, required=edge),
        Gate(name="chance", passed=p < found.threshold, observed=p, required=found.threshold),
        at_least("days with stories", len(past), LEAST_DAYS),
    )
    fires = all(g.passed for g in gates)
    return Verdict(window, found.observed, found.expected, p, found.threshold, gates, fires)


def days_of_band(window: Window, series: Series) -> list[int]:
    """Give the days whose indices make the band."""
    return [d for d in baseline_days(window.day) if series.days.get(d, 0) > 0][-BAND_DAYS:]


def index(series: Series, day: int) -> float:
    """Give a day's alignment index, as `alignment` defines it."""
    return series.tones.get(day, Tone()).mean(series.days.get(day, 0) + PSEUDO_STORIES)


def band(series: Series, days: list[int], stories: int) -> tuple[float, float]:
    """Give the middle of days' indices, and how far a day of so many stories strays from it; 0: unknown."""
    if not days or not stories:
        return 0.0, 0.0
    values = np.array([index(series, day) for day in days])
    middle = float(np.median(values))
    apart = _NORMAL * float(np.median(np.abs(values - middle)))
    count = sum(series.days[d] for d in days)
    every = Tone(sum(series.tones[d].total for d in days), sum(series.tones[d].squares for d in days))
    variance = every.squares / (count * HUNDREDTHS**2) - every.mean(count) ** 2
    error = sqrt(max(0.0, variance) * stories) / (stories + PSEUDO_STORIES)
    return middle, sqrt(apart * apart + error * error)
