"""Why a pair was alerted on at a time, or why not: every rule's windows judged again, gate by gate.

It judges with the functions that `judge` judges with, from the same set; windows that no rule would look at,
as they hold too few stories, are judged too, so that silence is explained.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct

from entente.contracts.alerts import Alert, Gate
from entente.contracts.signals import Story
from entente.contracts.values import Direction, Pair, powers_of
from entente.detecting.circumstances import Circumstances
from entente.detecting.coverage import quiet
from entente.detecting.judge import Judge
from entente.detecting.judgement import counted
from entente.detecting.kinds import judged
from entente.detecting.series import Counted, Kind, summed_up
from entente.detecting.thresholds import Watch, watches
from entente.detecting.times import HOUR, instant, second_of
from entente.detecting.verdicts import Verdict, baseline, kinds
from entente.detecting.windows import covering
from entente.watchlist.model import Watchlist

_HEADLINES = 5
"""What is shown of a window's stories; the whole stands on the alert."""


class Judged(Struct, frozen=True, kw_only=True):
    """What one rule and direction found: its window that fires, else the one nearest to firing."""

    rule: str
    direction: Direction
    theme: str | None
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
    """Whether every gate passed but that of the baseline's days, which makes an alert emergent."""
    alert: str | None
    """The standing alert of that rule and direction whose time holds the one asked about."""
    headlines: tuple[str, ...]
    """Of the stories counted, weightiest first."""
    quiet: tuple[str, ...] = ()
    """Sources that stood still at some time of the window, so that few stories need not mean calm."""


class Why(Struct, frozen=True, kw_only=True):
    """Every rule's answer about a pair and time."""

    pair: Pair
    at: datetime
    watchlist_version: str
    newest_at: datetime | None
    """Up to when volume is known; None: fewer than five articles, so nothing is judged."""
    stories: int
    judged: tuple[Judged, ...]
    because: str | None
    """Why no window was judged at all; null where some were."""


def why(  # noqa: PLR0913 - a question has all of these
    judge: Judge,
    watchlist: Watchlist,
    pair: str,
    at: datetime,
    rule: str | None = None,
    *,
    coverage: Collection[Alert] = (),
) -> Why:
    """Explain what stands of a pair at a time, and what doesn't.

    Args:
        judge: holds the set, as it was last judged.
        watchlist: its rules.
        pair: in either order.
        at: aware; windows that hold it are judged.
        rule: only this rule; None: every rule that watches the pair.
        coverage: the alerts of sources gone quiet; an archive has none.

    Raises:
        ValueError: the pair isn't two powers, the instant has no offset, or there is no such rule.
    """
    pair = _sorted(pair)
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no offset; add Z or +00:00")
    watching = watches(watchlist, pair)
    if rule is not None and rule not in {one.id for one in watchlist.rules}:
        there = ", ".join(sorted({w.rule.id for w in watching})) or "none does"
        raise ValueError(f"no rule {rule} watches {pair}; these do: {there}")
    stories = judge.stories(pair)
    told = [summed_up(one) for one in stories]
    asked = [w for w in watching if rule in {None, w.rule.id}]
    whole, newest, because = judge.whole(pair), judge.newest, None
    answers: list[Judged] = []
    if newest is None:
        because = "fewer than five dated articles were read, so nothing is judged"
    elif second_of(at) > newest + HOUR:
        because = f"it lies after the newest articles, which are of {instant(newest):%Y-%m-%d %H:%M} UTC"
    elif not asked:
        because = "no rule watches this pair"
    else:
        known = Circumstances(watchlist, judge.exposure, newest, judge.closed_before)
        for watch in asked:
            verdicts = list(_verdicts(watch, pair, told, second_of(at), known))
            if verdicts:
                kind, nearest = min(verdicts, key=lambda found: _farness(found[1]))
                standing = _standing(watch, whole.alerts, at)
                counting = [s for s, one in zip(stories, told, strict=True) if kind.counts(one)]
                answers.append(_written(watch, nearest, counting, standing, coverage))
        if not answers:
            because = "its windows are closed: their baseline lies below the floor"
    return Why(
        pair=pair,
        at=at,
        watchlist_version=watchlist.version,
        newest_at=None if newest is None else instant(newest),
        stories=len(stories),
        judged=tuple(sorted(answers, key=lambda j: (j.alert is None, not j.fires, j.rule, j.direction))),
        because=because,
    )


def _sorted(pair: str) -> str:
    powers = pair.split("-")
    if len(powers) != 2 or not all(powers) or powers[0] == powers[1]:  # noqa: PLR2004 - a pair
        raise ValueError(f"{pair!r} is no pair; write two powers with a hyphen, as CHN-RUS")
    return "-".join(powers_of(pair))


def _farness(found: Verdict) -> tuple[bool, int, float]:
    """Order windows by how far they are from firing, the nearest first."""
    return not found.fires, -sum(gate.passed for gate in found.gates), found.p


def _verdicts(
    watch: Watch, pair: str, told: Sequence[Counted], second: int, known: Circumstances
) -> Iterator[tuple[Kind, Verdict]]:
    """Judge the windows of a watch that hold a second; where only days are known, whole days alone."""
    for kind in kinds(watch):
        aligned = kind.population == "all"
        series = counted(kind, told)
        for window in reversed(covering(second, watch.rule.window_hours, aligned=aligned)):
            if known.open(window) and (aligned or not known.exposure.days_only(window.day)):
                learnt = partial(baseline, series, pair, kind, window.day, known.exposure)
                yield kind, judged(watch, kind, window, series, learnt, known.exposure)


def _standing(watch: Watch, alerts: Sequence[Alert], at: datetime) -> str | None:
    """Name the standing alert of a watch whose time holds an instant."""
    mine = (a for a in alerts if (a.rule, a.direction) == (watch.rule.id, watch.direction))
    return next((a.id for a in mine if a.window_start_at <= at < a.window_end_at), None)


def _written(
    watch: Watch, one: Verdict, counting: Iterable[Story], alert: str | None, coverage: Collection[Alert]
) -> Judged:
    low, high = one.expected.interval()
    window = one.window
    within = [s for s in counting if window.start <= second_of(s.first_published_at) < window.end]
    within.sort(key=lambda s: (-s.voices, -abs(s.score), s.first_published_at, s.id))
    return Judged(
        rule=watch.rule.id,
        direction=watch.direction,
        theme=watch.rule.theme,
        window_hours=window.hours,
        window_start_at=instant(window.start),
        window_end_at=instant(window.end),
        observed=one.observed,
        expected=one.expected.mean,
        expected_low=low,
        expected_high=high,
        p=one.p,
        threshold=one.threshold,
        gates=one.gates,
        fires=one.fires,
        alert=alert,
        headlines=tuple(s.headline for s in within[:_HEADLINES]),
        quiet=tuple(quiet(coverage, instant(window.start), instant(window.end))),
    )
