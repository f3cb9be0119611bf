"""The first deed of its kind: one bomber patrol that no volume shows.

A kind of deed that a pair has not had in D days is expected .5/D times a day (Jeffreys' prior of a Poisson
rate); at least one comes by chance with p = 1 - (D/(D + 1))^.5. So a short record makes no wonder of a deed.
Source: Jeffreys, "Theory of Probability" (1961), for the prior; the tail is the Gamma-Poisson's own.
"""

from entente.contracts.alerts import Gate
from entente.detecting.baseline import Expectation
from entente.detecting.exposure import Exposure
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import Watch
from entente.detecting.verdicts import Verdict, at_least
from entente.detecting.windows import Window, baseline_days

PRIOR = 0.5
"""Shape of Jeffreys' prior."""
NEW = "as a fact before"
"""Names the gate of newness, after the deed."""


def first(watch: Watch, kind: Kind, window: Window, series: Series, exposure: Exposure) -> Verdict:
    """Judge a day by whether its deed is new: none in the 112 days before, nor on the day between."""
    observed = series.count(window)
    days = max(1, exposure.days_with_volume(window.day, kind.population))
    before = sum(series.days[d] for d in range(baseline_days(window.day).start, window.day))
    chance = Expectation(PRIOR / days, PRIOR)
    p = chance.tail(min(observed, 1))
    threshold = watch.threshold(days_only=True)
    gates = (
        at_least("stories", observed, watch.rule.min_stories),
        Gate(name=f"{kind.event} {NEW}", passed=before == 0, observed=before, required=0),
        Gate(name="chance", passed=p < threshold, observed=p, required=threshold),
    )
    return Verdict(window, observed, chance, p, threshold, gates, all(g.passed for g in gates))
