"""Why an alert fired, or why none did: every gate of every rule that watches a pair at an instant.

It judges with the functions that `judge` judges with, from the same set; windows that no rule would look at,
as they hold too few stories, are judged too, so that silence is explained.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from entente.contracts.alerts import Alert, Gate
from entente.contracts.signals import Signal, Story
from entente.contracts.values import Direction, powers_of
from entente.detecting.circumstances import Circumstances
from entente.detecting.exposure import Exposure
from entente.detecting.holding import counts, greatest
from entente.detecting.judgement import alerts_of, counted
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import Watch, watches
from entente.detecting.times import instant, second_of
from entente.detecting.verdicts import Verdict, baseline, kinds, verdict
from entente.detecting.volumes import Volumes, Written
from entente.detecting.windows import closed_before, covering
from entente.grouping import stories
from entente.watchlist.model import Watchlist


class Finding(Struct, frozen=True, kw_only=True):
    """What one rule and direction found of the least probable of its windows that hold the instant."""

    rule: str
    direction: Direction
    theme: str | None
    window_hours: int
    window_start_at: datetime
    window_end_at: datetime
    open: bool
    """Whether the window is judged: it has begun by `newest`, and its baseline lies above the floor."""
    observed: int
    expected: float
    expected_low: int
    expected_high: int
    p: float
    threshold: float
    gates: tuple[Gate, ...]
    fires: bool
    """Whether every gate passed but that of the baseline's days, which makes an alert emergent."""
    alert_id: str | None
    """The standing alert whose episode holds the window."""
    headlines: tuple[str, ...]
    """Of the stories counted, in order of time."""


class Why(Struct, frozen=True, kw_only=True):
    """All that the rules found of a pair at an instant; nothing where no rule watches it."""

    pair: str
    at: datetime
    newest_at: datetime | None
    """Up to when volume is known; None: fewer than five articles, so nothing is judged."""
    watchlist_version: str
    findings: tuple[Finding, ...]


def why(  # noqa: PLR0913, PLR0917 - the set, and the question
    signals: Iterable[Signal],
    volumes: Iterable[Written],
    watchlist: Watchlist,
    pair: str,
    at: datetime,
    rule: str | None = None,
) -> Why:
    """Explain what stands of a pair at an instant, and what doesn't.

    Args:
        signals: the set; those of other pairs are passed over.
        volumes: all of it.
        watchlist: whose rules are asked.
        pair: in either order.
        at: aware.
        rule: only this rule; None: every rule that watches the pair.

    Raises:
        ValueError: the pair isn't two powers, the instant has no offset, or the rule doesn't watch the pair.
    """
    pair = _sorted(pair)
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no offset; add Z or +00:00")
    asked = [w for w in watches(watchlist, pair) if rule is None or w.rule.id == rule]
    if rule is not None and not asked:
        known_rules = ", ".join(sorted({w.rule.id for w in watches(watchlist, pair)})) or "none does"
        raise ValueError(f"no rule {rule} watches {pair}; these do: {known_rules}")
    volume = Volumes.of(volumes)
    newest, floor = volume.newest, volume.floor
    findings: list[Finding] = []
    if newest is not None:
        known = Circumstances(watchlist, Exposure(volume), newest, closed_before(floor))
        told = _told(pair, signals, volume, watchlist)
        alerts = alerts_of(pair, told, known)
        findings = [_finding(watch, pair, told, alerts, second_of(at), known) for watch in asked]
    return Why(
        pair=pair,
        at=at,
        newest_at=None if newest is None else instant(newest),
        watchlist_version=watchlist.version,
        findings=tuple(findings),
    )


def _sorted(pair: str) -> str:
    powers = pair.split("-")
    if len(powers) != 2 or not all(powers) or powers[0] == powers[1]:  # noqa: PLR2004 - a pair
        raise ValueError(f"{pair!r} is no pair; write two powers with a hyphen, as CHN-RUS")
    return "-".join(powers_of(pair))


def _told(pair: str, signals: Iterable[Signal], volume: Volumes, watchlist: Watchlist) -> list[Story]:
    floor = volume.floor
    of_pair = greatest(s for s in signals if s.pair == pair).values()
    held = [s for s in of_pair if counts(s, volume.latest(s.article_id), floor)]
    made = stories(held, {s.id: s for s in watchlist.sources})
    return [s for s in made if floor is None or second_of(s.first_published_at) >= floor]


def _finding(  # noqa: PLR0913, PLR0917 - what is asked, and all it is judged by
    watch: Watch,
    pair: str,
    told: Sequence[Story],
    alerts: Sequence[Alert],
    second: int,
    known: Circumstances,
) -> Finding:
    series = {kind: counted(kind, told) for kind in kinds(watch)}
    judged = [
        (kind, found)
        for kind in kinds(watch)
        for found in _verdicts(watch, pair, kind, series[kind], second, known)
    ]
    kind, found = min(judged, key=lambda one: (not one[1].fires, one[1].p, one[1].window.start))
    window = found.window
    low, high = found.expected.interval()
    by_id = {s.id: s for s in told}
    return Finding(
        rule=watch.rule.id,
        direction=watch.direction,
        theme=watch.rule.theme,
        window_hours=window.hours,
        window_start_at=instant(window.start),
        window_end_at=instant(window.end),
        open=known.open(window),
        observed=found.observed,
        expected=found.expected.mean,
        expected_low=low,
        expected_high=high,
        p=found.p,
        threshold=found.threshold,
        gates=found.gates,
        fires=found.fires,
        alert_id=_standing(watch, found, alerts) if known.open(window) else None,
        headlines=tuple(by_id[i].headline for i in series[kind].within(window.start, window.end)),
    )


def _verdicts(  # noqa: PLR0913, PLR0917 - as above
    watch: Watch, pair: str, kind: Kind, series: Series, second: int, known: Circumstances
) -> list[Verdict]:
    """Judge the windows that hold a second; where only days are known, those of whole days alone."""
    aligned = kind.population == "all"
    return [
        verdict(watch, w, series, baseline(series, pair, kind, w.day, known.exposure), known.exposure)
        for w in covering(second, watch.rule.window_hours, aligned=aligned)
        if aligned or w.hours < DAY_HOURS or not known.exposure.days_only(w.day)
    ]


DAY_HOURS = 24
"""Windows shorter than a day are always shown: where only days are known they hold nothing, and say so."""


def _standing(watch: Watch, found: Verdict, alerts: Sequence[Alert]) -> str | None:
    if not found.fires:
        return None
    start = instant(found.window.start)
    return next(
        (
            a.id
            for a in alerts
            if (a.rule, a.direction) == (watch.rule.id, watch.direction)
            and a.window_start_at <= start < a.window_end_at
        ),
        None,
    )
