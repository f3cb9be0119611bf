"""A start with many stories is told in portions, and its heartbeat only when all of it is told."""

from datetime import timedelta

from entente.contracts.codec import encode
from entente.contracts.registry import Message
from entente.contracts.upkeep import Heartbeat
from entente.detecting.times import second_of
from entente.detector.state import PORTION, Heard, Signals, heard
from entente.runtime.heartbeats import heartbeat
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.stages import Fold
from entente.watchlist.loader import default_files
from entente.watchlist.pack import pack
from support.timeline import T0, at, signal, volume

PAIRS = ("CHN-RUS", "CHN-USA", "RUS-USA")
EACH = PORTION * 2 // 3


def _record(topic: str, key: str, message: Message) -> Record:
    return Record(topic, 0, 0, key.encode(), encode(message), (), second_of(T0) * 1000)


def _started() -> Fold[Heard]:
    state = Signals(lambda: 1)
    stage = Fold(heard, state)
    stage.assigned([Partition("signals", 0)])
    rules = pack(default_files(), T0)
    state.hear(_record("watchlist", rules.version, rules))
    for pair in PAIRS:
        for i in range(EACH):
            when = at(20) + timedelta(minutes=i)
            said = signal(f"{pair}-{i}", when, pair=pair)
            state.hear(_record("volume", said.article_id, volume(said.article_id, when)))
            stage.attempt([_record("signals", f"{pair}/{said.article_id}", said)])
    beat = heartbeat(Heartbeat(way="0-0", at=T0), "signals", b"heartbeat-0", "tagger")
    stage.attempt([Record("signals", 0, 0, beat.key, beat.value, beat.headers, second_of(T0) * 1000)])
    return stage


def test_all_of_a_start_is_told_in_portions_and_its_heartbeat_last() -> None:
    """No tick writes more than a portion and a pair; every story is told once, the heartbeat after them."""
    stage = _started()
    ticks: list[list[Outgoing]] = []
    while written := list(stage.tick(at(22), caught_up=True)):
        ticks.append(written)
    told = [[one.key for one in tick if one.topic == "stories"] for tick in ticks]
    assert len(told) > 1
    assert max(map(len, told)) <= PORTION + EACH
    keys = [key for tick in told for key in tick]
    assert len(keys) == len(set(keys)) == len(PAIRS) * EACH
    beats = [i for i, tick in enumerate(ticks) if any(one.topic == "heartbeats" for one in tick)]
    assert beats == [len(ticks) - 1]
