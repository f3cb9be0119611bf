"""One window of one series judged: what was seen, what chance would give, and each gate."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from entente.contracts.alerts import Gate
from entente.detecting.baseline import Expectation, Rate, expectation, fold
from entente.detecting.exposure import YOUNG_DAYS, Exposure
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import MATERIAL, Watch
from entente.detecting.times import DAY, HOUR, day_of
from entente.detecting.windows import LONGEST_DAYS, RISE_DAYS, Window, crowded

BASELINE_GATE = "baseline days"
LEAST_DAYS = 3
"""Days of a week that must have stories: what one day tells is the business of rules with shorter windows."""
OTHERS_AT_LEAST = 0.25
"""The part of a volume that counts as exposure even where the series' own stories are most of it."""


class Baseline(NamedTuple):
    """What the days before a window taught of its series."""

    rate: Rate[float]
    days: int
    """Baseline days with volume."""
    others: float
    """The part of the volume that was not the series' own stories, 0.25–1."""


class Verdict(Struct, frozen=True):
    """What a window was found to be."""

    window: Window
    observed: int
    expected: Expectation
    p: float
    threshold: float
    gates: tuple[Gate, ...]
    fires: bool
    """Whether the window says more than chance: every gate passed but that of the baseline's days."""

    @property
    def emergent(self) -> bool:
        """Whether the baseline is too young to be more than a prior."""
        return not all(g.passed for g in self.gates if g.name == BASELINE_GATE)


def baseline(series: Series, pair: str, kind: Kind, day: int, exposure: Exposure) -> Baseline:
    """Learn from the days before a window's day, and where they are few from those after it."""
    days, articles = exposure.learnt_from(day, kind.population)
    if kind.rest:
        articles = [v for d, v in zip(days, articles, strict=True) if d < day - kind.rest]
        days = [d for d in days if d < day - kind.rest]
    counted = series.days.get
    own = [counted(d, 0) for d in days]
    volume = [max(x, v) for v, x in zip(articles, own, strict=True)]
    others = [max(v - x, OTHERS_AT_LEAST * v) if x else v for v, x in zip(volume, own, strict=True)]
    prior = exposure.prior(pair, kind.direction, day, kind.population)
    rate = fold(zip(own, [e / 1000 for e in others], strict=True), prior)
    every = sum(volume)
    with_volume = (
        sum(v > 0 for v in articles) if kind.rest else exposure.days_with_volume(day, kind.population)
    )
    return Baseline(rate, with_volume, sum(others) / every if every else 1.0)


class Chance(NamedTuple):
    """What a window holds, and how probable so much is by chance."""

    observed: int
    expected: Expectation
    p: float
    threshold: float


def chance(watch: Watch, window: Window, series: Series, learnt: Baseline, exposure: Exposure) -> Chance:
    """Hold one window against its whole expectation.

    Exposure is the greater of what is expected and what was observed, less the series' own stories, so that
    it only grows while the window fills.
    """
    observed = series.count(window)
    days = [v * learnt.others for v in exposure.expected(window)]
    volume = max(exposure.observed(window), observed)
    others = max(sum(days), volume - observed, OTHERS_AT_LEAST * volume)
    expected = expectation(learnt.rate, others / 1000, spread(days, window))
    threshold = watch.threshold(days_only=exposure.days_only(window.day))
    return Chance(observed, expected, expected.tail(observed), threshold)


def verdict(watch: Watch, window: Window, series: Series, learnt: Baseline, exposure: Exposure) -> Verdict:
    """Judge one window, gate by gate."""
    return _gated(watch, window, series, learnt, chance(watch, window, series, learnt, exposure))


def fired(
    watch: Watch, window: Window, series: Series, learnt: Baseline, exposure: Exposure
) -> Verdict | None:
    """Judge one window; None where it doesn't fire. Most don't, and chance alone tells."""
    found = chance(watch, window, series, learnt, exposure)
    if found.p >= found.threshold:
        return None
    judged = _gated(watch, window, series, learnt, found)
    return judged if judged.fires else None


def _gated(watch: Watch, window: Window, series: Series, learnt: Baseline, found: Chance) -> Verdict:
    observed, expected, p, threshold = found
    gates = [
        at_least("stories", observed, watch.rule.min_stories),
        Gate(name="chance", passed=p < threshold, observed=p, required=threshold),
        at_least(BASELINE_GATE, learnt.days, YOUNG_DAYS),
    ]
    if window.hours * HOUR > DAY:
        told = sum(series.days[d] > 0 for d in range(window.day, day_of(window.end)))
        gates.insert(1, at_least("days", told, LEAST_DAYS))
    fires = all(g.passed for g in gates if g.name != BASELINE_GATE)
    return Verdict(window, observed, expected, p, threshold, tuple(gates), fires)


def at_least(name: str, observed: int, required: int) -> Gate:
    """Make the gate of a count that must not be too small."""
    return Gate(name=name, passed=observed >= required, observed=observed, required=required)


def spread(days: list[float], window: Window) -> float:
    """Give the sum of the squared shares of a window's days; equal shares where nothing is expected yet."""
    if window.hours * HOUR <= DAY:
        return 1.0
    total = sum(days)
    return sum(v * v for v in days) / (total * total) if total else 1 / len(days)


def candidates(
    watch: Watch, series: Mapping[Kind, Series], exposure: Exposure, since: int | None = None
) -> list[tuple[Kind, Window]]:
    """Find the windows that hold enough stories to be judged, with the series that each counts.

    Where only days are known, windows step by days; the others are left out.

    Args:
        watch: whose windows.
        series: those of the pair.
        exposure: tells whether only days are known.
        since: only windows that end after this second.
    """
    if watch.rule.kind == "first":
        return [
            (kind, Window(day * DAY, 24))
            for kind in kinds(watch)
            for day in sorted(d for d, count in series[kind].days.items() if count)
            if since is None or (day + 1) * DAY > since
        ]
    found: list[tuple[Kind, Window]] = []
    for kind in kinds(watch):
        aligned = kind.population == "all"
        windows = crowded(
            series[kind].times,
            watch.rule.window_hours,
            watch.rule.min_stories,
            aligned=aligned,
            since=since,
        )
        found += [(kind, w) for w in windows if aligned or not exposure.days_only(w.day)]
    return found


def kinds(watch: Watch) -> tuple[Kind, ...]:
    """Give the series that a watch counts: all stories, and those whose hour is known.

    Of a rule of firsts they are the stories that report each kind of deed; a rule of ramps looks at whole
    days, and learns from before the weeks that it judges; one of polarity at all stories of a day.
    """
    theme = watch.rule.theme
    if watch.rule.kind == "first":
        return tuple(Kind(watch.direction, theme, "all", event) for event in MATERIAL[watch.direction])
    if watch.rule.kind == "polarity":
        return (Kind("attention", theme, "all"),)
    if watch.rule.kind == "ramp":
        return (Kind(watch.direction, theme, "all", rest=RISE_DAYS - LONGEST_DAYS),)
    return Kind(watch.direction, theme, "all"), Kind(watch.direction, theme, "precise")


def evidence(watch: Watch, series: Mapping[Kind, Series], start: int, end: int) -> list[str]:
    """Give the ids of the stories that a watch counts from one second to before another, each once."""
    every: Iterable[Kind] = kinds(watch) if watch.rule.kind == "first" else kinds(watch)[:1]
    return list(dict.fromkeys(i for kind in every for i in series[kind].within(start, end)))
