"""What the detector spends: on a signal as it comes, on a window, and what it holds of a whole horizon.

The detector's own stage and state, fed records and ticked, without a broker. Articles are read once; the
many of a horizon are these under other names, times and fingerprints, so that none is a copy of another.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, islice

import msgspec
import psutil
from msgspec.structs import replace

from bench.figures import Figure, Target, figure
from bench.stream import Stream
from bench.texts import SEED
from entente.contracts.articles import Fingerprint, VolumeRecord
from entente.contracts.codec import encode
from entente.contracts.registry import Message
from entente.contracts.signals import Signal
from entente.detecting.exposure import Exposure
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import watches
from entente.detecting.verdicts import baseline, verdict
from entente.detecting.volumes import Volumes, Written
from entente.detecting.windows import Window
from entente.detector.state import Heard, Signals, heard
from entente.reading.reader import Reader
from entente.reading.signals import signals, volume
from entente.runtime.garbage import collect_seldom
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.stages import Fold
from entente.watchlist.loader import default_files, parse
from entente.watchlist.pack import pack

GROUP = "detector"
READ = 1_500
"""Articles read once; those that follow are made of them."""
LIVE, A_SECOND = 10_000, 100
"""Articles judged as they come, and how many come between two looks: what the running system gets through."""
HELD, NAMED = 200_000, 400_000
"""Signals and volume records of the horizon that the detector must hold."""
DAYS = 60
_NOW = datetime(2026, 1, 1, tzinfo=UTC)

_Read = tuple[VolumeRecord, tuple[Signal, ...]]


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Measure the detector in process; what it holds in a process of its own, which begins small."""
    say(f"Judging the signals of {LIVE} articles, {A_SECOND} between two looks")
    found = [*_live(), _window()]
    say(f"Holding {HELD} signals and {NAMED} volume records")
    told = subprocess.run([sys.executable, "-m", "bench.judging"], check=True, capture_output=True, text=True)
    return [*found, *msgspec.json.decode(told.stdout, type=list[Figure])]


class Made:
    """Articles without end, read, spread evenly over the days before now."""

    def __init__(self, articles: int) -> None:
        stream, reader = Stream(), Reader(parse(default_files()))
        tagged = [reader.read(stream.article(_NOW)) for _ in range(READ)]
        self._read: list[_Read] = [(volume(one), signals(one)) for one in tagged]
        self._chance = random.Random(SEED)  # noqa: S311 - the same in every run
        self._step = timedelta(days=DAYS) / articles

    def __iter__(self) -> Iterator[_Read]:
        """Give each article's volume record and its signals."""
        for number in count():
            record, said = self._read[number % READ]
            name = self._chance.randbytes(16).hex()
            at = _NOW - timedelta(days=DAYS) + number * self._step
            print_ = Fingerprint(
                text_hash=self._chance.randbytes(8).hex(), minhash=self._chance.randbytes(512), shingles=300
            )
            hour = at.replace(minute=0, second=0, microsecond=0)
            yield (
                replace(record, article_id=name, hour_at=hour, fetched_at=at),
                tuple(
                    replace(one, article_id=name, published_at=at, fetched_at=at, fingerprint=print_)
                    for one in said
                ),
            )


def _record(topic: str, key: str, message: Message) -> Record:
    return Record(topic, 0, 0, key.encode(), encode(message), (), int(_NOW.timestamp() * 1000))


def _of(signal: Signal) -> Record:
    return _record("signals", f"{signal.pair}/{signal.article_id}", signal)


def _started() -> tuple[Signals, Fold[Heard]]:
    collect_seldom()
    state = Signals(lambda: 1)
    stage = Fold(heard, state)
    stage.assigned([Partition("signals", 0)])
    rules = pack(default_files(), _NOW)
    state.hear(_record("watchlist", rules.version, rules))
    return state, stage


def _echo(state: Signals, written: list[Outgoing]) -> None:
    """Give back what was written, as the topics do."""
    for one in written:
        state.hear(Record(one.topic, 0, 0, one.key, one.value, (), 0))


def _live() -> list[Figure]:
    state, stage = _started()
    articles = [
        (_record("volume", record.article_id, record), [_of(one) for one in said])
        for record, said in islice(Made(LIVE), LIVE)
    ]
    count_of = sum(len(said) for _, said in articles)
    began = time.process_time()
    for first in range(0, LIVE, A_SECOND):
        for volume_record, said in articles[first : first + A_SECOND]:
            state.hear(volume_record)
            stage.attempt(said)
        _echo(state, list(stage.tick(_NOW, caught_up=True)))
    seconds = time.process_time() - began
    return [
        figure(
            GROUP,
            "signals judged as they come",
            count_of / seconds,
            "signals/s",
            target=Target("at least", 1_000),
        ),
        figure(GROUP, "of an article, all told", 1e6 * seconds / LIVE, "µs"),
    ]


def _window() -> Figure:
    """Time one window of CHN-RUS with a baseline that is known."""
    watchlist = parse(default_files())
    made = list(islice(Made(LIVE), LIVE))
    exposure = Exposure(Volumes.of(Written(record, _NOW) for record, _ in made))
    watch = watches(watchlist, "CHN-RUS")[0]
    kind, day = Kind(watch.direction, None, "all"), int(_NOW.timestamp()) // 86_400 - 1
    series, window = Series(), Window(day * 86_400, 24)
    learnt = baseline(series, "CHN-RUS", kind, day, exposure)
    judge = partial(verdict, watch, window, series, learnt, exposure)
    judge()
    times = 2_000
    began = time.process_time()
    for _ in range(times):
        judge()
    spent = 1e6 * (time.process_time() - began) / times
    return figure(GROUP, "a window, its baseline known", spent, "µs", target=Target("at most", 300))


def _held() -> list[Figure]:
    """Hold a horizon as after a restart: all records are read, then it is judged and told in portions."""
    made = iter(Made(NAMED))
    state, stage = _started()
    process = psutil.Process()
    before = process.memory_info().rss
    held, seconds = 0, 0.0
    for _ in range(NAMED):
        record, said = next(made)
        said = said[: max(0, HELD - held)]
        held += len(said)
        first, rest = _record("volume", record.article_id, record), [_of(one) for one in said]
        began = time.process_time()
        state.hear(first)
        stage.attempt(rest)
        seconds += time.process_time() - began
    while True:
        began = time.process_time()
        written = list(stage.tick(_NOW, caught_up=True))
        seconds += time.process_time() - began
        if not written:
            break
        _echo(state, written)
    return [
        figure(
            GROUP,
            f"{held} signals and {NAMED} volume records",
            (process.memory_info().rss - before) / 1e6,
            "MB",
            target=Target("at most", 400),
        ),
        figure(GROUP, "a start with them", seconds, "s of processor time", target=Target("at most", 60)),
    ]


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_held()))
