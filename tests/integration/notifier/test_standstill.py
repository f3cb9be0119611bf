"""Heartbeats through every service on the broker in memory: what stands still is told once, and its end."""

from datetime import datetime, timedelta
from typing import cast

import pytest

from entente.contracts.codec import decode, encode
from entente.contracts.errors import Transient
from entente.contracts.upkeep import Heartbeat
from entente.detector.state import BROADCAST, Signals, heard
from entente.ingest.heart import Heart
from entente.ingest.settings import IngestSettings
from entente.notifier.declared import FAILURES, HEARTBEAT
from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.watchman import Watchman
from entente.reading.reader import Reader
from entente.runtime.broadcast import Broadcast
from entente.runtime.memory import MemoryBroker
from entente.runtime.process import Runtime
from entente.runtime.records import Outgoing, Record
from entente.runtime.stages import Fold, Map
from entente.runtime.topics import manifests
from entente.tagger.tagging import tag
from entente.watchlist.pack import pack
from support.notifying import Ear, Newsroom, chance
from support.rig import T0
from support.watchlists import small_files

AFTER = timedelta(minutes=5)
_PASSED = {"articles.raw", "signals", "heartbeats", "watchlist"}


def _no_reader(_: datetime) -> Reader:
    raise AssertionError("a heartbeat is no article: nothing reads it")


class _Fleet(Newsroom):
    """Heart, tagger, detector and watchman on one broker; a minute passes when told."""

    def __init__(self, **targets: Ear) -> None:
        super().__init__()
        published = pack(small_files(), T0)
        self.write([encode(published)], "watchlist", published.version.encode())
        self.heart = self.new_heart()
        state = Signals(lambda: 4)
        state.broadcast = Broadcast(
            self.broker, BROADCAST, state.hear, metrics=self.metrics, progress=self.progress
        )
        state.broadcast.read_to_end(self.stop)
        self.tagger = self.loop(Map(self._tag), "tagger")
        self.detector = self.loop(Fold(heard, state), "detector")
        self.on_duty = True
        self.watchman = Watchman(
            targets,
            AFTER,
            on_duty=lambda: self.on_duty,
            clock=self.clock,
            metrics=self.metrics,
            chance=chance(),
        )
        self.beats = Broadcast(
            self.broker, ["heartbeats"], self.watchman.hear, metrics=self.metrics, progress=self.progress
        )
        self.beats.read_to_end(self.stop)
        self.tagger.begin(["articles.raw"])
        self.detector.begin(["signals"])

    def new_heart(self) -> Heart:
        """Make ingest's heart on the broker as it is now."""
        runtime = Runtime(
            "ingest",
            IngestSettings(),
            self.broker,
            clock=self.clock,
            metrics=self.metrics,
            progress=self.progress,
            stop=self.stop,
        )
        return Heart(runtime, self.broker.producer())

    def _tag(self, record: Record) -> list[Outgoing]:
        return list(tag(record, _no_reader, self.clock.now()))

    def minutes(self, count: int, *, beating: bool = True) -> None:
        """Let minutes pass, in each of which every service has its turn."""
        for _ in range(count):
            until = self.clock.monotonic() + 60
            if beating:
                self.heart.beat()
            for loop in (self.tagger, self.detector, self.detector):
                loop.step()
                self.clock.advance(1)
            self.detector.step()
            self.beats.step()
            self.watchman.look()
            self.clock.advance(until - self.clock.monotonic())


def test_heartbeats_come_the_whole_way_and_count_nowhere() -> None:
    """One a minute and way: each arrives within its minute; nothing else follows from it anywhere."""
    fleet = _Fleet(ear=(ear := Ear()))
    fleet.minutes(3)
    arrived = [decode(Heartbeat, value) for value in fleet.values("heartbeats")]
    assert len(arrived) == 3 * 4
    assert {beat.way.split("-")[0] for beat in arrived} == {"0", "1", "2", "3"}
    newest = max(beat.at for beat in arrived).timestamp()
    assert {fleet.metrics.value(HEARTBEAT.name, way=beat.way) for beat in arrived} == {newest}
    assert {topic for topic in manifests() if fleet.values(topic)} == _PASSED
    assert ear.tried == []


def test_a_standstill_is_told_once_and_so_is_its_end() -> None:
    """Five minutes after the last heartbeat each target hears of it; when they come again, of that."""
    fleet = _Fleet(ear=(ear := Ear()), duty=(duty := Ear()))
    fleet.minutes(6)
    fleet.minutes(4, beating=False)
    assert ear.standstills == []
    fleet.minutes(20, beating=False)
    (told,) = ear.standstills
    last = decode(Heartbeat, fleet.values("heartbeats")[-1])
    assert (told.over, told.standstill.since) == (False, last.at)
    assert len(told.standstill.closed) == 4
    fleet.minutes(10)
    assert [one.over for one in ear.standstills] == [one.over for one in duty.standstills] == [False, True]


def test_a_standstill_is_written_down_whoever_hears_of_it(caplog: pytest.LogCaptureFixture) -> None:
    """A line when it is noticed and one when it is over, also where no target takes it."""
    fleet = _Fleet(away=Ear(Answer(Fate.AWAY, "no route")))
    fleet.minutes(6)
    last = decode(Heartbeat, fleet.values("heartbeats")[-1]).at
    fleet.minutes(20, beating=False)
    fleet.minutes(3)
    lines = [cast("dict[str, str]", record.msg) for record in caplog.records if "through" in str(record.msg)]
    assert [(line["event"], line["since"]) for line in lines] == [
        ("nothing comes through", last.isoformat()),
        ("it comes through again", last.isoformat()),
    ]
    assert len(lines[0]["ways"].split()) == 4


def test_one_dead_service_is_a_standstill_too() -> None:
    """Ingest goes on and the detector doesn't: what it would have to pass on is missed."""
    fleet = _Fleet(ear=(ear := Ear()))
    fleet.minutes(6)
    fleet.detector.end()
    fleet.detector = fleet.tagger
    fleet.minutes(6)
    assert [one.over for one in ear.standstills] == [False]


def test_a_target_that_is_away_hears_of_it_when_it_is_back() -> None:
    """It is tried by the usual schedule, and counted; one that wants no more is not asked again."""
    away, gone = Ear(Answer(Fate.AWAY, "no route")), Ear(Answer(Fate.GONE, "410"))
    fleet = _Fleet(away=away, gone=gone)
    fleet.minutes(15, beating=False)
    assert fleet.metrics.value(FAILURES.name, target="away", fate="away") == len(away.tried)
    assert 3 < len(away.tried) < 9
    assert len(set(away.tried)) == len(gone.tried) == 1
    away.answer = TAKEN
    fleet.minutes(16, beating=False)
    assert [one.over for one in away.standstills] == [False]


def test_a_notifier_that_stands_by_says_nothing_until_its_turn() -> None:
    """Only the one that has the alerts tells; another tells when it takes over."""
    fleet = _Fleet(ear=(ear := Ear()))
    fleet.on_duty = False
    fleet.minutes(10, beating=False)
    assert ear.tried == []
    fleet.on_duty = True
    fleet.minutes(2, beating=False)
    assert [one.over for one in ear.standstills] == [False]


def test_an_unreadable_heartbeat_is_passed_over() -> None:
    """It ends nothing, and says nothing of any way."""
    fleet = _Fleet(ear=(ear := Ear()))
    fleet.write([b"{", None], "heartbeats", b"heartbeat-0")
    fleet.minutes(6)
    assert ear.tried == []


def test_without_the_topic_the_heart_says_what_is_missing() -> None:
    """The name of the topic and of the command that makes it."""
    fleet = _Fleet()
    fleet.broker = MemoryBroker({"articles.raw": manifests()["articles.raw"]}, fleet.clock)
    with pytest.raises(Transient, match="there is no topic signals; create it with `entente topics apply`"):
        fleet.new_heart().beat()
