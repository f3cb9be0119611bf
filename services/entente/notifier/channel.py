"""One target with what it was told of each alert, and which it takes to be firing."""

from datetime import datetime, timedelta

from entente.contracts.alerts import Alert, Sent
from entente.notifier.news import Decision, decide, record
from entente.notifier.targets import Target


class Channel:
    """Tells its target what is news to it, in the topic's order."""

    def __init__(self, target: Target, max_age: timedelta) -> None:
        self.target = target
        self.firing: dict[str, Alert] = {}
        self._max_age = max_age
        self._told: dict[str, Sent] = {}

    def recall(self, sent: Sent) -> None:
        """Take in what the target was told before this process began, or by another."""
        self._told[sent.alert_id] = sent

    def hear(self, alert: Alert, offset: int, now: datetime) -> Sent | None:
        """Take an alert on; gives what became of it, null where it was known.

        Raises:
            Transient: the target can't be reached; nothing has changed.
            Misconfigured: the target will never take what we send.
        """
        decision = decide(alert, self._told.get(alert.id), offset=offset, now=now, max_age=self._max_age)
        if decision is Decision.SEND:
            self.target.tell(alert, now, tuple(self.firing.values()))
        sent = None
        if decision is not Decision.KNOWN:
            sent = self._told[alert.id] = record(alert, offset, self.target.name, decision, now)
        if alert.state == "firing" and self._told[alert.id].outcome == "sent":
            self.firing[alert.id] = alert
        else:
            self.firing.pop(alert.id, None)
        return sent

    def remind(self, now: datetime) -> None:
        """Repeat what fires, where the target forgets otherwise.

        Raises:
            Transient: the target can't be reached.
        """
        self.target.remind(tuple(self.firing.values()), now)
