"""The notifier: bytes -> alert -> is it news? -> targets -> `sent` -> commit."""

import sys
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured
from entente.notifier.delivery import FIRING, NOTICES, Delivery, to_alert
from entente.notifier.settings import NotifierSettings
from entente.notifier.targets import Alertmanager, Console, Target
from entente.runtime.broadcast import Broadcast
from entente.runtime.outcomes import Outcome
from entente.runtime.process import Runtime
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.stages import Write

TOPICS = ("alerts", "sent")
DECLARED = (NOTICES, FIRING)


class Notify(Write[Alert]):
    """Reads all alerts whenever it is given them; `sent` says which of them were told, by whomever."""

    rereads: ClassVar[bool] = True

    def __init__(self, delivery: Delivery, sent: Broadcast) -> None:
        super().__init__(to_alert, delivery)
        self._delivery = delivery
        self._sent = sent

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Begin anew."""
        del partitions
        self._delivery.forget()

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Leave reminding to whom the alerts go."""
        del partitions
        self._delivery.forget()

    def attempt(self, batch: Sequence[Record]) -> Sequence[Outcome]:
        """Tell what is news, knowing all that was told so far."""
        self._sent.catch_up()
        return super().attempt(batch)

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Remind targets of what fires."""
        if caught_up:
            self._delivery.remind(now)
        return ()


def work(runtime: Runtime[NotifierSettings]) -> None:
    """Tell of alerts until asked to stop."""
    settings = runtime.settings
    delivery = Delivery(
        targets(settings), runtime.clock, timedelta(hours=settings.notify_max_age_hours), runtime.metrics
    )
    sent = runtime.broadcast(["sent"], delivery.recall)
    if sent.read_to_end(runtime.stop):
        runtime.consume(["alerts"], Notify(delivery, sent))
    sent.close()


def targets(settings: NotifierSettings) -> Sequence[Target]:
    """Make the targets that the settings name.

    Raises:
        Misconfigured: there are none.
    """
    found: list[Target] = []
    if settings.notify_console:
        found.append(Console(sys.stdout))
    if settings.alertmanager_url is not None:
        found.append(Alertmanager(settings.alertmanager_url, settings.desk_url))
    if not found:
        raise Misconfigured(
            "nobody would be told: set ENTENTE_NOTIFY_CONSOLE=true or ENTENTE_ALERTMANAGER_URL"
        )
    return found
