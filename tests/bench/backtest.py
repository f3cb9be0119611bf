"""How many articles a second one core backtests: lines decoded, cleaned, read, grouped and judged."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench.figures import Figure, Target, figure
from bench.stream import Stream
from entente.backtest.reading import ChunkReader, Task
from entente.backtest.run import WRITTEN_AT
from entente.contracts.articles import Article
from entente.detecting import Judge
from entente.ingest.archive import chunks
from entente.ingest.field_map import FieldMap
from entente.runtime.garbage import collect_seldom
from entente.watchlist.loader import default_files, parse

GROUP = "backtest"
ARTICLES, HEADLINES = 1_500, 6_000
DAYS = 60
_START = datetime(2025, 6, 1, tzinfo=UTC)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Backtest articles of 4 kB, and headlines, in one process; processor time, compiling aside."""
    say(f"Backtesting {ARTICLES} articles of 4 kB and {HEADLINES} headlines on one core")
    stream = Stream()
    return [
        _rate("articles of 4 kB", _long(stream), Target("at least", 2_000)),
        _rate("headlines", _short(stream), Target("at least", 15_000)),
    ]


def _long(stream: Stream) -> list[Article]:
    step = timedelta(days=DAYS) / ARTICLES
    found = []
    for i in range(ARTICLES):
        one, other = (stream.article(_START + i * step) for _ in range(2))
        found.append(msgspec.structs.replace(one, text=f"{one.text}\n\n{other.text}"))
    return found


def _short(stream: Stream) -> list[Article]:
    step = timedelta(days=DAYS) / HEADLINES
    articles = (stream.article(_START + i * step) for i in range(HEADLINES))
    return [msgspec.structs.replace(a, text="") for a in articles]


def _rate(what: str, articles: list[Article], target: Target) -> Figure:
    collect_seldom()
    watchlist = parse(default_files())
    reader = ChunkReader(Task((watchlist,), FieldMap(), _NOW))
    judge = Judge(watchlist)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.jsonl"
        path.write_bytes(b"".join(_lines(articles)))
        began = time.process_time()
        for chunk in chunks(path):
            (said,) = reader.read(chunk).said
            for record in said.volumes:
                judge.apply_volume(record, WRITTEN_AT)
            for signal in said.signals:
                judge.apply_signal(signal)
        judge.judgement()
        seconds = time.process_time() - began
    return figure(GROUP, what, len(articles) / seconds, "articles/s and core", target=target)


def _lines(articles: list[Article]) -> Iterator[bytes]:
    return (msgspec.json.encode(a) + b"\n" for a in articles)
