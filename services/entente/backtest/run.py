"""An archive read and judged in process, without a server, by the functions that run live."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from entente.backtest.reading import Said, Task, read
from entente.contracts.articles import Article, TaggedArticle
from entente.contracts.errors import Misconfigured, Reason
from entente.detecting import Judge, Judgement
from entente.ingest.archive import check_fields
from entente.ingest.field_map import FieldMap
from entente.reading.reader import Reader
from entente.reading.signals import signals, volume
from entente.watchlist.model import Watchlist

WRITTEN_AT = datetime(1970, 1, 1, tzinfo=UTC)
"""An archive is written at once, so that nothing of it sinks below the floor."""

Progress = Callable[[int], None]


class Backtest(Struct, frozen=True):
    """What an archive came to by one watchlist."""

    articles: int
    undated: int
    rejected: dict[Reason, int]
    first_rejected: str | None
    signals: int
    judge: Judge
    judgement: Judgement


class Archives(Struct, frozen=True):
    """What is read: files of JSON lines or CSV, plain, gzip or zstd, and which fields are an article's."""

    files: tuple[Path, ...]
    field_map: FieldMap
    now: datetime

    def __post_init__(self) -> None:
        """Look into each file, no further than needed, before anything is read.

        Raises:
            Misconfigured: one is missing, empty or of another format, or no record has a mapped field.
        """
        for file in self.files:
            check_fields(file, self.field_map)


def backtest(articles: Iterable[Article], watchlist: Watchlist, progress: Progress | None = None) -> Backtest:
    """Read an archive in this process and judge it whole.

    Args:
        articles: in any order; an article told twice counts once.
        watchlist: by which it is read and judged.
        progress: called with the number of articles read so far.
    """
    reader = Reader(watchlist)
    return backtest_tagged((reader.read(a) for a in articles), watchlist, progress)


def backtest_tagged(
    tagged: Iterable[TaggedArticle], watchlist: Watchlist, progress: Progress | None = None
) -> Backtest:
    """Judge an archive that was read before."""
    judge = Judge(watchlist)
    articles = undated = made = 0
    for one in tagged:
        made += _take(judge, Said([volume(one)], list(signals(one))))
        articles += 1
        undated += one.article.published_at is None
        if progress is not None:
            progress(articles)
    return Backtest(articles, undated, {}, None, made, judge, judge.judgement())


def backtest_archives(
    archives: Archives,
    watchlists: Sequence[Watchlist],
    *,
    workers: int = 1,
    hear: Progress | None = None,
    judging: Callable[[], None] | None = None,
) -> list[Backtest]:
    """Read archives once, on several cores, and judge them once by each watchlist.

    Args:
        archives: in any order; an article told twice counts once.
        watchlists: those that read alike, differing in rules or sources only, share one reading.
        workers: reading processes.
        hear: told the number of bytes, as they lie on the disk, with every read.
        judging: called when all is read.

    Raises:
        Misconfigured: a file has gone or changed since it was looked into, or no record is an article.
    """
    readers, reader_of = _readers(watchlists)
    judges = [Judge(watchlist) for watchlist in watchlists]
    made = [0] * len(judges)
    rejected: Counter[Reason] = Counter()
    first_rejected: str | None = None
    articles = undated = 0
    task = Task(readers, archives.field_map, archives.now)
    for part in read(archives.files, task, workers=workers, hear=hear):
        for i, judge in enumerate(judges):
            made[i] += _take(judge, part.said[reader_of[i]])
        articles += part.articles
        undated += part.undated
        rejected.update(part.rejected)
        first_rejected = first_rejected or part.first_rejected
    if not articles:
        raise Misconfigured(f"none of {rejected.total()} records is an article; the first: {first_rejected}")
    if judging is not None:
        judging()
    return [
        Backtest(articles, undated, dict(rejected), first_rejected, count, judge, judge.judgement())
        for judge, count in zip(judges, made, strict=True)
    ]


def _take(judge: Judge, said: Said) -> int:
    for record in said.volumes:
        judge.apply_volume(record, WRITTEN_AT)
    for signal in said.signals:
        judge.apply_signal(signal)
    return len(said.signals)


def _readers(watchlists: Sequence[Watchlist]) -> tuple[tuple[Watchlist, ...], list[int]]:
    """Give the watchlists that read differently, and which of them reads for each."""
    readers: list[Watchlist] = []
    places = []
    for watchlist in watchlists:
        alike = [i for i, reader in enumerate(readers) if _words(reader) == _words(watchlist)]
        if not alike:
            readers.append(watchlist)
        places.append(alike[0] if alike else len(readers) - 1)
    return tuple(readers), places


def _words(watchlist: Watchlist) -> tuple[object, ...]:
    """Give all of a watchlist that a reader goes by."""
    return watchlist.actors, watchlist.themes, watchlist.cues, watchlist.scores, watchlist.mode_scores
