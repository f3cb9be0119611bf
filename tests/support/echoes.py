"""Echo services as processes, on topics of a test's own: start, kill, wait, and see what they wrote."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from weakref import finalize

from entente.runtime.broker import deliver
from entente.runtime.clock import SystemClock
from entente.runtime.kafka import KafkaBroker
from entente.runtime.records import Outgoing, Record
from entente.runtime.settings import RuntimeSettings
from entente.runtime.topics import Topics
from support.brokers import declared

WAIT_S = 180.0
TESTS = Path(__file__).parents[1]
SOURCE, TARGET, DEAD = "articles.raw", "articles.tagged", "articles.raw.dead"


class Echo:
    """One echo service as a process."""

    def __init__(self, kind: str, environment: dict[str, str]) -> None:
        self._log = TemporaryFile("w+")  # noqa: SIM115 - closed with the echo
        finalize(self, self._log.close)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "support.echo", kind],
            env={**self.environment(), **environment},
            stderr=self._log,
        )

    @staticmethod
    def environment() -> dict[str, str]:
        """Give the environment in which an echo is found."""
        return {**os.environ, "PYTHONPATH": str(TESTS)}

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float, str]:
        """Signal it; gives its exit code, the seconds that took, and what it logged."""
        began = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        return code, time.monotonic() - began, self.said()

    def ended(self) -> tuple[int, str]:
        """Wait until it ends by itself; gives its exit code and what it logged."""
        return self.process.wait(timeout=WAIT_S), self.said()

    def said(self) -> str:
        """Read what it has logged so far."""
        self._log.seek(0)
        return self._log.read()

    def wait_to_say(self, words: str) -> str:
        """Wait until it has logged something; gives all that it logged."""
        end = time.monotonic() + WAIT_S
        while words not in (said := self.said()):
            assert time.monotonic() < end, said
            time.sleep(0.1)
        return said


@dataclass
class Yard:
    """A broker with a few topics of one test's own, and echoes on them."""

    bootstrap_servers: str
    prefix: str = field(default_factory=lambda: f"y{uuid.uuid4().hex[:10]}-")
    started: list[Echo] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = RuntimeSettings(bootstrap_servers=self.bootstrap_servers)
        self.topics = Topics(declared(), prefix=self.prefix)
        self.broker = KafkaBroker(settings, self.topics, SystemClock(), "yard")

    def start(self, kind: str, **settings: object) -> Echo:
        """Start an echo of a kind, `loop` or `faust`."""
        environment = {
            "ENTENTE_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "ENTENTE_TOPIC_PREFIX": self.prefix,
            "ENTENTE_GROUP_ID": f"{self.prefix}echo",
            "ENTENTE_SESSION_TIMEOUT_MS": "6000",
            **{f"ENTENTE_{name.upper()}": str(value) for name, value in settings.items()},
        }
        echo = Echo(kind, environment)
        self.started.append(echo)
        return echo

    def feed_until_dead(self, kind: str, deaths: int, **settings: object) -> None:
        """Keep an echo fed until it has died so often, with another seed each time; then let it catch up.

        Fed for as long as that takes: an echo that is faster than the last one still has something to die at.
        """
        end = time.monotonic() + 2 * WAIT_S
        producer = self.broker.producer()
        fed = [Outgoing(SOURCE, b"%d" % i, b"x" * 200) for i in range(200)]
        for seed in range(deaths):
            echo = self.start(kind, crash_seed=seed, **settings)
            while echo.process.poll() is None:
                assert time.monotonic() < end, f"died {seed} times only"
                deliver(producer, fed)
                time.sleep(0.2)
            echo.ended()
        producer.close(5)
        last = self.start(kind, **{**settings, "crash_before_commit_every": 0})
        written = self.places()
        while self.ends(TARGET) < len(written) or set(self.copied()) != written:
            assert time.monotonic() < end, "not all was copied in the end"
            time.sleep(0.2)
        last.end()

    def write(self, values: Sequence[bytes | None]) -> None:
        """Write records for the echoes to copy."""
        producer = self.broker.producer()
        deliver(producer, [Outgoing(SOURCE, b"%d" % i, value) for i, value in enumerate(values)])
        producer.close(5)

    def ends(self, *topics: str) -> int:
        """Count what was written to some topics."""
        consumer = self.broker.consumer(None)
        try:
            return sum(sum(consumer.end_offsets(consumer.partitions_of(topic)).values()) for topic in topics)
        finally:
            consumer.close(1)

    def wait_for(self, count: int, *topics: str) -> None:
        """Wait until so many records stand in some topics."""
        end = time.monotonic() + WAIT_S
        while self.ends(*topics) < count:
            assert time.monotonic() < end, f"{self.ends(*topics)} of {count} came"
            time.sleep(0.3)

    def read(self, topic: str) -> list[Record]:
        """Read all that stands in a topic."""
        consumer = self.broker.consumer(None)
        places = consumer.partitions_of(topic)
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.seek_to_beginning(places)
        got: list[Record] = []
        while len(got) < sum(ends.values()):
            got += consumer.poll(0.5, 500)
        consumer.close(1)
        return got

    def copied(self) -> Counter[str]:
        """Count the copies of each record, by its partition and offset."""
        return Counter(record.header("from") or "?" for record in self.read(TARGET))

    def places(self) -> set[str]:
        """Name every record written for the echoes."""
        return {f"{record.partition}/{record.offset}" for record in self.read(SOURCE)}


@contextmanager
def yard_on(bootstrap_servers: str) -> Iterator[Yard]:
    """Make a yard; no echo outlives it."""
    yard = Yard(bootstrap_servers)
    admin = yard.broker.admin()
    admin.apply()
    admin.close()
    try:
        yield yard
    finally:
        for echo in yard.started:
            if echo.process.poll() is None:
                echo.process.kill()
            echo.process.wait()
