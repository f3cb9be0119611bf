"""The notifier's whole way from `alerts` to targets and `sent`, with restarts, on the broker in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from io import StringIO

from msgspec.structs import replace

from entente.contracts.alerts import Alert, Sent
from entente.contracts.codec import decode, encode
from entente.contracts.errors import Transient
from entente.contracts.values import AlertState
from entente.notifier.app import DECLARED, Notify
from entente.notifier.delivery import FIRING, NOTICES, Delivery
from entente.notifier.targets import Console, Target
from entente.runtime.broadcast import Broadcast
from entente.runtime.declared import RUNTIME
from entente.runtime.metrics import Metrics
from support.examples import example
from support.rig import T0, Rig


class Ear:
    """A target that keeps what it hears, and is away when told to be."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.away = False
        self.heard: list[tuple[str, AlertState]] = []
        self.reminded: list[set[str]] = []

    def tell(self, alert: Alert, now: datetime, firing: Collection[Alert]) -> None:
        """Hear an alert."""
        del now, firing
        if self.away:
            raise Transient(f"{self.name} is away")
        self.heard.append((alert.id, alert.state))

    def remind(self, firing: Collection[Alert], now: datetime) -> None:
        """Hear what fires."""
        del now
        self.reminded.append({alert.id for alert in firing})


class Desk(Rig):
    """Alerts on a topic, and notifiers that come and go."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.metrics = Metrics((*RUNTIME, *DECLARED))

    def publish(self, name: str, state: AlertState = "firing", ended: datetime = T0) -> None:
        """Write one revision of an alert."""
        alert = example(Alert, id=name, state=state, window_end_at=ended)
        self.write([encode(alert)], key=name.encode())

    def notify(self, *targets: Target) -> Notify:
        """Start a notifier."""
        delivery = Delivery(targets, self.clock, timedelta(hours=48), self.metrics)
        sent = Broadcast(self.broker, ["sent"], delivery.recall, metrics=self.metrics, progress=self.progress)
        assert sent.read_to_end(self.stop)
        return Notify(delivery, sent)

    def run(self, *targets: Target) -> None:
        """Run a notifier until all is read, then stop it."""
        self.loop(self.notify(*targets)).drain(["alerts"])

    def sent(self) -> Sequence[tuple[str, str, str, str]]:
        """List the records of `sent`."""
        found = [decode(Sent, value) for value in self.values("sent")]
        return [(one.target, one.alert_id, one.alert_state, one.outcome) for one in found]


def test_each_target_hears_each_change_once_and_it_is_written_down() -> None:
    """Start and end reach every target in order, with a record each; a restart says nothing again."""
    desk, one, two = Desk(), Ear("one"), Ear("two")
    desk.publish("a")
    desk.publish("a")
    desk.publish("a", "resolved")
    desk.run(one, two)
    desk.run(one, two)
    assert one.heard == two.heard == [("a", "firing"), ("a", "resolved")]
    assert sorted(desk.sent()) == sorted(
        (t, "a", s, "sent") for t in ("one", "two") for s in ("firing", "resolved")
    )
    assert desk.metrics.value(NOTICES.name, target="one", outcome="sent") == 2


def test_a_target_that_is_away_holds_up_no_other_and_hears_all_once_it_is_back() -> None:
    """While one target is away the other is told, once; when it is back it hears all, in order, once."""
    desk, here, gone = Desk(), Ear("here"), Ear("gone")
    gone.away = True
    for name in "abc":
        desk.publish(name)
    loop = desk.loop(desk.notify(gone, here))
    loop._consumer.subscribe(["alerts"], loop)  # noqa: SLF001 - stepped by hand, to look in between
    for _ in range(5):
        loop.step()
    assert here.heard == [(name, "firing") for name in "abc"]
    assert gone.heard == []
    assert desk.values("sent") == []
    gone.away = False
    desk.clock.advance(120)
    loop.step()
    loop.step()
    assert here.heard == gone.heard == [(name, "firing") for name in "abc"]
    assert sorted(desk.sent()) == sorted((t, n, "firing", "sent") for t in ("here", "gone") for n in "abc")


def test_what_sent_did_not_take_is_said_to_it_again() -> None:
    """When the broker fails between telling and `sent`, nobody is told twice and no record is missing."""
    desk, ear = Desk(), Ear("ear")
    desk.publish("a")
    stage = desk.notify(ear)
    records = desk.broker.records("alerts")
    first, second = stage.attempt(records), stage.attempt(records)
    assert first == second
    assert ear.heard == [("a", "firing")]


def test_the_past_is_recorded_and_nobody_told() -> None:
    """An old episode leaves a record `past` at each target; its end too, and nothing is said."""
    desk, ear = Desk(), Ear("ear")
    desk.publish("old", ended=T0 - timedelta(days=30))
    desk.publish("old", "resolved", ended=T0 - timedelta(days=30))
    desk.run(ear)
    assert ear.heard == []
    assert desk.sent() == [("ear", "old", "firing", "past"), ("ear", "old", "resolved", "past")]


def test_reminders_name_what_each_target_heard_and_still_fires() -> None:
    """Once a minute, also after a restart: what was told and fires, not the past or the resolved."""
    desk, ear = Desk(), Ear("ear")
    desk.publish("over")
    desk.publish("on")
    desk.publish("old", ended=T0 - timedelta(days=30))
    desk.run(ear)
    desk.publish("over", "resolved")
    again = desk.notify(ear)
    desk.clock.advance(61)
    desk.loop(again).drain(["alerts"])
    assert ear.reminded == [{"on"}]
    assert desk.metrics.value(FIRING.name, target="ear") == 1


def test_a_notifier_without_the_alerts_reminds_nobody() -> None:
    """One that waits for its turn, or has lost it, repeats nothing: it can't know what ended since."""
    desk, ear = Desk(), Ear("ear")
    waiting = desk.notify(ear)
    desk.clock.advance(61)
    waiting.tick(desk.clock.now(), caught_up=False)
    assert ear.reminded == []


def test_a_successor_knows_what_was_told_while_it_waited() -> None:
    """A second notifier that started before an alert was told ends it properly and starts it not again."""
    desk, ear = Desk(), Ear("ear")
    successor = desk.notify(ear)
    desk.publish("a")
    desk.run(ear)
    desk.publish("a", "resolved")
    desk.loop(successor).drain(["alerts"])
    assert ear.heard == [("a", "firing"), ("a", "resolved")]


def test_a_target_that_is_new_hears_what_fires() -> None:
    """A target added later is told of what is news, and the others hear nothing again."""
    desk, old, new = Desk(), Ear("old"), Ear("new")
    desk.publish("a")
    desk.run(old)
    desk.run(old, new)
    assert old.heard == new.heard == [("a", "firing")]


def test_junk_among_the_alerts_or_in_sent_stops_nothing() -> None:
    """A bad alert is a dead letter, a bad record of `sent` is passed over; the good alert is told."""
    desk, ear = Desk(), Ear("ear")
    desk.write([b"{", None], key=b"ear/a", topic="sent")
    desk.write([b"{"], key=b"junk")
    desk.publish("a")
    desk.run(ear)
    assert ear.heard == [("a", "firing")]
    assert [record.key for record in desk.broker.records("alerts.dead")] == [b"junk"]


def test_a_console_that_can_show_no_cyrillic_shows_escapes() -> None:
    """No letter of a headline can stop the notifier."""

    class Latin(StringIO):
        encoding = "ascii"

    stream = Latin()
    alert = example(Alert)
    cyrillic = replace(alert, stories=(replace(alert.stories[0], headline="Путин в Пекине"),))
    Console(stream).tell(cyrillic, T0, ())
    assert "\\u041f" in stream.getvalue()
