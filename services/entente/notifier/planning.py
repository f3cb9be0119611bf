"""From the routes' file and the settings to targets with their channels; again when the file changes."""

import random
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from entente.contracts.errors import Misconfigured
from entente.contracts.identity import digest
from entente.notifier.book import Book
from entente.notifier.channel import Channel, Way
from entente.notifier.configuration import Secrets, read_routing
from entente.notifier.declared import REFUSED
from entente.notifier.hours import length
from entente.notifier.ledger import Ledger
from entente.notifier.relay import AlertmanagerChannel
from entente.notifier.routing import (
    ALERTMANAGER,
    ConsoleTarget,
    Route,
    Routing,
    TargetConfig,
    WebhookTarget,
)
from entente.notifier.settings import NotifierSettings
from entente.notifier.targets.alertmanager import Alertmanager
from entente.notifier.targets.chat import Chat
from entente.notifier.targets.console import Console
from entente.notifier.targets.target import Target
from entente.notifier.targets.webhook import Webhook
from entente.runtime.clock import Clock
from entente.runtime.logs import logger
from entente.runtime.process import Runtime

LOOK_S = 5.0
"""How often the file is read again: all of it and its secrets, so that no way of writing them is missed."""

CHANCE = random.Random()  # noqa: S311 - jitter, no secret

_log = logger(__name__)


class Plan(NamedTuple):
    """Who is told of alerts, and who of a standstill after how long."""

    ways: Sequence[Way]
    watching: Mapping[str, Target]
    after: timedelta


class Planning:
    """Makes plans of the routes' file; a broken one is refused, and the plan of before holds."""

    def __init__(self, runtime: Runtime[NotifierSettings], book: Book) -> None:
        self._runtime = runtime
        self._book = book
        self._read: tuple[Routing, Secrets] | None = None
        self._refused: str | None = None
        self._next = 0.0

    def plan(self) -> Plan:
        """Read the file, and make what it says.

        Raises:
            Misconfigured: it is wrong.
        """
        read = read_routing(self._runtime.settings.notifier_routes_file)
        made = self._made(*read)
        self._read = read
        self._next = self._runtime.clock.monotonic() + LOOK_S
        return made

    def renewed(self) -> Plan | None:
        """Look at the file again, where it is time; null where it says what it said, or is wrong."""
        now = self._runtime.clock.monotonic()
        if now < self._next:
            return None
        self._next = now + LOOK_S
        try:
            read = read_routing(self._runtime.settings.notifier_routes_file)
            if read == self._read:
                self._accept()
                return None
            made = self._made(*read)
        except Misconfigured as error:
            self._refuse(str(error))
            return None
        self._read = read
        self._accept()
        _log.info("routes read anew", routes=len(read[0].routes), targets=" ".join(sorted(read[0].targets)))
        return made

    def _refuse(self, why: str) -> None:
        if why != self._refused:
            _log.error("the routes' file is refused, those of before hold", why=why)
        self._refused = why
        self._runtime.metrics.set(REFUSED.name, 1)

    def _accept(self) -> None:
        self._refused = None
        self._runtime.metrics.set(REFUSED.name, 0)

    def _made(self, routing: Routing, secrets: Secrets) -> Plan:
        clock, settings = self._runtime.clock, self._runtime.settings
        targets = {name: target(name, one, secrets, clock) for name, one in routing.targets.items()}
        max_age = timedelta(hours=settings.notify_max_age_hours)
        ways: list[Way] = [
            Channel(
                one,
                Ledger(name, routing, self._book, max_age),
                address=address(name, routing.targets[name]),
                clock=clock,
                metrics=self._runtime.metrics,
                desk_url=settings.desk_url,
                chance=CHANCE,
            )
            for name, one in targets.items()
        ]
        if settings.alertmanager_url is not None:
            ways.append(
                AlertmanagerChannel(
                    Alertmanager(settings.alertmanager_url, settings.desk_url),
                    Ledger(ALERTMANAGER, everything(), self._book, max_age),
                    self._book,
                    metrics=self._runtime.metrics,
                    chance=CHANCE,
                )
            )
        watching = {name: targets[name] for name in routing.watching}
        return Plan(ways, watching, length(routing.heartbeat.after))


def target(name: str, config: TargetConfig, secrets: Secrets, clock: Clock) -> Target:
    """Make a target of what the file says of it.

    Raises:
        Misconfigured: Apprise can make nothing of its URL.
    """
    if isinstance(config, ConsoleTarget):
        return Console(sys.stdout)
    if isinstance(config, WebhookTarget):
        return Webhook(
            config.url, secrets.keys[name], clock, private=config.private, timeout_s=config.timeout_s
        )
    return Chat(name, secrets.urls[name], private=config.private)


def address(name: str, config: TargetConfig) -> str:
    """Give a hash of a target's address: what answered that it is gone is not asked again there."""
    return digest("address", config.url if isinstance(config, WebhookTarget) else name)


def everything() -> Routing:
    """Give the routing of a target that takes all and routes by itself."""
    return Routing(targets={}, routes=(Route(name="everything", to=(ALERTMANAGER,)),))
