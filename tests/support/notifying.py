"""Notifiers on the broker in memory, with a clock moved by hand and targets that answer as told."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from entente.contracts.alerts import Act, Alert, Sent
from entente.contracts.codec import decode, encode, headers
from entente.contracts.values import AlertState
from entente.notifier.book import Book
from entente.notifier.channel import Channel, Way
from entente.notifier.configuration import parse_routing
from entente.notifier.declared import DECLARED
from entente.notifier.ledger import Ledger
from entente.notifier.message import Message
from entente.notifier.planning import everything
from entente.notifier.relay import AlertmanagerChannel
from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.routing import ALERTMANAGER, Routing
from entente.notifier.standstill import StandstillNotice
from entente.notifier.state import Notifying, to_alert
from entente.notifier.targets.alertmanager import Alertmanager
from entente.notifier.targets.target import Notice, Target
from entente.runtime.broadcast import Broadcast
from entente.runtime.broker import deliver
from entente.runtime.consume import Loop
from entente.runtime.declared import RUNTIME
from entente.runtime.metrics import Metrics
from entente.runtime.records import Outgoing
from entente.runtime.stages import Fold
from support.examples import example
from support.rig import T0, Rig

AT_ONCE = "{wait: 0s, interval: 0s, storm: 1000, name: all, to: [%s]}"


def chance() -> random.Random:
    """Give jitter that is the same on every run."""
    return random.Random(1)  # noqa: S311 - no secret


DESK = "http://desk.example"


@dataclass
class Ear:
    """A target that keeps what it hears, and answers as told."""

    answer: Answer = TAKEN
    heard: list[Message] = field(default_factory=list)
    standstills: list[StandstillNotice] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    def deliver(self, notice: Notice) -> Answer:
        """Hear a notice."""
        self.tried.append(notice.id)
        if self.answer.fate is Fate.TAKEN:
            if isinstance(notice, Message):
                self.heard.append(notice)
            if isinstance(notice, StandstillNotice):
                self.standstills.append(notice)
        return self.answer

    @property
    def said(self) -> list[tuple[str, str]]:
        """List what was heard of which alert, in order."""
        return [(one.alert.id, str(one.what)) for message in self.heard for one in message.news]


@dataclass
class Newsroom(Rig):
    """Alerts and acts on their topics, and notifiers that come and go."""

    routes: str = "[" + AT_ONCE % "ear" + "]"
    more: str = ""
    address: str = "here"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.metrics = Metrics((*RUNTIME, *DECLARED))

    def publish(
        self, name: str, state: AlertState = "firing", ended: datetime = T0, **changes: object
    ) -> Alert:
        """Write one revision of an alert, as of now."""
        alert = example(Alert, **{"id": name, "state": state, "window_end_at": ended, **changes})
        self.put("alerts", alert, name)
        return alert

    def act(self, name: str, **changes: object) -> None:
        """Write an act, as of now."""
        usual: dict[str, object] = {"id": name, "at": self.clock.now(), "value": None, "until": None}
        act = example(Act, **usual | changes)
        self.put("acts", act, act.alert_id or act.id)

    def put(self, topic: str, message: Alert | Act | Sent, key: str) -> None:
        """Write a message."""
        now = self.clock.now()
        about = headers(message, event_id=key, source="test", at=now)
        deliver(self.broker.producer(), [Outgoing(topic, key.encode(), encode(message), about)])

    def notifier(
        self, *, alertmanager: Alertmanager | None = None, **targets: Target
    ) -> tuple[Loop, Callable[[], None]]:
        """Start a notifier; gives its loop, and what ends it."""
        book, routing = Book(), self.routing(targets)
        ways: list[Way] = [
            Channel(
                target,
                Ledger(name, routing, book, timedelta(hours=48)),
                address=self.address,
                clock=self.clock,
                metrics=self.metrics,
                desk_url=DESK,
                chance=chance(),
            )
            for name, target in targets.items()
        ]
        if alertmanager is not None:
            ledger = Ledger(ALERTMANAGER, everything(), book, timedelta(hours=48))
            ways.append(
                AlertmanagerChannel(alertmanager, ledger, book, metrics=self.metrics, chance=chance())
            )
        state = Notifying(ways, book)
        known = Broadcast(
            self.broker, ["sent", "acts"], state.recall, metrics=self.metrics, progress=self.progress
        )
        assert known.read_to_end(self.stop)
        state.catch_up = known.catch_up
        loop = self.loop(Fold(to_alert, state), batch=10_000)
        loop.begin(["alerts"])
        return loop, loop.end

    def routing(self, targets: dict[str, Target]) -> Routing:
        """Read the routes, with the targets that there are."""
        listed = ", ".join(f"{name}: {{kind: console}}" for name in targets) or "ear: {kind: console}"
        return parse_routing(f"targets: {{{listed}}}\nroutes: {self.routes}\n{self.more}", "routes.yaml")

    def pass_by(self, loop: Loop, seconds: float = 0, every: float = 1) -> None:
        """Let time pass: two steps of the loop at first, then one at the end of each stretch."""
        until = self.clock.monotonic() + seconds
        for _ in range(2):
            self.clock.advance(0.5)
            loop.step()
        while (rest := until - self.clock.monotonic()) > 0:
            self.clock.advance(max(0.5, min(every, rest)) - 0.5)  # the step's poll waits for the rest
            loop.step()

    def run(
        self,
        seconds: float = 0,
        every: float = 1,
        *,
        alertmanager: Alertmanager | None = None,
        **targets: Target,
    ) -> None:
        """Run a notifier for a while, then stop it."""
        loop, end = self.notifier(alertmanager=alertmanager, **targets)
        self.pass_by(loop, seconds, every)
        end()

    def sent(self) -> Sequence[Sent]:
        """List the records of `sent`."""
        return [decode(Sent, value) for value in self.values("sent")]
