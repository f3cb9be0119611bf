"""Each alert to each target that it is news to, and what became of it to the topic `sent`."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from entente.contracts.alerts import Alert, Sent
from entente.contracts.codec import decode, encode, headers
from entente.contracts.errors import Reject, Transient
from entente.notifier.news import Decision, decide, record
from entente.notifier.targets import RESEND_AFTER, Target
from entente.runtime.clock import Clock
from entente.runtime.outcomes import DONE, Done, Later, Outcome
from entente.runtime.records import Item, Outgoing, Record

SERVICE = "notifier"


class Delivery:
    """The notifier's sink: tells targets, remembers what each was told."""

    def __init__(self, targets: Sequence[Target], clock: Clock, max_age: timedelta) -> None:
        self._targets = targets
        self._clock = clock
        self._max_age = max_age
        self._told: dict[tuple[str, str], Sent] = {}
        self._firing: dict[str, Alert] = {}
        self._unsaid: dict[str, list[Outgoing]] = {}
        self._reminded_at = clock.now()

    def recall(self, told: Iterable[Sent], alerts: Iterable[bytes | None]) -> None:
        """Take in what was told, and the alerts as they stood, before this process started.

        An alert that can't be read is left to the consumer loop, which makes a dead letter of it.
        """
        for sent in told:
            self._told[sent.target, sent.alert_id] = sent
        for value in alerts:
            with suppress(Reject):
                self._recall(decode(Alert, value))

    def _recall(self, alert: Alert) -> None:
        for target in self._targets:
            self._keep(alert, target, Decision.KNOWN)

    def write(self, batch: Sequence[Item[Alert]]) -> Sequence[Outcome]:
        """Tell each alert in turn; once a target can't be reached, the rest waits, so that order holds."""
        outcomes: list[Outcome] = []
        for item in batch:
            if outcomes and isinstance(outcomes[-1], Later):
                outcomes.append(outcomes[-1])
            else:
                outcomes.append(self._one(item.message))
        return outcomes

    def _one(self, alert: Alert) -> Done | Later:
        now = self._clock.now()
        outputs = self._unsaid.setdefault(alert.id, [])
        for target in self._targets:
            told = self._told.get((target.name, alert.id))
            decision = decide(alert, told, now=now, max_age=self._max_age)
            if decision is Decision.SEND:
                try:
                    target.tell([alert], now)
                except Transient as error:
                    return Later(str(error))
            self._keep(alert, target, decision)
            if decision is not Decision.KNOWN:
                sent = record(alert, target.name, decision, now)
                self._told[target.name, alert.id] = sent
                outputs.append(outgoing(sent))
        del self._unsaid[alert.id]
        return Done(outputs) if outputs else DONE

    def _keep(self, alert: Alert, target: Target, decision: Decision) -> None:
        told = self._told.get((target.name, alert.id))
        heard = decision is Decision.SEND or (told is not None and told.outcome == "sent")
        if alert.state == "firing" and heard:
            self._firing[alert.id] = alert
        else:
            self._firing.pop(alert.id, None)

    def remind(self, now: datetime) -> None:
        """Repeat what still fires, once a minute, to targets that forget.

        Raises:
            Transient: a target can't be reached.
        """
        if now - self._reminded_at < RESEND_AFTER:
            return
        self._reminded_at = now
        for target in self._targets:
            target.remind(list(self._firing.values()), now)


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


def memory(records: Mapping[bytes | None, bytes | None]) -> Iterable[Sent]:
    """Read what stands on the topic `sent`, newest record a key.

    Raises:
        Reject: a record is no `Sent`.
    """
    return [decode(Sent, value) for value in records.values() if value is not None]
