"""The loop with state and the broadcast, on either broker: what a detector stands on."""

import time
from collections.abc import Callable, Collection

from entente.runtime.broadcast import Broadcast
from entente.runtime.broker import deliver
from entente.runtime.clock import SystemClock
from entente.runtime.consume import Loop, Policy
from entente.runtime.declared import RUNTIME
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.stages import Fold
from support.brokers import Bench
from support.rig import Memory, value_of

PAIRS = [f"{one}-{other}" for one in ("CHN", "IND", "IRN") for other in ("RUS", "USA", "UKR", "TUR")]
CLOCK = SystemClock()


class Said(Memory):
    """A state that says nothing on the topics: what it holds is looked at from outside."""

    def tick(self, now: object, *, caught_up: bool) -> tuple[()]:
        """Note the tick."""
        del now
        self.ticks.append(caught_up)
        return ()


def loop_of(bench: Bench, state: Memory) -> Loop:
    """Make a loop of the group `detector`."""
    return Loop(
        bench.consumer("detector"),
        bench.producer(),
        Fold(value_of, state),
        service="detector",
        policy=Policy(poll_s=0.05, tick_s=0.1),
        clock=CLOCK,
        metrics=Metrics(RUNTIME),
        progress=Progress(CLOCK),
    )


def step_until(loops: Collection[Loop], done: Callable[[], bool]) -> None:
    """Step loops in turn until something holds."""
    end = time.monotonic() + 40
    while not done():
        assert time.monotonic() < end
        for loop in loops:
            loop.step()


def signals(bench: Bench, first: int, last: int) -> None:
    """Write numbered signals, spread over the pairs."""
    deliver(
        bench.producer(),
        [Outgoing("signals", f"{PAIRS[i % 12]}/{i}".encode(), b"%d" % i) for i in range(first, last)],
    )


def test_state_moves_with_its_partitions(bench: Bench) -> None:
    """One holds all; a second takes a share, which the first forgets; the first leaves, the second holds all.

    Each time what is held is whole: read from the beginning, whatever was committed.
    """
    signals(bench, 0, 240)
    one, two = Said(), Said()
    first, second = loop_of(bench, one), loop_of(bench, two)
    first.begin(["signals"])
    step_until([first], lambda: len(one.items) == 240 and one.ticks[-1])
    second.begin(["signals"])
    step_until([first, second], lambda: len(one.held) == len(two.held) == 2)
    signals(bench, 240, 300)
    step_until([first, second], lambda: len(one.items) + len(two.items) == 300 and two.ticks[-1])
    assert not {Partition(*key[:2]) for key in one.items} & {Partition(*key[:2]) for key in two.items}
    first.end()
    step_until([second], lambda: len(two.items) == 300 and two.ticks[-1])
    assert sorted(int(value) for value in two.items.values()) == list(range(300))
    second.end()


def test_broadcast_topics_are_read_whole_then_followed(bench: Bench) -> None:
    """All that stands is folded before `read_to_end` returns; what comes later by `catch_up`."""
    deliver(bench.producer(), [Outgoing("volume", b"%d" % i, b"v") for i in range(1500)])
    heard: list[Record] = []
    reader = Broadcast(
        bench.broker, ["volume"], heard.append, metrics=Metrics(RUNTIME), progress=Progress(CLOCK)
    )
    assert reader.read_to_end(Stop(CLOCK))
    assert len({record.id for record in heard}) == len(heard) == 1500
    deliver(bench.producer(), [Outgoing("volume", b"%d" % i, b"v") for i in range(700)])
    assert reader.catch_up() == 700
    assert len({record.id for record in heard}) == 2200
    reader.close()
