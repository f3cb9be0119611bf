"""Silences as alerts of their own, and told on the alerts of pairs: a quiet source is never read as calm."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from math import ceil

from msgspec.structs import replace

from entente.contracts.alerts import Alert, Gate
from entente.contracts.identity import alert_id, digest
from entente.detecting.alerts import figures, revised
from entente.detecting.baseline import Expectation
from entente.detecting.hearing import LEAST_HOURS, LEAST_SIGHTINGS, Hearing, Silence
from entente.detecting.times import HOUR, instant, second_of

RULE = "coverage"
EVERYTHING = "all sources"
_POISSON = 1e6
"""A negative binomial of so great a size is Poisson."""


def changes(
    standing: Mapping[str, Alert], hearing: Hearing, watchlist_version: str, now: int
) -> tuple[Alert, ...]:
    """Give the alerts of coverage to publish: new silences, and those that are over.

    Args:
        standing: those that stand, by id, whatever their state.
        hearing: what coverage told.
        watchlist_version: of the rules in force.
        now: the clock's second.
    """
    firing = {a.source: a for a in standing.values() if a.state == "firing"}
    silences = hearing.silences(now)
    fresh = [alert(one, watchlist_version) for one in silences if one.source not in firing]
    over = [
        (a, end)
        for a in firing.values()
        if a.source not in {s.source for s in silences} and (end := _end(a, hearing, now)) is not None
    ]
    found = [a for a in fresh if a.id not in standing] + [_resolved(a, end) for a, end in over]
    return tuple(sorted(found, key=lambda a: a.id))


def _end(said: Alert, hearing: Hearing, now: int) -> int | None:
    """Give when a silence ended: when something was seen again, or now where nobody follows the source."""
    if said.source is not None and hearing.left([said.source]):
        return now
    return hearing.heard_since(said.source, second_of(said.window_start_at))


def _resolved(said: Alert, end: int) -> Alert:
    return revised(replace(said, state="resolved", window_end_at=instant(end), peak_end_at=instant(end)))


def alert(silence: Silence, watchlist_version: str) -> Alert:
    """Write the alert of a silence; it says the same however long the silence lasts."""
    start, end = instant(silence.since), instant(silence.since + silence.least)
    p = 1 / (silence.sightings + 1)
    low, high = Expectation(silence.expected, _POISSON).interval()
    least = silence.least / HOUR
    gates = (
        Gate(name="hours of silence", passed=True, observed=figures(least), required=figures(least)),
        Gate(name="hours heard", passed=True, observed=silence.hours, required=LEAST_HOURS),
        Gate(name="times seen", passed=True, observed=silence.sightings, required=LEAST_SIGHTINGS),
    )
    return revised(
        Alert(
            id=alert_id(RULE, silence.source or EVERYTHING, "attention", start.isoformat()),
            revision="",
            kind="coverage",
            severity="urgent" if silence.source is None else "notice",
            state="firing",
            superseded_by=None,
            pair=None,
            direction="attention",
            theme=None,
            rule=RULE,
            watchlist_version=watchlist_version,
            window_hours=ceil(least),
            window_start_at=start,
            window_end_at=end,
            peak_start_at=start,
            peak_end_at=end,
            observed=0,
            expected=figures(silence.expected),
            expected_low=low,
            expected_high=high,
            p=figures(p),
            threshold=figures(1 / LEAST_SIGHTINGS),
            confidence="moderate" if silence.error is None else "high",
            labels=() if silence.error is None else ("its fetches fail",),
            voices=0,
            state_media_share=0.0,
            themes=(),
            gates=gates,
            stories=(),
            story_count=0,
            stories_hash=digest("stories"),
            source=silence.source,
        )
    )


def told(said: Alert, coverage: Collection[Alert]) -> Alert:
    """Tell on an alert of a pair which sources were silent in its time."""
    silent = quiet(coverage, said.window_start_at, said.window_end_at)
    labels = tuple(f"{name} quiet" for name in silent)
    return revised(replace(said, labels=(*said.labels, *labels))) if labels else said


def quiet(coverage: Iterable[Alert], start: datetime, end: datetime) -> list[str]:
    """Name what was silent at some time between two instants."""
    return sorted({a.source or EVERYTHING for a in coverage if overlaps(a, start, end)})


def overlaps(silence: Alert, start: datetime, end: datetime) -> bool:
    """Tell whether a silence shares time with what lies between two instants; one that lasts has no end."""
    lasts = silence.state == "firing" or silence.window_end_at > start
    return lasts and silence.state != "withdrawn" and silence.window_start_at < end
