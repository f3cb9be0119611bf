"""Archives read on every core: chunks go out to worker processes, and what they say comes back in order."""

import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

import msgspec
from msgspec import Struct

from entente.contracts.articles import Article, VolumeRecord
from entente.contracts.errors import Misconfigured, Reason
from entente.contracts.signals import Signal
from entente.ingest.archive import Chunk, RejectedLine, chunks
from entente.ingest.field_map import FieldMap
from entente.reading.reader import Reader
from entente.reading.signals import signals, volume
from entente.runtime.garbage import collect_seldom
from entente.watchlist.model import Watchlist

AHEAD = 2
"""Chunks handed out beyond one a worker, so that none waits; the rest of an archive stays on the disk."""


class Said(Struct, frozen=True):
    """What articles say by one watchlist."""

    volumes: list[VolumeRecord]
    signals: list[Signal]


class Part(Struct, frozen=True):
    """What was read in one chunk: by each of the watchlists, in their order."""

    said: list[Said]
    articles: int
    undated: int
    rejected: dict[Reason, int]
    first_rejected: str | None
    """The chunk's first line that is no article, and why."""


class Task(Struct, frozen=True):
    """By what chunks are read: the same in every process."""

    watchlists: tuple[Watchlist, ...]
    field_map: FieldMap
    now: datetime


class ChunkReader:
    """Chunks to what they say, with the readers compiled once."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._readers = [Reader(watchlist) for watchlist in task.watchlists]

    def read(self, chunk: Chunk) -> Part:
        """Read one chunk; an article that a reader stumbles over is rejected alone."""
        said = [Said([], []) for _ in self._readers]
        rejected: Counter[Reason] = Counter()
        first: str | None = None
        articles = undated = 0
        for article in chunk.articles(self._task.field_map, self._task.now):
            if isinstance(article, RejectedLine):
                rejected[article.reason] += 1
                first = first or str(article)
                continue
            try:
                self._one(article, said)
            except Exception as error:  # noqa: BLE001 - as in the tagger: one bad item is a dead letter
                rejected[Reason.BUG] += 1
                first = first or f"{chunk.file}: {Reason.BUG}: article {article.id}: {error!r}"
                continue
            articles += 1
            undated += article.published_at is None
        return Part(said, articles, undated, dict(rejected), first)

    def _one(self, article: Article, said: Sequence[Said]) -> None:
        tagged = [reader.read(article) for reader in self._readers]
        found = [(volume(one), signals(one)) for one in tagged]
        for (record, made), into in zip(found, said, strict=True):
            into.volumes.append(record)
            into.signals.extend(made)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0))


def read(
    archives: Sequence[Path], task: Task, *, workers: int, hear: Callable[[int], None] | None = None
) -> Iterator[Part]:
    """Read archives chunk by chunk, on several processes where there is more than one chunk.

    Args:
        archives: files, read one after the other.
        task: by what they are read.
        workers: processes; 1 reads in this one.
        hear: told the number of bytes, as they lie on the disk, with every read.

    Raises:
        Misconfigured: a file is missing, empty or of another format, or a reading process was killed.
    """
    every = chain.from_iterable(chunks(archive, hear) for archive in archives)
    first = list(islice(every, 2))
    if workers == 1 or len(first) == 1:
        reader = ChunkReader(task)
        yield from map(reader.read, chain(first, every))
        return
    with _pool(task, workers) as pool:
        waiting: deque[Future[bytes]] = deque()
        for chunk in chain(first, every):
            waiting.append(pool.submit(_read, chunk))
            if len(waiting) > workers + AHEAD:
                yield _PARTS.decode(waiting.popleft().result())
        while waiting:
            yield _PARTS.decode(waiting.popleft().result())


@contextmanager
def _pool(task: Task, workers: int) -> Iterator[ProcessPoolExecutor]:
    # Spawned, not forked: the progress bar has a thread of its own.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (task,))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise Misconfigured(
            "a reading process was killed, most likely for want of memory; say --workers 1"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


_PARTS = msgspec.msgpack.Decoder(Part)
_reader: list[ChunkReader] = []
"""A worker process's own reader: what its initializer makes can be handed on in no other way."""


def _begin(task: Task) -> None:
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _reader.append(ChunkReader(task))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(chunk: Chunk) -> bytes:
    return msgspec.msgpack.encode(_reader[0].read(chunk))
