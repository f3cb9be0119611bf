"""Alerts in short, and which of them a desk asks to see. Pure."""

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct

from entente.contracts.alerts import Alert, Seen
from entente.contracts.values import AlertKind, AlertState, Confidence, Direction, Severity
from entente.detecting import wording
from entente.detecting.standing import Silence, Standing, seen

Desk = Literal["open", "acknowledged", "silenced"]
DESKS: tuple[Desk, ...] = get_args(Desk)
NOBODY = "nobody"

_STATES: tuple[AlertState, ...] = get_args(AlertState)
CHOICES: dict[str, tuple[str, ...]] = {
    "state": _STATES,
    "desk": DESKS,
    "direction": get_args(Direction),
    "severity": get_args(Severity),
    "confidence": get_args(Confidence),
    "kind": get_args(AlertKind),
}


class Row(Struct, frozen=True, kw_only=True):
    """An alert without its stories: what a line of the list shows, some kilobytes less."""

    id: str
    aloud: str
    headline: str
    lead: str | None
    """The weightiest story's headline."""
    about: Seen
    state: AlertState
    themes: tuple[str, ...]
    labels: tuple[str, ...]
    observed: int
    expected: float
    window_start_at: datetime
    window_end_at: datetime
    superseded_by: str | None
    source: str | None
    """Of an alert of coverage: the source gone quiet; null: all of them."""


class Line(Struct, frozen=True, kw_only=True):
    """A row of the list with what analysts have made of it."""

    row: Row
    standing: Standing
    silence: Silence | None = None

    @property
    def desk(self) -> Desk:
        """Say whether it waits for somebody."""
        if self.silence is not None:
            return "silenced"
        return "open" if self.standing.acknowledged is None else "acknowledged"


class Filters(Struct, frozen=True, kw_only=True):
    """Which alerts to list; null: any."""

    state: str | None = None
    desk: str | None = None
    direction: str | None = None
    severity: str | None = None
    confidence: str | None = None
    kind: str | None = None
    pair: str | None = None
    theme: str | None = None
    assignee: str | None = None
    case: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def keep(self, line: Line) -> bool:
        """Say whether a line is asked for; times are those of the episode, which must touch them."""
        row, about = line.row, line.row.about
        asked = (
            (self.state, row.state),
            (self.desk, line.desk),
            (self.direction, about.direction),
            (self.severity, about.severity),
            (self.confidence, about.confidence),
            (self.kind, about.kind),
            (self.pair, about.pair),
            (self.assignee, line.standing.assignee or NOBODY),
        )
        return (
            all(wanted is None or wanted == found for wanted, found in asked)
            and (self.theme is None or self.theme in row.themes)
            and (self.case is None or self.case in line.standing.cases)
            and (self.since is None or row.window_end_at >= self.since)
            and (self.until is None or row.window_start_at < self.until)
        )


class Revision(Struct, frozen=True, kw_only=True):
    """What an alert said at a time."""

    at: datetime
    id: str
    state: AlertState
    observed: int
    expected: float
    stories: int
    confidence: Confidence


def revision_of(alert: Alert, at: datetime) -> Revision:
    """Shorten a revision."""
    return Revision(
        at=at,
        id=alert.revision,
        state=alert.state,
        observed=alert.observed,
        expected=alert.expected,
        stories=alert.story_count,
        confidence=alert.confidence,
    )


def row_of(alert: Alert) -> Row:
    """Shorten an alert."""
    return Row(
        id=alert.id,
        aloud=wording.aloud(alert),
        headline=wording.headline(alert),
        lead=alert.stories[0].headline[:300] if alert.stories else None,
        about=seen(alert),
        state=alert.state,
        themes=alert.themes,
        labels=alert.labels,
        observed=alert.observed,
        expected=alert.expected,
        window_start_at=alert.window_start_at,
        window_end_at=alert.window_end_at,
        superseded_by=alert.superseded_by,
        source=alert.source,
    )


def order(line: Line) -> tuple[int, int, float, str]:
    """Sort what fires first, what waits for somebody before the rest, then by the newest."""
    state = _STATES.index(line.row.state)
    return (state, DESKS.index(line.desk), -line.row.window_end_at.timestamp(), line.row.id)
