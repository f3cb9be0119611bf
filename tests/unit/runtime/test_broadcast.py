"""Whole topics, read by everybody."""

from entente.runtime.broadcast import Broadcast
from entente.runtime.records import Record
from support.rig import Rig


def reader(rig: Rig, topics: list[str], heard: list[Record]) -> Broadcast:
    """Make a reader that remembers."""
    return Broadcast(rig.broker, topics, heard.append, metrics=rig.metrics, progress=rig.progress)


def test_every_reader_hears_all_of_every_partition() -> None:
    """Two readers each hear all that stands, then what follows."""
    rig = Rig()
    for i in range(50):
        rig.write([b"%d" % i], "volume", b"%d" % i)
    rig.write([b"v1"], "watchlist")
    for _ in range(2):
        heard: list[Record] = []
        one = reader(rig, ["volume", "watchlist"], heard)
        assert one.read_to_end(rig.stop)
        assert len(heard) >= 51
        so_far = len(heard)
        rig.write([b"v2"], "watchlist")
        while one.step():
            pass
        assert len(heard) == so_far + 1


def test_an_empty_topic_is_at_its_end() -> None:
    """Nothing to read is read at once."""
    rig = Rig()
    assert reader(rig, ["watchlist"], []).read_to_end(rig.stop)


def test_it_waits_for_a_broker_that_is_away() -> None:
    """While the broker can't be asked it waits; it reads when it can."""
    rig = Rig()
    rig.write([b"v1"], "watchlist")
    rig.broker.down = True
    heard: list[Record] = []
    one = reader(rig, ["watchlist"], heard)
    wait = rig.stop.wait

    def back_after_a_while(seconds: float) -> bool:
        rig.broker.down = rig.clock.monotonic() < 30
        return wait(seconds)

    rig.stop.wait = back_after_a_while  # type: ignore[method-assign]
    assert one.read_to_end(rig.stop)
    assert [record.value for record in heard] == [b"v1"]
    assert rig.metrics.value("entente_retries_total", what="broadcast") >= 30


def test_asked_to_stop_it_says_that_it_did_not_get_there() -> None:
    """A reader told to stop before the end gives false."""
    rig = Rig()
    rig.broker.down = True
    rig.stop.ask()
    assert not reader(rig, ["watchlist"], []).read_to_end(rig.stop)


def test_catching_up_reads_to_where_the_topics_end_now() -> None:
    """All that was written before the call is folded when it returns."""
    rig = Rig()
    heard: list[Record] = []
    one = reader(rig, ["volume"], heard)
    assert one.read_to_end(rig.stop)
    for i in range(1200):
        rig.write([b"%d" % i], "volume", b"%d" % i)
    assert one.catch_up() == 1200
    assert one.catch_up() == 0
