"""The notifier: alerts, acts -> book -> route, mute, group, dedup -> targets -> `sent` -> commit."""

import random
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from entente.notifier.book import Book
from entente.notifier.channel import AlertmanagerChannel, Channel, Way
from entente.notifier.configuration import Secrets, read_routing
from entente.notifier.hours import length
from entente.notifier.ledger import Ledger
from entente.notifier.routing import (
    ALERTMANAGER,
    ConsoleTarget,
    Route,
    Routing,
    TargetConfig,
    WebhookTarget,
)
from entente.notifier.settings import NotifierSettings
from entente.notifier.state import Notifying, to_alert
from entente.notifier.targets.alertmanager import Alertmanager
from entente.notifier.targets.chat import Chat
from entente.notifier.targets.console import Console
from entente.notifier.targets.target import Target
from entente.notifier.targets.webhook import Webhook
from entente.notifier.watchman import Watchman
from entente.runtime.clock import Clock
from entente.runtime.process import Runtime
from entente.runtime.stages import Fold

_CHANCE = random.Random()  # noqa: S311 - jitter, no secret

TOPICS = ("alerts", "acts", "sent", "heartbeats")


def work(runtime: Runtime[NotifierSettings]) -> None:
    """Tell of alerts until asked to stop."""
    settings = runtime.settings
    routing, secrets = read_routing(settings.notifier_routes_file)
    targets = {name: target(name, config, secrets, runtime.clock) for name, config in routing.targets.items()}
    book = Book()
    ways = build(runtime, book, routing, targets)
    with ThreadPoolExecutor(len(ways), thread_name_prefix="target") as executor:
        state = Notifying(ways, book, executor)
        watchman = Watchman(
            {name: targets[name] for name in routing.watching},
            length(routing.heartbeat.after),
            on_duty=lambda: state.on_duty,
            clock=runtime.clock,
            metrics=runtime.metrics,
            chance=_CHANCE,
        )
        known = runtime.broadcast(["sent", "acts"], state.recall)
        beats = runtime.broadcast(["heartbeats"], watchman.hear)
        if known.read_to_end(runtime.stop) and beats.read_to_end(runtime.stop):
            state.catch_up = known.catch_up
            beats.follow(runtime.stop, watchman.look)
            runtime.consume(["alerts"], Fold(to_alert, state))
        beats.close()
        known.close()


def build(
    runtime: Runtime[NotifierSettings], book: Book, routing: Routing, targets: Mapping[str, Target]
) -> Sequence[Way]:
    """Make a channel to each target that the routes' file and the settings name."""
    settings = runtime.settings
    max_age = timedelta(hours=settings.notify_max_age_hours)
    found: list[Way] = [
        Channel(
            one,
            Ledger(name, routing, book, max_age),
            clock=runtime.clock,
            metrics=runtime.metrics,
            desk_url=settings.desk_url,
            chance=_CHANCE,
        )
        for name, one in targets.items()
    ]
    if settings.alertmanager_url is not None:
        found.append(
            AlertmanagerChannel(
                Alertmanager(settings.alertmanager_url, settings.desk_url),
                Ledger(ALERTMANAGER, everything(), book, max_age),
                book,
                metrics=runtime.metrics,
                chance=_CHANCE,
            )
        )
    return found


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


def everything() -> Routing:
    """Give the routing of a target that takes all and routes by itself."""
    return Routing(targets={}, routes=(Route(name="everything", to=(ALERTMANAGER,)),))
