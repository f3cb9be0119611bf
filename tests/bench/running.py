"""A running system to measure: the real servers, and the services that an article goes through."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from entente.contracts.articles import Article
from entente.contracts.errors import Transient
from entente.ingest.records import article_record
from entente.ingest.sending import Sending
from entente.local.stack import LocalStack, StackOptions
from entente.runtime.broker import Consumer
from entente.runtime.clock import SystemClock
from support.system import SERVICES, System, system


@contextmanager
def running() -> Iterator[System]:
    """Start the servers in a temporary folder, with topics, indices and the watchlist, and no service yet."""
    with (
        tempfile.TemporaryDirectory(prefix="entente-bench-", ignore_cleanup_errors=True) as folder,
        LocalStack.start(Path(folder) / "stack", StackOptions(steady=True)) as stack,
        system(stack, Path(folder) / "fleet") as made,
    ):
        yield made


def start_services(made: System) -> None:
    """Start every service that articles and alerts go through, and wait until all are ready."""
    for service in SERVICES:
        made.start(service)
    made.fleet.await_ready()


def publish(made: System, articles: Sequence[Article]) -> None:
    """Write articles to their topic, in order."""
    producer = made.broker.producer()
    sending = Sending(producer)
    clock = SystemClock()
    for one in articles:
        sending.send(article_record(one, clock.now()))
    sending.flush()
    producer.close(10.0)


def acknowledged(reader: Consumer) -> int:
    """Count the tagged articles that the indexer, whose group the reader has, says to be in Elasticsearch.

    A search would tell, too, but one every half a second keeps Elasticsearch making what it wrote searchable.
    """
    return sum(reader.committed(reader.partitions_of("articles.tagged")).values())


def searchable(made: System) -> int:
    """Count the articles that a search finds."""
    made.client.indices.refresh(index="entente-articles")
    return int(made.client.count(index="entente-articles")["count"])


def processor_seconds(made: System) -> dict[str, float]:
    """Tell how much processor time each process has used so far, by service, and the two servers by name."""
    found: dict[str, float] = {}
    for process in psutil.Process().children(recursive=True):
        try:
            name = _name(process.cmdline(), made)
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        if name is not None:
            found[name] = found.get(name, 0.0) + times.user + times.system
    if not found:
        raise Transient("no process of the running system was found")
    return found


def _name(command: list[str], made: System) -> str | None:
    if "kafka.Kafka" in command:
        return "Kafka"
    if any("org.elasticsearch" in part for part in command):
        return "Elasticsearch"
    services = {one.service for one in made.fleet.instances.values()}
    return next((one for one in services if f"entente.{one}" in command), None)
