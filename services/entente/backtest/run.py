"""An archive read and judged in process, without a server, by the functions that run live."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from msgspec import Struct

from entente.contracts.articles import Article, TaggedArticle
from entente.detecting import Judge, Judgement
from entente.reading.reader import Reader
from entente.reading.signals import signals, volume
from entente.watchlist.model import Watchlist

WRITTEN_AT = datetime(1970, 1, 1, tzinfo=UTC)
"""An archive is written at once, so that nothing of it sinks below the floor."""

Progress = Callable[[int], None]


class Backtest(Struct, frozen=True):
    """What an archive came to."""

    articles: int
    undated: int
    signals: int
    judgement: Judgement


def backtest(articles: Iterable[Article], watchlist: Watchlist, progress: Progress | None = None) -> Backtest:
    """Read an archive and judge it whole.

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
        judge.apply_volume(volume(one), WRITTEN_AT)
        for signal in signals(one):
            judge.apply_signal(signal)
            made += 1
        articles += 1
        undated += one.article.published_at is None
        if progress is not None:
            progress(articles)
    return Backtest(articles, undated, made, judge.judgement())
