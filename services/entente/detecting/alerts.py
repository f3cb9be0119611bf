"""An episode and its stories, written as one alert with a deterministic id and revision."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from entente.contracts.alerts import MAX_STORIES, Alert, AlertStory, Gate
from entente.contracts.codec import encode
from entente.contracts.identity import alert_id, digest
from entente.contracts.signals import Story
from entente.contracts.values import AlertKind, AlertState
from entente.detecting.calendar import announced
from entente.detecting.circumstances import Circumstances
from entente.detecting.confidence import confidence, labels, speakers
from entente.detecting.episodes import Episode
from entente.detecting.thresholds import Watch
from entente.detecting.times import instant
from entente.detecting.windows import STEPS
from entente.grouping.voices import governments, state_media_share

BURSTS = ("burst", "emergent")

FIGURES = 3
"""Significant figures of what an alert says, so that an article more in a thousand is no news."""


def alert(watch: Watch, pair: str, episode: Episode, stories: Sequence[Story], known: Circumstances) -> Alert:
    """Write the alert of an episode.

    Args:
        watch: the rule and direction that found it.
        pair: whose stories they are.
        episode: its firing windows.
        stories: all that the series counts from the episode's start to its end.
        known: the rules' version, and up to when volume is known.
    """
    peak = episode.peak
    start_at = instant(episode.start)
    low, high = peak.expected.interval()
    ordered = sorted(stories, key=lambda s: (-s.voices, -abs(s.score), s.first_published_at, s.id))
    members = [m for s in stories for m in s.members]
    return revised(
        Alert(
            id=alert_id(watch.rule.id, pair, watch.direction, start_at.isoformat()),
            revision="",
            kind=_kind(watch, episode),
            severity=watch.rule.severity,
            state=state(episode, watch, known.newest),
            superseded_by=None,
            pair=pair,
            direction=watch.direction,
            theme=watch.rule.theme,
            rule=watch.rule.id,
            watchlist_version=known.watchlist.version,
            window_hours=watch.rule.window_hours,
            window_start_at=start_at,
            window_end_at=instant(episode.end),
            peak_start_at=instant(peak.window.start),
            peak_end_at=instant(peak.window.end),
            observed=peak.observed,
            expected=figures(peak.expected.mean),
            expected_low=low,
            expected_high=high,
            p=figures(peak.p),
            threshold=figures(peak.threshold),
            confidence=confidence(stories, emergent=peak.emergent),
            labels=labels(stories),
            voices=len(speakers(stories)),
            state_media_share=state_media_share(members),
            themes=_themes(stories),
            gates=tuple(_shown(g) for g in peak.gates),
            stories=tuple(_carried(s) for s in ordered[:MAX_STORIES]),
            story_count=len(stories),
            stories_hash=digest("stories", *sorted(s.id for s in stories)),
            announced=announced(known.watchlist.calendar, pair, episode.start, episode.end),
        )
    )


def unsaid(alerts: Iterable[Alert]) -> list[Alert]:
    """Leave out what is no burst of one pair where a burst of its direction tells of those days already."""
    every = list(alerts)
    bursts = [a for a in every if a.kind in BURSTS]
    return [
        a
        for a in every
        if a.kind in BURSTS
        or not any(
            b.direction == a.direction
            and b.window_start_at < a.window_end_at
            and a.window_start_at < b.window_end_at
            for b in bursts
        )
    ]


def _kind(watch: Watch, episode: Episode) -> AlertKind:
    if watch.rule.kind != "burst":
        return watch.rule.kind
    return "emergent" if episode.peak.emergent else "burst"


def state(episode: Episode, watch: Watch, newest: int) -> AlertState:
    """Tell whether an episode is over: `newest` has passed its end by a step of the grid."""
    return "resolved" if newest >= episode.end + STEPS[watch.rule.window_hours] else "firing"


def revised(said: Alert) -> Alert:
    """Name the revision of an alert by what it says."""
    bare = replace(said, revision="")
    return replace(bare, revision=digest("alert", encode(bare).decode()))


def figures(value: float) -> float:
    """Round to the significant figures that an alert shows."""
    return float(f"{value:.{FIGURES}g}")


def _shown(gate: Gate) -> Gate:
    return replace(gate, observed=figures(gate.observed), required=figures(gate.required))


def _themes(stories: Sequence[Story]) -> tuple[str, ...]:
    counted = Counter(theme for s in stories for theme in s.themes)
    return tuple(sorted(counted, key=lambda t: (-counted[t], t)))


def _carried(story: Story) -> AlertStory:
    by_source = {m.source: m.source_class for m in story.members}
    return AlertStory(
        id=story.id,
        headline=story.headline,
        url=story.url,
        source=story.source,
        source_class=by_source[story.source],
        language=story.language,
        first_published_at=story.first_published_at,
        copies=len(story.members),
        voices=story.voices,
        direction=story.direction,
        score=story.score,
        themes=story.themes,
        sentences=story.sentences,
        governments=governments(story.members),
    )
