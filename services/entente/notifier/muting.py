"""What keeps news back for now: a silence set on the desk, a graver alert, quiet hours. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from entente.contracts.alerts import Act, Alert
from entente.contracts.codec import decode
from entente.detecting.standing import UNDO, Silence, escalated, seen, silenced, silences
from entente.notifier.news import News, What
from entente.notifier.routing import Inhibition, Route


class Muted(StrEnum):
    """Why news waits."""

    SILENCED = "silenced"
    INHIBITED = "inhibited"
    QUIET = "quiet"


class Desk:
    """What analysts said: silences, and acknowledgements, from the acts in any order and repetition."""

    def __init__(self) -> None:
        self._silencing: dict[str, Act] = {}
        self._acknowledged: dict[str, Act] = {}
        self.silences: tuple[Silence, ...] = ()

    def hear(self, value: bytes | None) -> None:
        """Take an act in.

        Raises:
            Reject: it is none.
        """
        act = decode(Act, value)
        if act.what == "silence":
            self._silencing[act.id] = act
            self.silences = silences(self._silencing.values())
        elif act.what == "acknowledge" and act.alert_id is not None:
            known = self._acknowledged.get(act.alert_id)
            if known is None or (act.at, act.id) > (known.at, known.id):
                self._acknowledged[act.alert_id] = act

    def holding(self, now: datetime) -> tuple[Silence, ...]:
        """Give the silences that hold at an instant."""
        return tuple(one for one in self.silences if one.holds(now))

    def acknowledged(self, alert: Alert) -> bool:
        """Say whether somebody knows of what an alert says now."""
        act = self._acknowledged.get(alert.id)
        if act is None or act.value == UNDO:
            return False
        return act.seen is None or not escalated(act.seen, seen(alert))


def muted(  # noqa: PLR0913 - each stage's own input, by name
    news: News,
    route: Route,
    now: datetime,
    *,
    holding: Collection[Silence],
    inhibit: Sequence[Inhibition],
    firing: Collection[Alert],
) -> Muted | None:
    """Say what keeps news back at an instant; null: nothing.

    Args:
        news: what a target shall hear.
        route: the way there.
        now: the clock's instant.
        holding: the silences that hold now.
        inhibit: the file's inhibitions.
        firing: every alert that fires, past ones left out.
    """
    if silenced(holding, news.said, now) is not None:
        return Muted.SILENCED
    if news.what in {What.FIRING, What.ESCALATED, What.REPEATED} and any(
        _inhibits(one, other, news.alert) for one in inhibit for other in firing
    ):
        return Muted.INHIBITED
    return Muted.QUIET if route.held(news.alert.severity, now) else None


def _inhibits(rule: Inhibition, other: Alert, alert: Alert) -> bool:
    return (
        other.id != alert.id
        and rule.mutes.takes(alert)
        and rule.when.takes(other)
        and not rule.when.takes(alert)
        and all(getattr(other, field) == getattr(alert, field) for field in rule.equal)
    )
