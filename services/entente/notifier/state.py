"""The notifier's state: alerts and acts as they stand, and at each tick who hears what of them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from datetime import datetime
from functools import partial

from entente.contracts.alerts import Alert, Sent
from entente.contracts.codec import decode, encode, headers
from entente.contracts.errors import Reject, Transient
from entente.notifier.book import Book
from entente.notifier.channel import Way
from entente.runtime.logs import logger
from entente.runtime.records import Item, Outgoing, Partition, Record

SERVICE = "notifier"

_log = logger(__name__)


class Notifying:
    """A `State` of the runtime: hears alerts, and speaks when ticked, once all is read.

    What each target was told stands on `sent`, so that a restart, or another notifier, tells nothing again.
    Targets are told side by side: one that takes its time holds up the others by one timeout at most.
    """

    def __init__(self, ways: Sequence[Way], book: Book, executor: Executor | None = None) -> None:
        self._ways = {way.ledger.target: way for way in ways}
        self._sent: dict[str, dict[str, Sent]] = defaultdict(dict)
        """By target, and what it was told by alert; also of targets that are none now, but may be again."""
        self._book = book
        self._executor = executor
        self.catch_up: Callable[[], object] = lambda: None
        self.on_duty = False
        """Whether this notifier tells, or stands by."""
        self.renewed: Callable[[], Sequence[Way] | None] = lambda: None
        """Gives other ways where the routes have changed, else null."""

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Read the alerts anew."""
        self.on_duty = bool(partitions)
        self._forget()

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Leave telling to whom the alerts go."""
        self.on_duty = self.on_duty and not partitions
        self._forget()

    def _forget(self) -> None:
        self._book.clear()
        for way in self._ways.values():
            way.ledger.forget()
            way.forget()

    def add(self, item: Item[Alert]) -> None:
        """Take a revision of an alert in."""
        at = item.record.said_at() or item.record.at
        for alert_id in self._book.hear(item.message, item.record.offset, at):
            for way in self._ways.values():
                way.ledger.doubt(alert_id)

    def recall(self, record: Record) -> None:
        """Take in a record of `sent` or `acts`; an unreadable one is passed over, and named in the log."""
        try:
            if record.topic == "acts":
                self._book.desk.hear(record.value)
            elif record.value is not None:
                self._recall(decode(Sent, record.value))
        except Reject as error:
            _log.warning("a record was passed over", topic=record.topic, offset=record.offset, why=str(error))

    def _recall(self, sent: Sent) -> None:
        told, key = self._sent[sent.target], key_of(sent)
        if told.get(key) == sent:
            return
        told[key] = sent
        if sent.target in self._ways:
            self._ways[sent.target].recall(sent)

    def _take(self, ways: Sequence[Way]) -> None:
        """Go other ways from now on; what each target was told is known, and all is judged anew."""
        for way in self._ways.values():
            way.leave()
        self._ways = {way.ledger.target: way for way in ways}
        for target, way in self._ways.items():
            for sent in self._sent[target].values():
                way.recall(sent)
            for alert_id in self._book.alerts:
                way.ledger.doubt(alert_id)

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Tell who is to hear what, and say what was told."""
        if not caught_up:
            return ()
        try:
            self.catch_up()
        except Transient as error:
            _log.warning("nobody is told", why=str(error))
            return ()
        renewed = self.renewed()
        if renewed is not None:
            self._take(renewed)
        ways = list(self._ways.values())
        written = [one for way in ways for one in way.prepare(now)]
        tell = [partial(way.send, now) for way in ways]
        told = [one() for one in tell] if self._executor is None else self._executor.map(_call, tell)
        said = [*written, *(sent for some in told for sent in some)]
        for one in said:
            self._sent[one.target][key_of(one)] = one
        return [outgoing(one) for one in said]


def _call(tell: Callable[[], list[Sent]]) -> list[Sent]:
    return tell()


def key_of(sent: Sent) -> str:
    """Name a record of `sent`, so that the newest of its alert and target stays."""
    return f"{sent.target}/{sent.alert_id if sent.address is None else 'gone'}"


def outgoing(sent: Sent) -> Outgoing:
    """Write a record of `sent`."""
    key = key_of(sent)
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
