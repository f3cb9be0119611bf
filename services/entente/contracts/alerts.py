"""What the watch desk is told, what it does about it, and what was delivered."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from entente.contracts.signals import TellingSentence
from entente.contracts.values import (
    AlertKind,
    AlertState,
    Confidence,
    Count,
    Direction,
    Instant,
    Pair,
    Power,
    Severity,
    Share,
    SourceClass,
)

MAX_STORIES = 50
"""Stories carried whole on an alert; the count and the hash speak for all."""


class Gate(Struct, frozen=True, kw_only=True):
    """A condition that the alert had to meet, with what was found."""

    name: str
    passed: bool
    observed: float
    required: float


class AlertStory(Struct, frozen=True, kw_only=True):
    """A story as an alert carries it."""

    id: str
    headline: str
    url: str | None
    source: str
    source_class: SourceClass
    language: str
    first_published_at: Instant
    copies: Annotated[int, Meta(ge=1, description="Articles in the story, the first among them.")]
    voices: Annotated[int, Meta(ge=1)]
    direction: Direction
    score: float
    themes: tuple[str, ...]
    sentences: tuple[TellingSentence, ...]
    governments: Annotated[
        tuple[Power, ...],
        Meta(description="The powers whose own official sources tell the story, sorted."),
    ] = ()


class Withdrawal(Struct, frozen=True, kw_only=True):
    """Why an alert no longer stands: what became of the stories that it carried, in counts.

    `joined`, `earlier`, `turned` and `gone` share no story; what none of them counts stands as it did.
    """

    stories: Annotated[Count, Meta(description="Those that the alert carried.")]
    joined: Annotated[Count, Meta(description="Those that turned out to be copies of one another.")] = 0
    reports: Annotated[Count, Meta(description="How many reports those are.")] = 0
    wires: Annotated[Count, Meta(description="How many of these reports a news agency tells.")] = 0
    corrected: Annotated[Count, Meta(description="How many of these have other words by now.")] = 0
    earlier: Annotated[Count, Meta(description="Those of which an earlier copy came to light.")] = 0
    turned: Annotated[Count, Meta(description="Told still, but not in the alert's direction or theme.")] = 0
    gone: Annotated[
        Count, Meta(description="Told no more: their articles name the pair no longer, or have another date.")
    ] = 0


class Alert(Struct, frozen=True, kw_only=True):
    """That reporting on a pair says more than chance would (topic alerts, key: id); each revision is whole.

    The episode runs from `window_start_at` (its first firing window's start, part of the id) to
    `window_end_at` (its last firing window's end); observed, expected and p are of the window of least p.
    """

    id: str
    revision: str
    kind: AlertKind
    severity: Severity
    state: AlertState
    superseded_by: str | None
    pair: Pair | None
    direction: Direction
    theme: str | None
    rule: str
    watchlist_version: str
    window_hours: Annotated[int, Meta(ge=1)]
    window_start_at: Instant
    window_end_at: Instant
    peak_start_at: Instant
    peak_end_at: Instant
    observed: Count
    expected: Annotated[float, Meta(ge=0)]
    expected_low: Annotated[float, Meta(ge=0)]
    expected_high: Annotated[float, Meta(ge=0)]
    p: Share
    threshold: Share
    confidence: Confidence
    labels: Annotated[
        tuple[str, ...],
        Meta(description="What limits the confidence: one-sided, single source, which sources were quiet."),
    ]
    voices: Count
    state_media_share: Share
    themes: Annotated[tuple[str, ...], Meta(description="The stories' themes, commonest first.")]
    gates: tuple[Gate, ...]
    stories: Annotated[tuple[AlertStory, ...], Meta(max_length=MAX_STORIES)]
    story_count: Count
    stories_hash: Annotated[str, Meta(description="Over the ids of all stories of the episode, sorted.")]
    announced: Annotated[
        tuple[str, ...],
        Meta(description="What the calendar has for the pair in those days: the spike was expected."),
    ] = ()
    source: Annotated[
        str | None, Meta(description="Of an alert of coverage: the source gone quiet; null: all of them.")
    ] = None
    withdrawal: Annotated[
        Withdrawal | None, Meta(description="Why it was withdrawn; null: it stands, or nobody can tell.")
    ] = None


class Seen(Struct, frozen=True, kw_only=True):
    """What an alert said when somebody acted on it or was told of it; null: not said."""

    rule: str | None = None
    kind: AlertKind | None = None
    pair: Pair | None = None
    direction: Direction | None = None
    state: AlertState | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    stories: Count | None = None
    revision: str | None = None


class Sent(Struct, frozen=True, kw_only=True):
    """What became of one alert at one target (topic sent, key: target/alert id).

    Where a target wants to hear nothing any more, that is said once, of the alert that it was told last (key:
    target/gone).
    """

    target: str
    alert_id: str
    alert_revision: str
    alert_state: AlertState
    outcome: Annotated[
        Literal["sent", "past"],
        Meta(description="past: nobody was told: it ended too long ago, or before it could be told."),
    ]
    at: Instant
    alert_offset: Annotated[
        Count, Meta(description="Where that revision stands on the topic alerts; nothing before it is news.")
    ] = 0
    said: Annotated[
        Seen | None, Meta(description="What the target knows of it: more than this is news again.")
    ] = None
    address: Annotated[
        str | None,
        Meta(description="Of a target that wants to hear nothing any more: a hash of where it was."),
    ] = None


class Act(Struct, frozen=True, kw_only=True):
    """One human act (topic acts, key: alert id or the act's own id).

    Values: an acknowledgement's is null, or `undo`; an assignment's the assignee, or null for nobody; a
    verdict's `useful`, `false_alarm`, `missed` (of no alert: `seen` says of what), or `none`; a silence's
    null, or the id of the silence that ends now; a watchlist's the version published; a login's `in`, `out`
    or `refused` (whatever the desk refused); a note's null, or `undo` where it takes its alert out of the
    case.
    """

    id: str
    alert_id: str | None
    who: str
    what: Literal["acknowledge", "assign", "note", "verdict", "silence", "watchlist", "login"]
    value: Annotated[
        str | None, Meta(description="The assignee, the verdict, the version: what the act sets.")
    ]
    reason: str
    at: Instant
    until: Annotated[Instant | None, Meta(description="When a silence ends.")] = None
    case: Annotated[
        str | None, Meta(description="The case that a note puts its alert into, or is about.")
    ] = None
    seen: Annotated[
        Seen | None,
        Meta(description="What it is about; a silence holds for this rule, pair and direction."),
    ] = None
