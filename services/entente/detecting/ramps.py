"""A slow rise: weeks in which each day brings rather twice the usual than the usual, and none is a burst.

A cumulative sum of log likelihood ratios of days, doubled against usual, over four weeks. Each likelihood
ratio has mean 1 by chance, so that a sum of S or more, over whichever of the days, has p of exp(-S) at most
(Ville's inequality). What is usual is learnt from before those weeks, else a rise would teach itself.
Source: Page, "Continuous inspection schemes" (1954); Höhle & Paul, "Count data regression charts for the
monitoring of surveillance time series" (2008), for negative-binomial counts.
"""

from collections.abc import Iterable
from math import exp, log, sqrt

from entente.contracts.alerts import Gate
from entente.detecting.baseline import CAP_DEVIATIONS
from entente.detecting.exposure import YOUNG_DAYS, Exposure
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import Watch
from entente.detecting.verdicts import BASELINE_GATE, OTHERS_AT_LEAST, Baseline, Verdict, at_least, chance
from entente.detecting.windows import LONGEST_DAYS, RISE_DAYS, Window

TIMES = 2.0
"""So many times the usual is a rise."""
LEAST_DAYS = 7
"""Days of the rise with stories: fewer are a matter of one event, not of weeks."""


def ramp(  # noqa: PLR0913, PLR0917 - what a window is judged by
    watch: Watch, kind: Kind, window: Window, series: Series, learnt: Baseline, exposure: Exposure
) -> Verdict:
    """Judge the four weeks that end with a week; the week is what the alert tells of.

    The usual rate is taken one standard deviation of itself higher, for it is the same in all of the days.
    A record that is too young tells nothing.
    """
    found = chance(watch, window, series, learnt, exposure)
    days = _weeks(window)
    counted = [series.days.get(day, 0) for day in days]
    exposures = _exposures(days, counted, learnt, window, kind, exposure)
    risen, since = _risen(zip(counted, exposures, strict=True), learnt)
    told = sum(x > 0 for x in counted[since:])
    p = min(1.0, exp(-risen))
    gates = (
        at_least("stories", found.observed, watch.rule.min_stories),
        at_least("days", told, LEAST_DAYS),
        Gate(name="chance", passed=p < found.threshold, observed=p, required=found.threshold),
        at_least(BASELINE_GATE, learnt.days, YOUNG_DAYS),
    )
    young = exposure.is_young(window.day, kind.population)
    fires = all(g.passed for g in gates) and not young
    return Verdict(window, found.observed, found.expected, p, found.threshold, gates, fires)


def may_rise(window: Window, series: Series) -> bool:
    """Tell whether enough days had stories; where not, no rise is looked for."""
    return sum(series.days.get(day, 0) > 0 for day in _weeks(window)) >= LEAST_DAYS


def _weeks(window: Window) -> range:
    """Give the days of the four weeks that end with a window."""
    return range(window.day + LONGEST_DAYS - RISE_DAYS, window.day + LONGEST_DAYS)


def _exposures(  # noqa: PLR0913, PLR0917 - what a day's exposure is reckoned from
    days: range, counted: list[int], learnt: Baseline, window: Window, kind: Kind, exposure: Exposure
) -> list[float]:
    """Give each day's exposure in thousands, as a window's is reckoned; a day's profile is its weekday's."""
    week = exposure.expected(window)
    articles = exposure.of_days(days, kind.population)
    found = []
    for day, x, v in zip(days, counted, articles, strict=True):
        volume = max(v, x)
        usual = week[(day - window.day) % LONGEST_DAYS] * learnt.others
        found.append(max(usual, volume - x, OTHERS_AT_LEAST * volume) / 1000)
    return found


def _risen(days: Iterable[tuple[int, float]], learnt: Baseline) -> tuple[float, int]:
    """Give the sum at the last day, and the place of the day from which it runs.

    A day counts as what it may add to a rate, so that no single day is a rise.
    """
    a, b, dispersion = learnt.rate
    size = 1 / (1 / a + dispersion + dispersion / a)
    rate = a / b * (1 + 1 / sqrt(a))
    total, since = 0.0, 0
    for place, (x, e) in enumerate(days):
        mean = rate * e
        capped = min(float(x), max(1.0, mean + CAP_DEVIATIONS * sqrt(mean + mean * mean / size)))
        odds = (size + mean) / (size + TIMES * mean)
        total += capped * log(TIMES * odds) + size * log(odds)
        if total <= 0:
            total, since = 0.0, place + 1
    return total, since
