"""What all targets share: the newest revision of each alert, and what analysts said. Pure."""

from collections.abc import Iterable
from datetime import datetime

from entente.contracts.alerts import Alert
from entente.notifier.muting import Desk
from entente.notifier.news import Published


class Book:
    """The alerts, as they stand on their topic."""

    def __init__(self) -> None:
        self.alerts: dict[str, Published] = {}
        self.before: dict[str, str] = {}
        """By an alert's id, that of the alert which it carries on."""
        self.desk = Desk()
        self._firing: set[str] = set()

    def clear(self) -> None:
        """Know no alerts: they are read anew, by this process or another."""
        self.alerts.clear()
        self.before.clear()
        self._firing.clear()

    def hear(self, alert: Alert, offset: int, at: datetime) -> tuple[str, ...]:
        """Take a revision in; gives the ids of the alerts that are to be judged anew.

        Args:
            alert: the revision.
            offset: where it stands on the topic; an older one than is known says nothing.
            at: when it was published.
        """
        known = self.alerts.get(alert.id)
        if known is not None and known.offset >= offset:
            return ()
        since = known.since if known is not None and known.alert.state == alert.state else at
        self.alerts[alert.id] = Published(alert, offset, since)
        if alert.state == "firing":
            self._firing.add(alert.id)
        else:
            self._firing.discard(alert.id)
        if alert.superseded_by is None or alert.superseded_by == alert.id:
            return (alert.id,)
        self.before[alert.superseded_by] = alert.id
        return (alert.id, alert.superseded_by)

    def moving(self) -> Iterable[Alert]:
        """Give the alerts whose heirs have not come yet."""
        return (self.alerts[old].alert for new, old in self.before.items() if new not in self.alerts)

    def firing(self) -> Iterable[Alert]:
        """Give the alerts that fire."""
        return (self.alerts[one].alert for one in self._firing)
