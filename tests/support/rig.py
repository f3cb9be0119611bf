"""A consumer loop on the broker in memory, with a clock moved by hand: for timelines."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from entente.runtime.backoff import BackoffPolicy
from entente.runtime.broker import deliver
from entente.runtime.budget import BudgetPolicy
from entente.runtime.clock import HandClock
from entente.runtime.consume import Loop, Policy
from entente.runtime.declared import RUNTIME
from entente.runtime.memory import MemoryBroker, MemoryConsumer
from entente.runtime.metrics import Metrics
from entente.runtime.outcomes import DONE, Outcome
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Item, Outgoing, Partition, Record
from entente.runtime.stages import Stage
from entente.runtime.topics import manifests

T0 = datetime(2025, 9, 1, tzinfo=UTC)
SOURCE, TARGET, DEAD = "alerts", "sent", "alerts.dead"
"""Topics of one partition, so that a timeline has one order."""


@dataclass
class Rig:
    """A broker, a clock, and loops on them."""

    clock: HandClock = field(default_factory=lambda: HandClock(T0))
    metrics: Metrics = field(default_factory=lambda: Metrics(RUNTIME))

    def __post_init__(self) -> None:
        self.broker = MemoryBroker(manifests(), self.clock)
        self.progress = Progress(self.clock)
        self.stop = Stop(self.clock)

    def write(self, values: Sequence[bytes | None], topic: str = SOURCE, key: bytes = b"k") -> None:
        """Write records."""
        deliver(self.broker.producer(), [Outgoing(topic, key, value) for value in values])

    def loop(
        self, stage: Stage, group: str = "g", budget: BudgetPolicy | None = None, batch: int = 10
    ) -> Loop:
        """Make a loop with a consumer of its own."""
        return Loop(
            self.consumer(group),
            self.broker.producer(),
            stage,
            service="tester",
            policy=Policy(
                batch=batch,
                budget=budget or BudgetPolicy(),
                backoff=BackoffPolicy(first_s=2.0, most_s=60.0),
            ),
            clock=self.clock,
            metrics=self.metrics,
            progress=self.progress,
        )

    def consumer(self, group: str = "g") -> MemoryConsumer:
        """Make a consumer."""
        made = self.broker.consumer(group)
        self.last = made
        return made

    def committed(self, topic: str = SOURCE, group: str = "g") -> int:
        """Say what the group has committed in a topic's first partition; 0 before the first commit."""
        return self.broker.groups[group].committed.get(Partition(topic, 0), 0)

    def values(self, topic: str) -> list[bytes | None]:
        """List what was written to a topic."""
        return [record.value for record in self.broker.records(topic)]


class Outside:
    """A sink that does as it is told: `answer` decides over a batch."""

    def __init__(self, answer: Callable[[Sequence[Item[bytes]]], Sequence[Outcome]] | None = None) -> None:
        self.answer = answer or (lambda batch: [DONE] * len(batch))
        self.calls: list[list[bytes]] = []

    def write(self, batch: Sequence[Item[bytes]]) -> Sequence[Outcome]:
        """Remember the batch, and answer."""
        self.calls.append([item.message for item in batch])
        return self.answer(batch)


def value_of(record: Record) -> bytes:
    """Decode: the value's own bytes.

    Raises:
        ValueError: null.
    """
    if record.value is None:
        raise ValueError("null")
    return record.value


@dataclass
class Memory:
    """A state that remembers what it was told."""

    items: dict[tuple[str, int, int], bytes] = field(default_factory=dict)
    held: set[Partition] = field(default_factory=set)
    ticks: list[bool] = field(default_factory=list)
    said: bytes | None = None

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Expect partitions."""
        self.held |= set(partitions)

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Forget partitions."""
        self.held -= set(partitions)
        self.items = {key: value for key, value in self.items.items() if Partition(*key[:2]) in self.held}

    def add(self, item: Item[bytes]) -> None:
        """Remember an item; `bug` raises."""
        if item.message == b"bug":
            raise KeyError("bug")
        self.items[item.record.id] = item.message

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Say all that is remembered, whenever that has changed."""
        del now
        self.ticks.append(caught_up)
        says = b" ".join(sorted(self.items.values()))
        if not caught_up or says == self.said:
            return ()
        self.said = says
        return [Outgoing(TARGET, b"k", says)]
