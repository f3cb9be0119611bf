"""Whether an alert is news to a target, judged from what it was told before. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from entente.contracts.alerts import Alert, Sent


class Decision(StrEnum):
    """What to do with an alert at one target."""

    SEND = "send"
    PAST = "past"
    KNOWN = "known"


def decide(alert: Alert, told: Sent | None, *, offset: int, now: datetime, max_age: timedelta) -> Decision:
    """Decide whether a target hears of an alert.

    A target hears when an alert starts to fire, and of each change of state that follows what it heard. An
    episode that ended more than `max_age` before now is past: nobody hears of it. What nobody heard of needs
    no resolving or withdrawing.

    Args:
        alert: the revision at hand.
        told: what the target's last record says of this alert, if there is one.
        offset: where the revision stands on its topic; up to the one last told, all is known.
        now: the clock's instant.
        max_age: how long ago an episode may have ended and still be news.
    """
    if told is not None and offset <= told.alert_offset:
        return Decision.KNOWN
    past = alert.window_end_at < now - max_age
    heard = told is not None and told.outcome == "sent"
    if told is not None and told.alert_state == alert.state and (heard or past):
        return Decision.KNOWN
    if heard:
        return Decision.SEND
    return Decision.PAST if past or alert.state != "firing" else Decision.SEND


def record(alert: Alert, offset: int, target: str, decision: Decision, now: datetime) -> Sent:
    """Write down what became of an alert at a target."""
    return Sent(
        target=target,
        alert_id=alert.id,
        alert_revision=alert.revision,
        alert_state=alert.state,
        outcome="sent" if decision is Decision.SEND else "past",
        at=now,
        alert_offset=offset,
    )
