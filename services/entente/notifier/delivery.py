"""Each alert to each target that it is news to, and what became of it to the topic `sent`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from entente.contracts.alerts import Alert, Sent
from entente.contracts.codec import decode, encode, headers
from entente.contracts.errors import Reject, Transient
from entente.notifier.channel import Channel
from entente.notifier.targets import RESEND_AFTER, Target
from entente.runtime.clock import Clock
from entente.runtime.logs import logger
from entente.runtime.metrics import Metric, Metrics
from entente.runtime.outcomes import DONE, Done, Later, Outcome
from entente.runtime.records import Item, Outgoing, Record

SERVICE = "notifier"
NOTICES = Metric(
    name="entente_notices_total",
    kind="counter",
    help="Changes of alerts by what became of them at a target; past: ended too long ago, nobody was told.",
    labels={"target": None, "outcome": ("sent", "past")},
)
FIRING = Metric(
    name="entente_notified_firing_alerts",
    kind="gauge",
    help="Alerts that a target was told of and that still fire.",
    labels={"target": None},
)

_log = logger(__name__)


class Delivery:
    """The notifier's sink: tells targets, each at its own pace, and remembers what each was told."""

    def __init__(self, targets: Sequence[Target], clock: Clock, max_age: timedelta, metrics: Metrics) -> None:
        self._channels = {target.name: Channel(target, max_age) for target in targets}
        self._clock = clock
        self._metrics = metrics
        self._said: dict[int, list[Sent]] = {}
        self._reminded_at = clock.now()

    def recall(self, record: Record) -> None:
        """Take in a record of `sent`; an unreadable one is passed over: at worst an alert is told twice."""
        if record.value is None:
            return
        try:
            sent = decode(Sent, record.value)
        except Reject as error:
            _log.warning("a record of sent was passed over", offset=record.offset, why=str(error))
            return
        if sent.target in self._channels:
            self._channels[sent.target].recall(sent)

    def forget(self) -> None:
        """Take nothing to be firing: the alerts are read anew, by this process or another."""
        for channel in self._channels.values():
            channel.firing.clear()

    def write(self, batch: Sequence[Item[Alert]]) -> Sequence[Outcome]:
        """Tell each target each alert in turn; one that can't be reached waits, the others go on.

        What was said of an item is said again as long as the item comes again: then `sent` did not take it.
        """
        offsets = {item.record.offset for item in batch}
        self._said = {offset: said for offset, said in self._said.items() if offset in offsets}
        now, waiting = self._clock.now(), dict[str, str]()
        outcomes = [self._one(item, now, waiting) for item in batch]
        for name, channel in self._channels.items():
            self._metrics.set(FIRING.name, len(channel.firing), target=name)
        return outcomes

    def _one(self, item: Item[Alert], now: datetime, waiting: dict[str, str]) -> Done | Later:
        said = self._said.setdefault(item.record.offset, [])
        for name, channel in self._channels.items():
            if name in waiting:
                continue
            try:
                sent = channel.hear(item.message, item.record.offset, now)
            except Transient as error:
                waiting[name] = str(error)
                continue
            if sent is not None:
                self._metrics.count(NOTICES.name, target=name, outcome=sent.outcome)
                said.append(sent)
        if waiting:
            return Later("; ".join(waiting.values()))
        return Done([outgoing(sent) for sent in said]) if said else DONE

    def remind(self, now: datetime) -> None:
        """Repeat what still fires, once a minute; a target that can't be reached is reminded the next."""
        if now - self._reminded_at < RESEND_AFTER:
            return
        self._reminded_at = now
        for channel in self._channels.values():
            try:
                channel.remind(now)
            except Transient as error:
                _log.warning("not reminded", why=str(error))


def outgoing(sent: Sent) -> Outgoing:
    """Write a record of `sent`; its key is the target and the alert, so that the newest stays."""
    key = f"{sent.target}/{sent.alert_id}"
    event_id = f"{key}/{sent.alert_revision}/{sent.alert_state}"
    return Outgoing(
        topic="sent",
        key=key.encode(),
        value=encode(sent),
        headers=headers(sent, event_id=event_id, source=SERVICE, at=sent.at),
    )


def to_alert(read: Record) -> Alert:
    """Read an alert.

    Raises:
        Reject: it is none.
    """
    return decode(Alert, read.value)
