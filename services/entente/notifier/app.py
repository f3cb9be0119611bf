"""The notifier: bytes -> alert -> is it news? -> targets -> `sent` -> commit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured, Transient
from entente.notifier.delivery import Delivery, memory, to_alert
from entente.notifier.settings import NotifierSettings
from entente.notifier.targets import Alertmanager, Console, Target
from entente.runtime.logs import logger
from entente.runtime.process import Runtime
from entente.runtime.records import Outgoing, Record
from entente.runtime.stages import Write

SERVICE = "notifier"
TOPICS = ("alerts", "sent")

_log = logger(__name__)


class Notify(Write[Alert]):
    """The sink, and once a minute a reminder of what still fires."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(to_alert, delivery)
        self._delivery = delivery

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Remind targets; one that can't be reached is reminded the next minute."""
        del caught_up
        try:
            self._delivery.remind(now)
        except Transient as error:
            _log.warning("not reminded", why=str(error))
        return ()


def work(runtime: Runtime[NotifierSettings]) -> None:
    """Tell of alerts until asked to stop."""
    settings = runtime.settings
    delivery = Delivery(targets(settings), runtime.clock, timedelta(hours=settings.notify_max_age_hours))
    told: dict[bytes | None, bytes | None] = {}
    known: dict[bytes | None, bytes | None] = {}

    def remember(record: Record) -> None:
        (told if record.topic == "sent" else known)[record.key] = record.value

    past = runtime.broadcast(TOPICS, remember)
    if not past.read_to_end(runtime.stop):
        return
    past.close()
    delivery.recall(memory(told), known.values())
    runtime.consume(["alerts"], Notify(delivery))


def targets(settings: NotifierSettings) -> Sequence[Target]:
    """Make the targets that the settings name.

    Raises:
        Misconfigured: there are none.
    """
    found: list[Target] = []
    if settings.notify_console:
        found.append(Console())
    if settings.alertmanager_url is not None:
        found.append(Alertmanager(settings.alertmanager_url, settings.desk_url))
    if not found:
        raise Misconfigured(
            "nobody would be told: set ENTENTE_NOTIFY_CONSOLE=true or ENTENTE_ALERTMANAGER_URL"
        )
    return found
