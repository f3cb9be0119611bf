"""The consumer loop and the Faust worker as processes on the real Kafka: stopped, killed, poisoned."""

import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from entente.runtime.deadletters import read_dead_letter
from entente.runtime.records import next_offsets
from support.echoes import DEAD, SOURCE, TARGET, Yard

if TYPE_CHECKING:
    from entente.local.stack import LocalStack

KINDS = pytest.mark.parametrize("kind", ["loop", "faust"])


def group_of(yard: Yard, kind: str) -> str:
    """Name the group in which the only echo of a kind commits."""
    return f"{yard.prefix}echo" + ("-shard-0-of-1" if kind == "faust" else "")


@KINDS
def test_stopped_in_mid_work_it_is_gone_within_ten_seconds_and_has_committed(yard: Yard, kind: str) -> None:
    """SIGTERM: exit 0 in time; what it wrote is committed, so the next one writes none of it again."""
    yard.write([b"x" * 500] * 6000)
    echo = yard.start(kind)
    yard.wait_for(1000, TARGET)
    code, seconds, said = echo.end(signal.SIGTERM)
    assert code == 0, said
    assert seconds < 10
    again = yard.start(kind)
    yard.wait_for(6000, TARGET)
    again.end()
    copies = yard.copied()
    assert set(copies) == yard.places()
    assert sum(copies.values()) - len(copies) <= 200, "at most what was on its way when it stopped"


@pytest.mark.parametrize(("kind", "every"), [("loop", 3), ("faust", 1)])
def test_killed_between_output_and_commit_it_repeats_but_loses_nothing(
    yard: Yard, kind: str, every: int
) -> None:
    """SIGKILL after outputs and before commits, again and again: each record is copied at least once."""
    yard.feed_until_dead(
        kind, deaths=3, crash_before_commit_every=every, batch=100, group_instance_id="echo-0"
    )
    copies = yard.copied()
    assert set(copies) == yard.places()
    assert sum(copies.values()) > len(copies), "a death between output and commit repeats outputs"


@KINDS
def test_poison_becomes_exactly_as_many_dead_letters(yard: Yard, kind: str) -> None:
    """Rejected records and records on which the function raises: one letter each, all else copied."""
    bad = {17: b"poison", 400: b"bug", 401: b"poison", 999: b"bug"}
    yard.write([bad.get(i, b"x") for i in range(1000)])
    echo = yard.start(kind)
    yard.wait_for(1000, TARGET, DEAD)
    echo.end()
    letters = [read_dead_letter(record) for record in yard.read(DEAD)]
    written = {(record.key, record.value): record for record in yard.read(SOURCE)}
    assert Counter(letter.reason for letter in letters) == {"invalid": 2, "bug": 2}
    assert sorted(int(letter.key or b"") for letter in letters) == sorted(bad)
    for letter in letters:
        record = written[letter.key, letter.value]
        assert letter.id == f"{SOURCE}/{record.partition}/{record.offset}"
    assert len(yard.copied()) == 996


@KINDS
def test_a_null_value_passes_as_it_is(yard: Yard, kind: str) -> None:
    """A tombstone reaches the pure function like any record."""
    yard.write([None, b"x"])
    echo = yard.start(kind)
    yard.wait_for(2, TARGET)
    echo.end()
    assert {record.value for record in yard.read(TARGET)} == {None, b"x"}


@KINDS
def test_a_killed_and_restarted_broker_loses_nothing(yard: Yard, kind: str, stack: "LocalStack") -> None:
    """The broker is killed in mid-work and comes back: all is copied, in the same process."""
    yard.write([b"x" * 500] * 12000)
    echo = yard.start(kind)
    yard.wait_for(800, TARGET)
    stack.kill_broker()
    stack.restart_broker()
    yard.wait_for(12000, TARGET)
    assert echo.process.poll() is None
    echo.end()
    copies = yard.copied()
    assert set(copies) == yard.places()


@KINDS
def test_past_the_budget_it_stops_with_code_3(yard: Yard, kind: str) -> None:
    """A topic of nothing but poison is not drained into dead letters."""
    yard.write([b"poison"] * 2000)
    code, said = yard.start(kind, reject_limit=20).ended()
    assert code == 3
    assert "records were rejected (at most 20)" in said
    assert yard.ends(DEAD) <= 20


def test_two_shards_of_faust_take_each_its_partitions(yard: Yard) -> None:
    """Shard 0 of 2 takes the even partitions and shard 1 the odd ones, in groups of their own; none twice."""
    yard.write([b"x"] * 2000)
    echoes = [yard.start("faust", shard=number, shards=2) for number in (0, 1)]
    yard.wait_for(2000, TARGET)
    for echo in echoes:
        assert echo.end()[0] == 0
    copies = yard.copied()
    assert set(copies) == yard.places()
    assert set(copies.values()) == {1}
    for number in (0, 1):
        consumer = yard.broker.consumer(f"{yard.prefix}echo-shard-{number}-of-2")
        places = consumer.partitions_of(SOURCE)
        assert {place.number for place in consumer.committed(places)} == {number, number + 2}
        consumer.close(1)


def test_when_one_of_two_loops_dies_the_other_takes_over(yard: Yard) -> None:
    """Two loops of one group; one is killed: the other does the rest, nothing is lost."""
    yard.write([b"x" * 500] * 4000)
    first, second = yard.start("loop", batch=20), yard.start("loop", batch=20)
    yard.wait_for(800, TARGET)
    first.end(signal.SIGKILL)
    yard.wait_for(4000, TARGET)
    second.end()
    assert set(yard.copied()) == yard.places()


@KINDS
def test_what_is_committed_is_what_was_done(yard: Yard, kind: str) -> None:
    """After a clean stop the commit stands at the end of every partition."""
    yard.write([b"x"] * 500)
    echo = yard.start(kind)
    yard.wait_for(500, TARGET)
    echo.end()
    consumer = yard.broker.consumer(group_of(yard, kind))
    assert consumer.committed(consumer.partitions_of(SOURCE)) == next_offsets(yard.read(SOURCE))
    consumer.close(1)


def test_two_faust_workers_on_one_shard_notice_and_lose_nothing(yard: Yard) -> None:
    """They throw each other out of the group; who notices ends and says why; one alone does the rest."""
    yard.write([b"x"] * 100)
    rivals = [yard.start("faust"), yard.start("faust")]
    end = time.monotonic() + 60
    while all(rival.process.poll() is None for rival in rivals):
        assert time.monotonic() < end
        yard.write([b"x"] * 5)
        time.sleep(0.5)
    losers = [rival for rival in rivals if rival.process.poll() is not None]
    for loser in losers:
        code, said = loser.ended()
        assert code == 1
        assert "another process seems to have the same shard" in said
    end = time.monotonic() + 120
    while set(yard.copied()) != yard.places():
        assert time.monotonic() < end
        if all(rival.process.poll() is not None for rival in rivals):
            rivals.append(yard.start("faust"))  # both may notice: whoever runs them starts one again
        time.sleep(0.5)


def test_of_two_loops_with_one_instance_id_the_older_leaves(yard: Yard) -> None:
    """A second process under the same static membership fences the first, which ends with code 2."""
    yard.write([b"x"] * 10)
    older = yard.start("loop", group_instance_id="same")
    yard.wait_for(10, TARGET)
    newer = yard.start("loop", group_instance_id="same")
    end = time.monotonic() + 60
    while older.process.poll() is None:
        assert time.monotonic() < end
        yard.write([b"x"] * 5)
        time.sleep(0.5)
    code, said = older.ended()
    assert code == 2
    assert "another process has this one's group_instance_id" in said.splitlines()[-1]
    yard.wait_for(yard.ends(SOURCE), TARGET)
    assert newer.end()[0] == 0
    assert set(yard.copied()) == yard.places()


def test_a_shard_without_partitions_is_refused(yard: Yard) -> None:
    """More shards than partitions: the idle one says how many there may be, code 2."""
    code, said = yard.start("faust", shard=5, shards=6).ended()
    assert code == 2
    assert said.splitlines()[-1].endswith("set ENTENTE_SHARDS to 4 at most")
