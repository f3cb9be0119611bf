"""The service as a process, on the real Kafka: it polls, writes, survives kills, and stops."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from entente.contracts.articles import Article
from entente.contracts.codec import decode
from entente.contracts.upkeep import Coverage
from entente.ingest.app import TOPICS
from entente.local.stack import LocalStack
from entente.runtime.broker import Consumer
from entente.runtime.heartbeats import is_heartbeat
from entente.runtime.records import Record
from entente.runtime.settings import RuntimeSettings
from entente.runtime.topics import manifests
from support import own_topics
from support.feed_server import HOST, FeedServer, Item, rss

T0 = datetime(2025, 9, 7, 6, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE_S = 90.0
STOPS_WITHIN_S = 10.0


class OwnTopics:
    """Topics of one test's own on the real broker."""

    def __init__(self, stack: LocalStack) -> None:
        self.servers = stack.bootstrap_servers
        self.prefix = f"t{uuid.uuid4().hex[:10]}-"
        declared = {
            name: one
            for name, one in manifests().items()
            if name.removesuffix(".dead") in {*TOPICS, "signals"}
        }
        settings = RuntimeSettings(bootstrap_servers=self.servers, topic_prefix=self.prefix)
        self.broker = own_topics.made(settings, declared, "test")

    def environment(self) -> dict[str, str]:
        """Give a process's environment, with the settings that lead it here."""
        return os.environ | {
            "ENTENTE_BOOTSTRAP_SERVERS": self.servers,
            "ENTENTE_TOPIC_PREFIX": self.prefix,
        }

    def count(self, topic: str) -> int:
        """Count a topic's records."""
        with self._consumer() as consumer:
            return sum(consumer.end_offsets(consumer.partitions_of(topic)).values())

    @contextmanager
    def _consumer(self) -> Iterator[Consumer]:
        consumer = self.broker.consumer(None)
        try:
            yield consumer
        finally:
            consumer.close(1)

    def records(self, topic: str) -> list[Record]:
        """Read a whole topic."""
        with self._consumer() as consumer:
            places = consumer.partitions_of(topic)
            wanted = sum(consumer.end_offsets(places).values())
            consumer.assign(places)
            consumer.seek_to_beginning(places)
            records: list[Record] = []
            deadline = time.monotonic() + PATIENCE_S
            while len(records) < wanted and time.monotonic() < deadline:
                records += consumer.poll(0.5, 500)
            return records

    def articles(self) -> list[Article]:
        """Read all of articles.raw."""
        records = self.records("articles.raw")
        return [decode(Article, record.value) for record in records if not is_heartbeat(record)]

    def coverage(self) -> list[Coverage]:
        """Read all of coverage."""
        return [decode(Coverage, record.value) for record in self.records("coverage")]


@pytest.fixture
def topics(stack: LocalStack) -> OwnTopics:
    """Topics of this test's own."""
    return OwnTopics(stack)


@contextmanager
def _ingest(topics: OwnTopics, feeds: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "FEEDS_FILE": str(feeds),
        "FEED_STATE_DIR": str(feeds.parent / "state"),
        "FEED_PRIVATE_HOSTS": HOST,
        "FEED_FIRST_POLL_S": "0",
        "COVERAGE_EVERY_S": "1",
    }
    environment = topics.environment() | {f"ENTENTE_{name}": value for name, value in settings.items()}
    log = (feeds.parent / "ingest.log").open("ab")
    process = subprocess.Popen([sys.executable, "-m", "entente.ingest"], env=environment, stderr=log)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        log.close()


def _stop(process: subprocess.Popen[bytes]) -> float:
    """Ask it to stop; gives the seconds it took, and none of its children may be left."""
    children = psutil.Process(process.pid).children(recursive=True)
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE_S) == 0
    psutil.wait_procs(children, timeout=5)
    assert not any(child.is_running() for child in children)
    return time.monotonic() - started


async def _until(reached: Callable[[], bool]) -> None:
    def wait() -> bool:
        deadline = time.monotonic() + PATIENCE_S
        while not (there := reached()) and time.monotonic() < deadline:
            time.sleep(0.2)
        return there

    assert await asyncio.to_thread(wait)


def _listed(folder: Path, *urls: str) -> Path:
    file = folder / "feeds.yaml"
    file.write_text("".join(f"- {{url: '{url}', source: agency}}\n" for url in urls), encoding="utf-8")
    return file


def _items(count: int) -> list[Item]:
    return [Item(f"Round {n}", f"https://a.example/{n}", T0 + timedelta(hours=n)) for n in range(count)]


def test_it_polls_tells_and_stops(topics: OwnTopics, tmp_path: Path) -> None:
    """Articles and coverage arrive; asked to stop, it is gone within ten seconds with its children."""

    async def scenario() -> None:
        async with FeedServer() as server:
            feeds = _listed(tmp_path, server.serve_tagged("/feed", rss(_items(30)), '"1"'))
            with _ingest(topics, feeds) as process:
                await _until(lambda: any(one.articles for one in topics.coverage()))
                assert await asyncio.to_thread(_stop, process) < STOPS_WITHIN_S

    asyncio.run(scenario())
    assert sorted(article.title for article in topics.articles()) == sorted(i.title for i in _items(30))
    records = topics.records("articles.raw")
    assert {one.header("ce_type") for one in records} == {"entente.article.v1", "entente.heartbeat.v1"}
    assert {one.partition for one in records if is_heartbeat(one)} == {0, 1, 2, 3}


def test_killed_at_any_time_it_loses_nothing(topics: OwnTopics, tmp_path: Path) -> None:
    """Five feeds, five SIGKILLs a little later each: in the end every entry is there, under one id each."""
    entries = [Item(f"Feed {f}, {i.title}", f"{i.link}/{f}", i.at) for f in range(5) for i in _items(40)]

    async def scenario() -> None:
        async with FeedServer() as server:
            bodies = [rss(entries[n * 40 : (n + 1) * 40]) for n in range(5)]
            urls = [server.serve_tagged(f"/{n}", body, f'"{n}"') for n, body in enumerate(bodies)]
            feeds = _listed(tmp_path, *urls)
            for attempt in range(5):
                with _ingest(topics, feeds):
                    await server.asked_again()
                    await asyncio.sleep(0.15 * attempt)
            with _ingest(topics, feeds) as process:
                await server.asked_again()
                wanted = {item.title for item in entries}
                await _until(lambda: {article.title for article in topics.articles()} == wanted)
                await asyncio.to_thread(_stop, process)

    asyncio.run(scenario())
    assert len({article.id for article in topics.articles()}) == len(entries)


def test_an_archive_reaches_the_real_broker_through_its_restart(
    topics: OwnTopics, stack: LocalStack, tmp_path: Path
) -> None:
    """What was on its way when the broker was killed is sent again: every article stands."""
    path = tmp_path / "archive.jsonl"
    count = 20_000
    path.write_text(
        "\n".join(
            json.dumps({"source": "a", "title": f"Round {n}", "published_at": (T0 + n * MINUTE).isoformat()})
            for n in range(count)
        ),
        encoding="utf-8",
    )
    command = [str(Path(sys.executable).with_name("entente")), "replay", str(path), "--json"]
    with subprocess.Popen(command, env=topics.environment(), stdout=subprocess.PIPE) as replaying:
        while topics.count("articles.raw") < count // 8:
            assert replaying.poll() is None
        stack.kill_broker()
        assert replaying.poll() is None
        stack.restart_broker()
        said, _ = replaying.communicate(timeout=PATIENCE_S)
    report = json.loads(said)
    assert (replaying.returncode, report["articles"], report["rejected"]) == (0, count, 0)
    assert {article.title for article in topics.articles()} == {f"Round {n}" for n in range(count)}


def test_without_kafka_it_says_so_and_waits(tmp_path: Path) -> None:
    """One sentence names what is missing and where; it goes on trying, and stops when asked."""
    environment = os.environ | {"ENTENTE_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "entente.ingest"], env=environment, stderr=log)
        deadline = time.monotonic() + PATIENCE_S
        while "next try in" not in (said := (tmp_path / "log").read_text()) and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.2)
        assert "Kafka at 127.0.0.1:1" in said
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=STOPS_WITHIN_S) == 0


def test_a_wrong_list_of_feeds_refuses_the_start(topics: OwnTopics, tmp_path: Path) -> None:
    """Exit code 2, and one sentence."""
    file = tmp_path / "feeds.yaml"
    file.write_text("- {link: https://a.example/}", encoding="utf-8")
    with _ingest(topics, file) as process:
        assert process.wait(timeout=PATIENCE_S) == 2
    said = (tmp_path / "ingest.log").read_text()
    assert "feeds.yaml: Object missing required field `url`" in said or "unknown field `link`" in said
