"""What came of a demo: counts and alerts, in the shape that `--json` prints."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from entente.contracts.alerts import Alert


class AlertLine(Struct, frozen=True, kw_only=True):
    """One alert, as a program may read it; `stories` counts those of its whole episode."""

    id: str
    kind: str
    severity: str
    state: str
    pair: str | None
    direction: str
    window_start_at: datetime
    stories: int
    observed: int
    expected: float


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of a demo.

    `articles_in` counts the archive's lines; each is indexed, a duplicate of one that is, or a dead letter.
    """

    articles_in: int
    articles_indexed: int
    duplicates: int
    signals: int
    dead: int
    alerts: Sequence[AlertLine]
    seconds: float


def line(alert: Alert) -> AlertLine:
    """Cut an alert to a line."""
    return AlertLine(
        id=alert.id,
        kind=alert.kind,
        severity=alert.severity,
        state=alert.state,
        pair=alert.pair,
        direction=alert.direction,
        window_start_at=alert.window_start_at,
        stories=alert.story_count,
        observed=alert.observed,
        expected=alert.expected,
    )
