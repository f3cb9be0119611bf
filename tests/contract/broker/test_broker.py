"""What every broker promises, whether in memory or real."""

import time
from collections.abc import Callable, Collection

import pytest

from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.runtime.broker import CommitRefused, Consumer, deliver
from entente.runtime.deadletters import dead_letter, read_dead_letter, replayed
from entente.runtime.outcomes import Rejected
from entente.runtime.records import Outgoing, Partition, Record, next_offsets, partition_for
from support.brokers import Bench

WAIT_S = 90.0
T0_MS = 1_756_684_800_000


class Ear:
    """A listener that remembers, and may act when partitions come."""

    def __init__(self, then: Callable[[Collection[Partition]], None] | None = None) -> None:
        self.held: set[Partition] = set()
        self.dropped_ever: set[Partition] = set()
        self._then = then

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Remember what came."""
        self.held |= set(partitions)
        if self._then is not None:
            self._then(partitions)

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Remember what went."""
        self.held -= set(partitions)
        self.dropped_ever |= set(partitions)


def written(bench: Bench, topic: str, keys: Collection[bytes]) -> None:
    """Write a record a key, numbered."""
    deliver(bench.producer(), [Outgoing(topic, key, b"%d" % i) for i, key in enumerate(keys)])


def read_until(consumer: Consumer, enough: Callable[[list[Record]], bool]) -> list[Record]:
    """Poll until there is enough, or fail."""
    got: list[Record] = []
    end = time.monotonic() + WAIT_S
    while not enough(got):
        assert time.monotonic() < end, f"only {len(got)} records came"
        got += consumer.poll(0.2, 100)
    return got


def together(consumers: Collection[Consumer], done: Callable[[], bool]) -> None:
    """Poll several consumers in turn until something holds."""
    end = time.monotonic() + WAIT_S
    while not done():
        assert time.monotonic() < end
        for consumer in consumers:
            consumer.poll(0.05, 100)


def test_partitions_keep_their_order_and_number_their_records(bench: Bench) -> None:
    """Within a partition records come in the order they were written, their offsets without a gap."""
    written(bench, "articles.raw", [b"key%d" % (i % 17) for i in range(300)])
    consumer = bench.consumer("g")
    consumer.subscribe(["articles.raw"], Ear())
    got = read_until(consumer, lambda got: len(got) >= 300)
    assert len(got) == 300
    for number in range(4):
        one = [record for record in got if record.partition == number]
        assert [record.offset for record in one] == list(range(len(one)))
        values = [int(record.value or b"") for record in one]
        assert values == sorted(values)


def test_a_key_chooses_its_partition_and_signals_go_by_their_pair(bench: Bench) -> None:
    """A record stands where its key, or the pair before the slash, says; on every broker the same."""
    keys = [f"{pair}/{i}".encode() for pair in ("CHN-RUS", "CHN-USA", "IND-PAK") for i in range(9)]
    written(bench, "signals", keys)
    written(bench, "articles.raw", keys)
    consumer = bench.consumer(None)
    consumer.assign([*consumer.partitions_of("signals"), *consumer.partitions_of("articles.raw")])
    got = read_until(consumer, lambda got: len(got) >= 54)
    for record in got:
        chooser = (record.key or b"").split(b"/")[0] if record.topic == "signals" else record.key or b""
        assert record.partition == partition_for(chooser, 4)


def test_a_record_comes_back_as_it_was_sent(bench: Bench) -> None:
    """Key, value, headers (their order and doubles too) and timestamp survive."""
    sent = Outgoing(
        "articles.raw", b"k\x00", b"\xff\xfe", (("a", b"1"), ("b", b""), ("a", b"2")), timestamp_ms=T0_MS
    )
    deliver(bench.producer(), [sent])
    consumer = bench.consumer("g")
    consumer.subscribe(["articles.raw"], Ear())
    (record,) = read_until(consumer, lambda got: len(got) >= 1)
    assert (record.key, record.value, record.headers) == (sent.key, sent.value, sent.headers)
    assert record.timestamp_ms == T0_MS
    assert record.header("a") == "2"


def test_a_record_without_timestamp_is_stamped_when_written(bench: Bench) -> None:
    """Its timestamp lies within a minute of now."""
    written(bench, "articles.raw", [b"k"])
    consumer = bench.consumer("g")
    consumer.subscribe(["articles.raw"], Ear())
    (record,) = read_until(consumer, lambda got: len(got) >= 1)
    assert abs(record.timestamp_ms / 1000 - time.time()) < 60


def test_tombstones_pass(bench: Bench) -> None:
    """A null value is carried as null, not as nothing and not as empty."""
    deliver(bench.producer(), [Outgoing("stories", b"CHN-RUS/1", None), Outgoing("stories", b"k", b"")])
    consumer = bench.consumer("g")
    consumer.subscribe(["stories"], Ear())
    got = read_until(consumer, lambda got: len(got) >= 2)
    assert {record.key: record.value for record in got} == {b"CHN-RUS/1": None, b"k": b""}


def test_a_group_resumes_where_it_committed(bench: Bench) -> None:
    """What was committed is not read again by the group's next consumer; what was not, is."""
    written(bench, "alerts", [b"k"] * 10)
    first = bench.consumer("g")
    first.subscribe(["alerts"], Ear())
    got = read_until(first, lambda got: len(got) >= 10)
    first.commit(next_offsets(got[:4]))
    first.close(5)
    second = bench.consumer("g")
    second.subscribe(["alerts"], Ear())
    again = read_until(second, lambda got: len(got) >= 6)
    assert [record.offset for record in again] == [4, 5, 6, 7, 8, 9]
    other = bench.consumer("other")
    other.subscribe(["alerts"], Ear())
    assert len(read_until(other, lambda got: len(got) >= 10)) == 10


def test_committed_says_what_stands_and_leaves_out_what_does_not(bench: Bench) -> None:
    """A partition without a commit is absent, not 0."""
    written(bench, "signals", [b"CHN-RUS/1", b"CHN-RUS/2"])
    consumer = bench.consumer("g")
    consumer.subscribe(["signals"], Ear())
    got = read_until(consumer, lambda got: len(got) >= 2)
    places = consumer.partitions_of("signals")
    assert consumer.committed(places) == {}
    consumer.commit(next_offsets(got))
    assert consumer.committed(places) == {got[0].place: 2}


def test_two_consumers_share_and_hand_over(bench: Bench) -> None:
    """Every partition has one holder at most; the second takes its share, and all when the first leaves."""
    first, second, ear1, ear2 = bench.consumer("g"), bench.consumer("g"), Ear(), Ear()
    first.subscribe(["articles.raw"], ear1)
    together([first], lambda: len(ear1.held) == 4)
    second.subscribe(["articles.raw"], ear2)
    together([first, second], lambda: len(ear1.held) == len(ear2.held) == 2)
    assert not ear1.held & ear2.held
    assert ear1.held == first.assignment()
    assert ear1.dropped_ever == ear2.held, "cooperative: only what moves is dropped"
    first.close(5)
    assert ear1.held == set()
    together([second], lambda: len(ear2.held) == 4)


def test_a_partition_handed_over_goes_on_where_it_was_committed(bench: Bench) -> None:
    """The new holder begins at the commit of the old one."""
    written(bench, "articles.raw", [b"%d" % i for i in range(40)])
    first, second, ear1, ear2 = bench.consumer("g"), bench.consumer("g"), Ear(), Ear()
    first.subscribe(["articles.raw"], ear1)
    got = read_until(first, lambda got: len(got) >= 40)
    first.commit(next_offsets(got))
    second.subscribe(["articles.raw"], ear2)
    together([first, second], lambda: len(ear2.held) == 2)
    written(bench, "articles.raw", [b"%d" % i for i in range(40)])
    fresh = read_until(second, lambda got: len(got) >= sum(r.place in ear2.held for r in got[:40]) > 0)
    assert all(record.offset >= next_offsets(got)[record.place] for record in fresh)


def test_seeking_while_partitions_are_assigned_is_obeyed_before_any_record(bench: Bench) -> None:
    """A listener that rewinds gets the partition from its beginning, each record once, commits or not."""
    written(bench, "alerts", [b"k"] * 20)
    first = bench.consumer("g")
    first.subscribe(["alerts"], Ear())
    first.commit(next_offsets(read_until(first, lambda got: len(got) >= 20)))
    first.close(5)
    second = bench.consumer("g")
    second.subscribe(["alerts"], Ear(second.seek_to_beginning))
    got = read_until(second, lambda got: len(got) >= 20)
    assert [record.offset for record in got] == list(range(20))


def test_seek_and_position_agree(bench: Bench) -> None:
    """After a seek the next record is the one sought, and position says so."""
    written(bench, "alerts", [b"k"] * 9)
    consumer = bench.consumer(None)
    (place,) = consumer.partitions_of("alerts")
    consumer.assign([place])
    consumer.seek(place, 5)
    assert consumer.position(place) == 5
    assert [r.offset for r in read_until(consumer, lambda got: len(got) >= 4)] == [5, 6, 7, 8]
    assert consumer.position(place) == 9
    assert consumer.lag()[place] == 0


def test_beginning_and_end_offsets(bench: Bench) -> None:
    """An empty partition begins where it ends; the end is the next offset to be written."""
    written(bench, "signals", [b"CHN-RUS/1", b"CHN-RUS/2", b"CHN-RUS/3"])
    consumer = bench.consumer(None)
    places = consumer.partitions_of("signals")
    full = Partition("signals", partition_for(b"CHN-RUS", 4))
    assert consumer.end_offsets(places) == {place: 3 if place == full else 0 for place in places}
    assert consumer.beginning_offsets(places) == dict.fromkeys(places, 0)


def test_a_paused_partition_is_silent_and_loses_nothing(bench: Bench) -> None:
    """While paused, from its assignment on, nothing comes and the partition is kept; resumed, all comes."""
    written(bench, "alerts", [b"k"] * 5)
    consumer = bench.consumer("g")
    ear = Ear(consumer.pause)
    consumer.subscribe(["alerts"], ear)
    together([consumer], lambda: bool(ear.held))
    assert [record for _ in range(10) for record in consumer.poll(0.1, 100)] == []
    consumer.resume(ear.held)
    got = read_until(consumer, lambda got: len(got) >= 5)
    assert [record.offset for record in got] == [0, 1, 2, 3, 4]
    consumer.pause(ear.held)
    written(bench, "alerts", [b"k"] * 3)
    assert [record for _ in range(10) for record in consumer.poll(0.1, 100)] == []
    assert consumer.assignment() == ear.held


def test_a_poll_hands_out_no_more_than_asked_for(bench: Bench) -> None:
    """The limit holds over all partitions together."""
    written(bench, "articles.raw", [b"%d" % i for i in range(100)])
    consumer = bench.consumer("g")
    consumer.subscribe(["articles.raw"], Ear())
    sizes: list[int] = []
    while sum(sizes) < 100:
        sizes.append(len(consumer.poll(0.5, 7)))
    assert max(sizes) == 7


@pytest.mark.parametrize("topic", ["articles.raw", "volume"])
def test_a_record_too_large_for_its_topic_is_refused_by_name(bench: Bench, topic: str) -> None:
    """The refusal comes before anything is sent, says how large and how large is allowed."""
    most = bench.broker.topics.manifest(topic).max_message_bytes
    producer = bench.producer()
    with pytest.raises(Reject) as caught:
        producer.send(Outgoing(topic, b"k", b"x" * most))
    assert caught.value.reason is Reason.TOO_LARGE
    assert str(most) in caught.value.detail
    deliver(producer, [Outgoing(topic, b"k", b"x" * (most - 2000))])


def test_the_largest_dead_letter_fits(bench: Bench) -> None:
    """A record as large as its topic allows fits its dead-letter topic, headers and all, and comes back."""
    value = b"x" * (4 * 1024 * 1024 - 2000)
    record = Record("articles.tagged", 2, 7, b"k", value, (("ce_id", b"1"),), T0_MS)
    why = Rejected(Reason.INVALID, "e" * 5000)
    letter = dead_letter(record, why, service="indexer", attempts=1, first_failure_at=record.at)
    deliver(bench.producer(), [letter])
    consumer = bench.consumer("g")
    consumer.subscribe(["articles.tagged.dead"], Ear())
    (came,) = read_until(consumer, lambda got: len(got) >= 1)
    read = read_dead_letter(came)
    assert read.id == "articles.tagged/2/7"
    assert (read.value, read.headers, read.reason) == (value, record.headers, "invalid")
    assert replayed(read).value == value


def test_a_record_with_neither_key_nor_value_is_refused(bench: Bench) -> None:
    """Kafka's clients can't send it, so none may."""
    with pytest.raises(Misconfigured, match="neither key nor value"):
        bench.producer().send(Outgoing("alerts", None, None))


def test_a_topic_without_manifest_is_refused(bench: Bench) -> None:
    """A misspelt topic is a sentence, not a new topic."""
    with pytest.raises(Misconfigured, match="artikles"):
        bench.producer().send(Outgoing("artikles", b"k", b"v"))


def test_a_stranger_to_the_group_cannot_commit(bench: Bench) -> None:
    """A consumer that never joined, or has been dropped, is refused in so many words."""
    consumer = bench.consumer("g")
    consumer.subscribe(["alerts"], Ear())
    with pytest.raises(CommitRefused):
        consumer.commit({Partition("alerts", 0): 1})


def test_keyless_records_are_spread(bench: Bench) -> None:
    """A record without a key may stand anywhere; over many, everywhere."""
    producer = bench.producer()
    deliver(producer, [Outgoing("articles.raw", None, b"v") for _ in range(200)])
    consumer = bench.consumer(None)
    ends = consumer.end_offsets(consumer.partitions_of("articles.raw"))
    assert sum(ends.values()) == 200
    assert all(ends.values())
