"""The notifier: alerts, acts -> book -> route, mute, group, dedup -> targets -> `sent` -> commit."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from entente.notifier.book import Book
from entente.notifier.channel import Way
from entente.notifier.planning import CHANCE, Planning
from entente.notifier.settings import NotifierSettings
from entente.notifier.state import Notifying, to_alert
from entente.notifier.watchman import Watchman
from entente.runtime.process import Runtime
from entente.runtime.stages import Fold

TOPICS = ("alerts", "acts", "sent", "heartbeats")

AT_ONCE = 64
"""Targets told side by side."""


def work(runtime: Runtime[NotifierSettings]) -> None:
    """Tell of alerts, and of a standstill, until asked to stop."""
    book = Book()
    planning = Planning(runtime, book)
    plan = planning.plan()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="target") as executor:
        state = Notifying(plan.ways, book, executor)
        watchman = Watchman(
            plan.watching,
            plan.after,
            on_duty=lambda: state.on_duty,
            clock=runtime.clock,
            metrics=runtime.metrics,
            chance=CHANCE,
        )

        def renewed() -> Sequence[Way] | None:
            plan = planning.renewed()
            if plan is None:
                return None
            watchman.use(plan.watching, plan.after)
            return plan.ways

        known = runtime.broadcast(["sent", "acts"], state.recall)
        beats = runtime.broadcast(["heartbeats"], watchman.hear)
        if known.read_to_end(runtime.stop) and beats.read_to_end(runtime.stop):
            state.catch_up, state.renewed = known.catch_up, renewed
            beats.follow(runtime.stop, watchman.look)
            runtime.consume(["alerts"], Fold(to_alert, state))
        beats.close()
        known.close()
