"""What a pair was judged by at a time, as Elasticsearch keeps it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from entente.backtest.run import WRITTEN_AT
from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.signals import Signal
from entente.desk.store.desk import ALERTS, ARTICLES, SIGNALS
from entente.desk.store.index import Index
from entente.detecting import Judge
from entente.detecting.volumes import HORIZON_DAYS
from entente.detecting.windows import AHEAD_REACH, LONGEST_DAYS
from entente.reading.signals import Skimmed, volume
from entente.watchlist.model import Watchlist

BEHIND = timedelta(days=HORIZON_DAYS)
AHEAD = timedelta(days=LONGEST_DAYS + AHEAD_REACH)
"""Up to where days after an instant can move the judgement of its windows."""

_ARTICLE = "entente.tagged_article.article.id"
_SIGNAL = "entente.signal"


class Indexed(Struct, frozen=True):
    """A judge that holds one pair's signals and the volume of a time, and who was silent then."""

    judge: Judge
    coverage: tuple[Alert, ...]
    read_by: frozenset[str]
    """Watchlists by which the signals were read."""


def indexed(
    index: Index,
    watchlist: Watchlist,
    pair: str,
    at: datetime,
    hear: Callable[[int, int], None] = lambda _done, _all: None,
) -> Indexed:
    """Judge a pair again by what was read of all articles around an instant; nothing is read anew.

    Args:
        index: asked for signals, articles and alerts of coverage.
        watchlist: its rules judge; the readings stay those of the watchlists they were made by.
        pair: sorted.
        at: aware.
        hear: told how many of how many articles have come.

    Raises:
        Transient: Elasticsearch can't be reached or can't answer now.
        Misconfigured: it refuses, or holds what another version of Entente has written.
    """
    judge = Judge(watchlist)
    span = {"range": {"@timestamp": {"gte": (at - BEHIND).isoformat(), "lt": (at + AHEAD).isoformat()}}}
    articles = index.count(ARTICLES, span)
    for done, one in enumerate(index.skim(Skimmed, TaggedArticle, ARTICLES, span, _ARTICLE), start=1):
        judge.apply_volume(volume(one), WRITTEN_AT)
        hear(done, articles)
    read_by: set[str] = set()
    of_pair = {"bool": {"filter": [{"term": {f"{_SIGNAL}.pair": pair}}, span]}}
    for signal in index.scan(Signal, SIGNALS, of_pair, f"{_SIGNAL}.article_id"):
        judge.apply_signal(signal)
        read_by.add(signal.watchlist_version)
    judge.judge()
    silences = {"term": {"entente.alert.kind": "coverage"}}
    coverage = tuple(index.scan(Alert, ALERTS, silences, "entente.alert.id"))
    return Indexed(judge, coverage, frozenset(read_by))
