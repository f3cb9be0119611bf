"""Whether an alert is news to a target, judged from what it was told before. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from entente.contracts.alerts import Alert, Seen, Sent
from entente.detecting.standing import escalated, seen


class What(StrEnum):
    """What a target would be told of an alert."""

    FIRING = "firing"
    ESCALATED = "escalated"
    REPEATED = "repeated"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Nothing(StrEnum):
    """Why a target is told nothing of an alert."""

    KNOWN = "known"
    PAST = "past"
    UNHEARD = "unheard"
    CARRIED_ON = "carried_on"


class Published(Struct, frozen=True):
    """The newest revision of an alert, where it stands on its topic, and since when it is in that state."""

    alert: Alert
    offset: int
    since: datetime


class News(Struct, frozen=True):
    """What a target shall hear."""

    published: Published
    what: What

    @property
    def alert(self) -> Alert:
        """Give the alert."""
        return self.published.alert

    @property
    def said(self) -> Seen:
        """Give what the target knows once it has heard."""
        return seen(self.alert)


def decide(
    published: Published, told: Sent | None, before: Sent | None, *, now: datetime, max_age: timedelta
) -> What | Nothing:
    """Decide whether a target hears of an alert.

    A target hears when an alert starts to fire or says more than it heard (greater severity or confidence,
    twice the stories), and of its end. What ended before it could be told is told once, as over. An episode
    that ended more than `max_age` before now is past: nobody hears of it. Nobody hears either of the
    withdrawal of what they never heard of, nor that an alert moved to another id.

    Args:
        published: the newest revision.
        told: what the target's last record says of this alert, if there is one.
        before: the same of the alert that this one carries on, if there is one.
        now: the clock's instant.
        max_age: how long ago an episode may have ended and still be news.
    """
    alert = published.alert
    past = alert.window_end_at < now - max_age
    if told is None and alert.state == "firing" and _fires(before):
        return What.ESCALATED if _more(alert, before) else Nothing.CARRIED_ON
    if told is not None and published.offset <= told.alert_offset:
        return Nothing.KNOWN
    if told is None or unheard(told):
        return _first(alert, told, past=past)
    if told.alert_state == alert.state:
        return What.ESCALATED if _more(alert, told) else Nothing.KNOWN
    if alert.state == "withdrawn":
        return Nothing.CARRIED_ON if alert.superseded_by is not None else What.WITHDRAWN
    return What.FIRING if alert.state == "firing" else What.RESOLVED


def unheard(told: Sent | None) -> bool:
    """Say whether a target has heard nothing of an alert, by its last record of it."""
    return told is None or told.outcome == "past"


def _first(alert: Alert, told: Sent | None, *, past: bool) -> What | Nothing:
    if told is not None and told.alert_state == alert.state and past:
        return Nothing.KNOWN
    if past:
        return Nothing.PAST
    if alert.state == "withdrawn":
        return Nothing.UNHEARD if told is None or told.alert_state != "withdrawn" else Nothing.KNOWN
    return What.FIRING if alert.state == "firing" else What.RESOLVED


def _fires(told: Sent | None) -> bool:
    return told is not None and told.outcome == "sent" and told.alert_state != "resolved"


def _more(alert: Alert, told: Sent | None) -> bool:
    if told is None or told.said is None:
        return False
    return escalated(told.said, seen(alert))


def record(
    published: Published, target: str, what: What | Nothing, now: datetime, known: Seen | None = None
) -> Sent:
    """Write down what became of an alert at a target, and what it knows, where not this revision."""
    alert = published.alert
    silent = what in {Nothing.PAST, Nothing.UNHEARD}
    return Sent(
        target=target,
        alert_id=alert.id,
        alert_revision=alert.revision,
        alert_state=alert.state,
        outcome="past" if silent else "sent",
        at=now,
        alert_offset=published.offset,
        said=None if silent else known or seen(alert),
    )


def dismissal(news: News, target: str, address: str, now: datetime) -> Sent:
    """Write down that a target wants to hear nothing any more, as it answered to this news."""
    return Sent(
        target=target,
        alert_id=news.alert.id,
        alert_revision=news.alert.revision,
        alert_state=news.alert.state,
        outcome="past",
        at=now,
        alert_offset=news.published.offset,
        address=address,
    )
