"""One window of one series judged as the kind of its rule asks."""

from collections.abc import Callable

from entente.detecting import verdicts
from entente.detecting.exposure import Exposure
from entente.detecting.firsts import first
from entente.detecting.ramps import may_rise, ramp
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import Watch
from entente.detecting.tones import LEAST_DAYS, days_of_band, tone
from entente.detecting.verdicts import Baseline, Verdict
from entente.detecting.windows import Window


def judged(  # noqa: PLR0913, PLR0917 - what a window is judged by
    watch: Watch,
    kind: Kind,
    window: Window,
    series: Series,
    learnt: Callable[[], Baseline],
    exposure: Exposure,
) -> Verdict:
    """Judge one window; `learnt` is asked where a baseline is needed."""
    if watch.rule.kind == "first":
        return first(watch, kind, window, series, exposure)
    if watch.rule.kind == "ramp":
        return ramp(watch, kind, window, series, learnt(), exposure)
    if watch.rule.kind == "polarity":
        return tone(watch, window, series, learnt(), exposure)
    return verdicts.verdict(watch, window, series, learnt(), exposure)


def fired(  # noqa: PLR0913, PLR0917 - as above
    watch: Watch,
    kind: Kind,
    window: Window,
    series: Series,
    learnt: Callable[[], Baseline],
    exposure: Exposure,
) -> Verdict | None:
    """Judge one window as `judged` does; None where it doesn't fire, which is found sooner."""
    if watch.rule.kind == "burst":
        return verdicts.fired(watch, window, series, learnt(), exposure)
    if watch.rule.kind == "ramp" and not may_rise(window, series):
        return None
    if watch.rule.kind == "polarity" and len(days_of_band(window, series)) < LEAST_DAYS:
        return None
    found = judged(watch, kind, window, series, learnt, exposure)
    return found if found.fires else None
