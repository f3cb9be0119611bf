"""Why a pair was alerted on at a time, or why not: every rule's window judged again, gate by gate. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from entente.backtest.run import Backtest
from entente.contracts.alerts import Gate
from entente.contracts.signals import Story
from entente.contracts.values import Direction, Pair
from entente.detecting.circumstances import Circumstances
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import Watch, watches
from entente.detecting.times import HOUR, instant, second_of
from entente.detecting.verdicts import Verdict, baseline, kinds, verdict
from entente.detecting.windows import STEPS, Window
from entente.watchlist.model import Watchlist


class Judged(Struct, frozen=True, kw_only=True):
    """The least probable window of one rule and direction that holds the time asked about."""

    rule: str
    direction: Direction
    window_hours: int
    window_start_at: datetime
    window_end_at: datetime
    observed: int
    expected: float
    expected_low: int
    expected_high: int
    p: float
    threshold: float
    gates: tuple[Gate, ...]
    fires: bool
    """Whether this very window fires."""
    alert: str | None
    """The standing alert of that rule and direction whose time holds the one asked about."""
    headlines: tuple[str, ...]
    """What the window counts, weightiest first."""


class Why(Struct, frozen=True, kw_only=True):
    """Every rule's answer about a pair and time."""

    pair: Pair
    at: datetime
    watchlist_version: str
    newest_at: datetime | None
    stories: int
    judged: tuple[Judged, ...]
    because: str | None
    """Why no window was judged at all; null where some were."""


def why(found: Backtest, watchlist: Watchlist, pair: Pair, at: datetime, rule: str | None = None) -> Why:
    """Judge again what held a time, by the functions that judge live.

    Args:
        found: the signals and volumes that were read.
        watchlist: its rules.
        pair: whose.
        at: an instant; windows that hold it are judged.
        rule: this rule only.
    """
    told = [s for s in found.judgement.stories if s.pair == pair]
    chosen = [w for w in watches(watchlist, pair) if rule in {None, w.rule.id}]
    newest, because = found.judgement.newest, None
    judged: list[Judged] = []
    if newest is None:
        because = "fewer than five dated articles were read, so nothing is judged"
    elif second_of(at) > newest + HOUR:
        because = f"it lies after the newest articles, which are of {instant(newest):%Y-%m-%d %H:%M} UTC"
    elif not chosen:
        because = "no rule watches this pair"
    else:
        known = Circumstances(watchlist, found.judge.exposure, newest, found.judgement.closed_before)
        for watch in chosen:
            verdicts = list(_verdicts(watch, pair, told, second_of(at), known))
            if verdicts:
                # The window that fires, else the one nearest to it.
                judged.append(_written(watch, min(verdicts, key=_nearness), told, found, pair=pair, at=at))
        if not judged:
            because = "its windows are closed: their baseline lies below the floor"
    return Why(
        pair=pair,
        at=at,
        watchlist_version=watchlist.version,
        newest_at=None if newest is None else instant(newest),
        stories=len(told),
        judged=tuple(sorted(judged, key=lambda j: (j.alert is None, not j.fires, j.rule, j.direction))),
        because=because,
    )


def _nearness(found: Verdict) -> tuple[bool, int, float]:
    return not found.fires, -sum(g.passed for g in found.gates), found.p


def _verdicts(
    watch: Watch, pair: Pair, told: Iterable[Story], second: int, known: Circumstances
) -> Iterator[Verdict]:
    """Judge the windows of a watch that hold a second."""
    series = {kind: _series(kind, told) for kind in kinds(watch)}
    for kind, window in _windows(watch, second, known):
        if known.open(window):
            learnt = baseline(series[kind], pair, kind, window.day, known.exposure)
            yield verdict(watch, window, series[kind], learnt, known.exposure)


def _windows(watch: Watch, second: int, known: Circumstances) -> Iterator[tuple[Kind, Window]]:
    every, precise = kinds(watch)
    hours = watch.rule.window_hours
    step = STEPS[hours]
    last = second // step * step
    for start in range(last, second - hours * HOUR, -step):
        window = Window(start, hours)
        if window.aligned:
            yield every, window
        elif not known.exposure.days_only(window.day):
            yield precise, window


def _series(kind: Kind, told: Iterable[Story]) -> Series:
    series = Series()
    for story in told:
        if kind.counts(story):
            series.add(story)
    return series


def _written(  # noqa: PLR0913 - all that an answer is made of
    watch: Watch, one: Verdict, told: Iterable[Story], found: Backtest, *, pair: Pair, at: datetime
) -> Judged:
    low, high = one.expected.interval()
    alerts = [
        a.id
        for a in found.judgement.alerts
        if (a.rule, a.pair, a.direction) == (watch.rule.id, pair, watch.direction)
        and a.window_start_at <= at < a.window_end_at
    ]
    kind = kinds(watch)[0 if one.window.aligned else 1]
    within = [
        s
        for s in told
        if kind.counts(s) and one.window.start <= second_of(s.first_published_at) < one.window.end
    ]
    within.sort(key=lambda s: (-s.voices, -abs(s.score), s.first_published_at, s.id))
    return Judged(
        rule=watch.rule.id,
        direction=watch.direction,
        window_hours=watch.rule.window_hours,
        window_start_at=instant(one.window.start),
        window_end_at=instant(one.window.end),
        observed=one.observed,
        expected=one.expected.mean,
        expected_low=low,
        expected_high=high,
        p=one.p,
        threshold=one.threshold,
        gates=one.gates,
        fires=one.fires,
        alert=alerts[0] if alerts else None,
        headlines=tuple(s.headline for s in within[:5]),
    )
