"""One suite, two brokers: a test with the fixture `bench` runs in memory and on the real Kafka."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from entente.contracts.topics import TopicManifest
from entente.runtime.broker import Broker, Consumer, Producer
from entente.runtime.memory import MemoryBroker
from entente.runtime.settings import RuntimeSettings
from entente.runtime.topics import manifests, partitioned
from support import own_topics

if TYPE_CHECKING:
    from entente.local.stack import LocalStack

PARTITIONS = 4
TOPICS = {
    "articles.raw",
    "articles.raw.dead",
    "articles.tagged",
    "articles.tagged.dead",
    "signals",
    "stories",
    "alerts",
    "volume",
}


@dataclass
class Bench:
    """A broker with topics of its own, and the clients that a test made on it."""

    broker: Broker
    prefix: str = ""
    made: list[Consumer] = field(default_factory=list)
    producers: list[Producer] = field(default_factory=list)

    def consumer(self, group: str | None) -> Consumer:
        """Make a consumer that is closed when the test ends."""
        consumer = self.broker.consumer(None if group is None else f"{self.prefix}{group}")
        self.made.append(consumer)
        return consumer

    def producer(self) -> Producer:
        """Make a producer that is closed when the test ends."""
        producer = self.broker.producer()
        self.producers.append(producer)
        return producer


def declared() -> Mapping[str, TopicManifest]:
    """Give the manifests of a few topics, with four partitions where there are several."""
    return {name: one for name, one in partitioned(manifests(), PARTITIONS).items() if name in TOPICS}


def in_memory(_: pytest.FixtureRequest) -> Broker:
    """Make a broker in memory."""
    return MemoryBroker(declared())


def on_kafka(request: pytest.FixtureRequest) -> Broker:
    """Make topics of one test's own on the real broker."""
    stack: LocalStack = request.getfixturevalue("stack")
    settings = RuntimeSettings(
        bootstrap_servers=stack.bootstrap_servers,
        topic_prefix=f"t{uuid.uuid4().hex[:10]}-",
        session_timeout_ms=6_000,
    )
    return own_topics.made(settings, declared(), "suite")


@pytest.fixture(params=[in_memory, on_kafka], ids=["memory", "kafka"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Give one of the two brokers."""
    make: Callable[[pytest.FixtureRequest], Broker] = request.param
    made = Bench(make(request), prefix=f"{uuid.uuid4().hex[:10]}-")
    yield made
    for consumer in made.made:
        consumer.close(5)
    for producer in made.producers:
        producer.close(5)
