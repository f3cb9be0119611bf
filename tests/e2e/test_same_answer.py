"""However the system is disturbed, what stands when all is read is what an undisturbed run makes of it."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from entente.contracts.upkeep import Heartbeat
from entente.local.stack import LocalStack
from entente.runtime.broadcast import Broadcast
from entente.runtime.clock import SystemClock
from entente.runtime.declared import RUNTIME
from entente.runtime.heartbeats import heartbeat, ways
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Outgoing
from support.system import SERVICES, Outcome, System, system

KILLS = 20
WAYS = ways(4, 4)
SEED = 20250903
COMMITS_A_LIFE = {"indexer": 24, "notifier": 2, "detector": 4, "tagger": 4}
"""About how often each service commits before it dies again: a few deaths each over the archive."""
MUST_DIE = ("indexer", "detector", "tagger-0")
MOST_REPEATS = 3
"""How often who was too quick to die on the way is given all again, which changes nothing either."""

pytestmark = pytest.mark.timeout(600)


def _assert_same(found: Outcome, undisturbed: Outcome) -> None:
    assert found.alerts == undisturbed.alerts
    for name, documents in undisturbed.documents.items():
        assert found.documents[name].keys() == documents.keys(), name
        assert list(islice(_differences(found.documents[name], documents, name), 12)) == []


def _differences(found: object, right: object, path: str) -> Iterator[str]:
    """Say where two documents differ, one line a place."""
    if isinstance(found, dict) and isinstance(right, dict):
        for key in sorted({*found, *right}):
            yield from _differences(found.get(key), right.get(key), f"{path}.{key}")
    elif found != right:
        yield f"{path}: {str(found)[:120]} instead of {str(right)[:120]}"


def _chunks(records: Sequence[Outgoing], count: int) -> list[Sequence[Outgoing]]:
    size = -(-len(records) // count)
    return [records[i : i + size] for i in range(0, len(records), size)]


def _start_all(running: System) -> None:
    for service in SERVICES:
        running.start(service)
    running.fleet.await_ready()


def test_an_undisturbed_run_indexes_every_article_and_alerts(
    undisturbed: Outcome, archive: Sequence[Outgoing]
) -> None:
    """Every distinct article is one document, and the week in Beijing raises a standing alert."""
    assert undisturbed.documents["entente-articles"].keys() == {
        record.key.decode() for record in archive if record.key is not None
    }
    assert any(pair == "CHN-RUS" and direction == "closer" for _, pair, direction, _ in undisturbed.alerts)


def test_twenty_kills_change_nothing(
    stack: LocalStack, tmp_path: Path, archive: Sequence[Outgoing], undisturbed: Outcome
) -> None:
    """SIGKILL of any service, twenty times in mid-replay, loses nothing and doubles nothing.

    Heartbeats go along with the articles, come through on every way, and leave nothing behind.
    """
    dice = random.Random(SEED)  # noqa: S311 - which service dies is no secret
    with system(stack, tmp_path) as running:
        _start_all(running)
        for chunk in _chunks(archive, KILLS):
            running.send([*_heartbeats(), *chunk])
            running.fleet.kill(dice.choice(sorted(running.fleet.instances)))
            running.tend()
        running.fleet.await_ready()
        running.settle()
        _assert_same(running.outcome(), undisturbed)
        assert _arrived(running) == {way.key for way in WAYS}


def _heartbeats() -> list[Outgoing]:
    now = datetime.now(UTC)
    return [heartbeat(Heartbeat(way=way.name, at=now), "articles.raw", way.key, "ingest") for way in WAYS]


def _arrived(running: System) -> set[bytes | None]:
    keys: set[bytes | None] = set()
    clock = SystemClock()
    topic = Broadcast(
        running.broker,
        ["heartbeats"],
        lambda record: keys.add(record.key),
        metrics=Metrics(RUNTIME),
        progress=Progress(clock),
    )
    topic.read_to_end(Stop(clock))
    topic.close()
    return keys


def test_dying_between_output_and_commit_changes_nothing(
    stack: LocalStack, tmp_path: Path, archive: Sequence[Outgoing], undisturbed: Outcome
) -> None:
    """Each service dies again and again after it wrote and before it committed; repeats change nothing."""
    with system(stack, tmp_path) as running:
        for seed, service in enumerate(SERVICES):
            running.start(
                service,
                settings={
                    "ENTENTE_CRASH_BEFORE_COMMIT_EVERY": str(COMMITS_A_LIFE[service]),
                    "ENTENTE_CRASH_SEED": str(SEED + seed),
                },
            )
        running.fleet.await_ready()
        for chunk in _chunks(archive, 10):
            running.send(chunk)
            running.tend()
        running.settle()
        for _ in range(MOST_REPEATS):
            if all(running.deaths[service] for service in MUST_DIE):
                break
            running.send(archive)
            running.settle()
        for service in MUST_DIE:
            assert running.deaths[service], service
        _assert_same(running.outcome(), undisturbed)


def test_one_partition_gives_the_same(
    stack: LocalStack, tmp_path: Path, archive: Sequence[Outgoing], undisturbed: Outcome
) -> None:
    """The number of partitions spreads work and changes no result: one."""
    with system(stack, tmp_path, partitions=1) as running:
        _start_all(running)
        running.send(archive)
        running.settle()
        _assert_same(running.outcome(), undisturbed)


def test_eight_partitions_two_shards_and_a_dying_detector_give_the_same(
    stack: LocalStack, tmp_path: Path, archive: Sequence[Outgoing], undisturbed: Outcome
) -> None:
    """Eight partitions, two tagger shards, two detector workers, one of which dies for good half-way."""
    half = len(archive) // 2
    with system(stack, tmp_path, partitions=8) as running:
        running.start("indexer")
        running.start("notifier")
        running.start("detector", "detector-a")
        running.start("detector", "detector-b")
        running.start("tagger", shards=2)
        running.fleet.await_ready()
        running.send(archive[:half])
        running.fleet.retire("detector-b", 9)
        running.send(archive[half:])
        running.settle()
        _assert_same(running.outcome(), undisturbed)


def test_a_broker_killed_and_restarted_changes_nothing(
    stack: LocalStack, tmp_path: Path, archive: Sequence[Outgoing], undisturbed: Outcome
) -> None:
    """The broker itself dies in mid-stream and comes back with its data."""
    half = len(archive) // 2
    with system(stack, tmp_path) as running:
        _start_all(running)
        running.send(archive[:half])
        stack.kill_broker()
        stack.restart_broker()
        running.send(archive[half:])
        running.settle()
        _assert_same(running.outcome(), undisturbed)
