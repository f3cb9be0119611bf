"""The routes' file changes while the notifier runs: followed where it is good, refused where it is broken."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from entente.notifier.book import Book
from entente.notifier.declared import DISABLED, REFUSED, WAITING
from entente.notifier.planning import LOOK_S, Planning
from entente.notifier.settings import NotifierSettings
from entente.notifier.state import Notifying, to_alert
from entente.runtime.broadcast import Broadcast
from entente.runtime.consume import Loop
from entente.runtime.process import Runtime
from entente.runtime.stages import Fold
from support.notifying import Newsroom
from support.receivers import Receiver, receiver

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def hooks() -> Iterator[list[Receiver]]:
    """Two receivers."""
    with ExitStack() as stack:
        yield [stack.enter_context(receiver()) for _ in range(2)]


class _Desk(Newsroom):
    """A notifier whose routes stand in a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.file = folder / "routes.yaml"

    def route(self, mark: str = "", **hooks: Receiver) -> None:
        """Write the file: everything to these."""
        listed = ", ".join(
            f"{name}: {{kind: webhook, url: '{hook.url}{mark}', secret: {KEY}, private: true}}"
            for name, hook in hooks.items()
        )
        route = f"{{name: all, wait: 0s, interval: 0s, to: [{', '.join(hooks)}]}}"
        self.file.write_text(f"targets: {{{listed}}}\nroutes: [{route}]\n", encoding="utf-8")

    def start(self) -> tuple[Loop, Callable[[], None]]:
        """Start a notifier by the file."""
        runtime = Runtime(
            "notifier",
            NotifierSettings(notifier_routes_file=self.file),
            self.broker,
            clock=self.clock,
            metrics=self.metrics,
            progress=self.progress,
            stop=self.stop,
        )
        book = Book()
        planning = Planning(runtime, book)
        state = Notifying(planning.plan().ways, book)

        def renewed() -> object:
            plan = planning.renewed()
            return None if plan is None else plan.ways

        state.renewed = renewed  # type: ignore[assignment]
        known = Broadcast(
            self.broker, ["sent", "acts"], state.recall, metrics=self.metrics, progress=self.progress
        )
        known.read_to_end(self.stop)
        state.catch_up = known.catch_up
        loop = self.loop(Fold(to_alert, state), batch=1000)
        loop.begin(["alerts"])
        return loop, loop.end


def test_a_changed_file_is_followed_and_nobody_hears_twice(tmp_path: Path, hooks: list[Receiver]) -> None:
    """A target that comes in hears what fires; the one that stays hears only what is new to it."""
    first, second = hooks
    desk = _Desk(tmp_path)
    desk.route(first=first)
    loop, end = desk.start()
    desk.publish("a")
    desk.pass_by(loop, LOOK_S + 1)
    desk.route(first=first, second=second)
    desk.pass_by(loop, LOOK_S + 1)
    desk.publish("b", pair="CHN-USA")
    desk.pass_by(loop, 2)
    assert [len(hook.requests) for hook in hooks] == [2, 2]
    desk.route(second=second)
    desk.pass_by(loop, LOOK_S + 1)
    desk.publish("c", pair="CHN-IRN")
    desk.pass_by(loop, 2)
    end()
    assert [len(hook.requests) for hook in hooks] == [2, 3]
    assert desk.metrics.value(WAITING.name, target="first") == 0


def test_what_was_waiting_goes_the_new_way(tmp_path: Path, hooks: list[Receiver]) -> None:
    """A target that was away has another address: the notice goes there, under the id it had."""
    first, second = hooks
    desk = _Desk(tmp_path)
    first.status = 503
    desk.route(duty=first)
    loop, end = desk.start()
    desk.publish("a")
    desk.pass_by(loop, 1)
    desk.route(duty=second)
    desk.pass_by(loop, LOOK_S + 1)
    end()
    ids = [request.headers["webhook-id"] for hook in hooks for request in hook.requests]
    assert len(set(ids)) == 1
    assert len(second.requests) == 1


@pytest.mark.parametrize("broken", ["{", "targets: {}\nroutes: []", None])
def test_a_broken_file_is_refused_and_the_routes_of_before_hold(
    tmp_path: Path, hooks: list[Receiver], broken: str | None
) -> None:
    """Also where it is gone; a metric tells until it is mended."""
    first, second = hooks
    desk = _Desk(tmp_path)
    desk.route(first=first)
    loop, end = desk.start()
    desk.pass_by(loop, 1)
    if broken is None:
        desk.file.unlink()
    else:
        desk.file.write_text(broken)
    desk.pass_by(loop, LOOK_S + 1)
    desk.publish("a")
    desk.pass_by(loop, 2)
    assert (len(first.requests), desk.metrics.value(REFUSED.name)) == (1, 1)
    desk.route(first=first, second=second)
    desk.pass_by(loop, LOOK_S + 1)
    end()
    assert ([len(hook.requests) for hook in hooks], desk.metrics.value(REFUSED.name)) == ([1, 1], 0)


def test_a_target_that_is_gone_stays_so_until_its_address_is_another(
    tmp_path: Path, hooks: list[Receiver]
) -> None:
    """Over a restart and over another file; the same address with another fragment is another address."""
    first, second = hooks
    desk = _Desk(tmp_path)
    first.status = 410
    desk.route(first=first)
    loop, end = desk.start()
    desk.publish("a")
    desk.pass_by(loop, 1)
    end()
    first.status = 200
    loop, end = desk.start()
    desk.route(first=first, second=second)
    desk.pass_by(loop, LOOK_S + 1)
    assert [len(hook.requests) for hook in hooks] == [1, 1]
    assert desk.metrics.value(DISABLED.name, target="first") == 1
    desk.route("#again", first=first, second=second)
    desk.pass_by(loop, LOOK_S + 1)
    end()
    assert [len(hook.requests) for hook in hooks] == [2, 1]
    assert desk.metrics.value(DISABLED.name, target="first") == 0
