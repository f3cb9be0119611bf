"""How fast the desk answers: its pages over a real Elasticsearch with 100,000 articles and 10,000 alerts.

The articles are a thousand of the stream, read once and spread over 60 days under other ids; each brings its
signals, and one signal in five a story. Every page is asked for by one browser over HTTP, one after another.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import httpx
from elasticsearch import Elasticsearch
from msgspec.structs import replace

from bench.figures import Figure, Target, figure
from bench.stream import Stream
from bench.texts import SEED
from entente.contracts.alerts import Alert
from entente.contracts.identity import signal_key
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage
from entente.indexer import templates
from entente.indexer.app import DECLARED
from entente.indexer.documents import Document, document
from entente.indexer.sink import Search
from entente.local.stack import LocalStack, StackOptions
from entente.reading.reader import Reader
from entente.reading.signals import signals
from entente.runtime.clock import SystemClock
from entente.runtime.metrics import Metrics
from entente.runtime.search import SearchSettings, connect
from entente.watchlist.loader import default_files, parse
from support.desk import Desk, served
from support.examples import example

ARTICLES = 100_000
ALERTS = 10_000
READ = 1_000
"""Articles that are really read; the others are these again, under other ids and at other times."""
DAYS = 60
TIMES = 25
"""Times that each page is asked for; what the first of them finds cold counts too."""
SIGNALS_A_STORY = 5
LIMIT = Target("under", 200.0)
GROUP = f"desk's pages, {ARTICLES:,} articles, {ALERTS:,} alerts"

_BATCH = 1_000


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Fill an Elasticsearch, and ask for each page many times."""
    with (
        tempfile.TemporaryDirectory(prefix="entente-bench-", ignore_cleanup_errors=True) as folder,
        LocalStack.start(Path(folder) / "stack", StackOptions(steady=True)) as stack,
        connect(SearchSettings.model_validate({"elasticsearch_url": stack.elasticsearch_url}), 60) as client,
    ):
        list(templates.apply(client))
        made = Made()
        say(f"Indexing {ARTICLES:,} articles with what follows from them, and {ALERTS:,} alerts")
        started = time.monotonic()
        _index(client, made)
        say(f"Indexed in {time.monotonic() - started:.0f} s; asking for each page {TIMES} times")
        desk = Desk(client)
        desk.hear(made.alerts)
        with served(desk) as url, httpx.Client(base_url=url, timeout=60, trust_env=False) as browser:
            return [_figure(browser, name, path) for name, path in _pages(made).items()]


class Made:
    """What stands in Elasticsearch; the same on every run, but for the time at which it ends: now."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        self._chance = random.Random(SEED)  # noqa: S311 - the same in every run
        stream, reader = Stream(), Reader(parse(default_files()))
        self._read = [reader.read(stream.article(self.now)) for _ in range(READ)]
        self._said = [signals(one) for one in self._read]
        self.pairs = sorted({one.pair for said in self._said for one in said})
        self.article = ""
        self.sources: set[str] = set()
        self.alerts = [self._alert(number) for number in range(ALERTS)]

    def _alert(self, number: int) -> Alert:
        at = self.now - number * timedelta(days=DAYS) / ALERTS
        hours = timedelta(hours=24)
        return example(
            Alert,
            id=self._name(),
            pair=self.pairs[number % len(self.pairs)],
            state="firing" if number % 10 == 0 else "resolved",
            direction=("closer", "apart", "attention")[number % 3],
            severity=("urgent", "notice", "info")[number % 3],
            window_start_at=at - hours,
            window_end_at=at,
            peak_start_at=at - hours,
            peak_end_at=at,
        )

    def _name(self) -> str:
        return self._chance.randbytes(16).hex()

    def documents(self) -> Iterator[Document]:
        """Give everything that is to be found, in no order that matters."""
        for number in range(ARTICLES):
            yield from self._of_article(number)
        for number, alert in enumerate(self.alerts):
            yield document(alert, key=alert.id, offset=number)
        yield from self._days()
        for number, source in enumerate(sorted(self.sources)):
            heard = example(Coverage, source=source, at=self.now, last_seen_at=self.now)
            yield document(heard, key=source, offset=number)

    def _of_article(self, number: int) -> Iterator[Document]:
        tagged, said = self._read[number % READ], self._said[number % READ]
        name = self._name()
        at = self.now - (ARTICLES - number) * timedelta(days=DAYS) / ARTICLES
        article = replace(tagged.article, id=name, published_at=at, fetched_at=at)
        self.article = name
        self.sources.add(article.source)
        yield document(replace(tagged, article=article), key=name, offset=number)
        for one in said:
            signal = replace(one, article_id=name, published_at=at, fetched_at=at)
            yield document(signal, key=signal_key(signal.pair, name), offset=number)
            if self._chance.randrange(SIGNALS_A_STORY) == 0:
                yield self._story(signal, at, number)

    def _story(self, signal: Signal, at: datetime, number: int) -> Document:
        story = example(
            Story,
            pair=signal.pair,
            id=signal.article_id,
            first_published_at=at,
            last_published_at=at,
            score=signal.alignment,
            headline=signal.title,
            sentences=signal.sentences,
            events=signal.events,
        )
        return document(story, key=f"{story.pair}/{story.id}", offset=number)

    def _days(self) -> Iterator[Document]:
        for pair in self.pairs:
            for number in range(DAYS):
                day = (self.now - timedelta(days=number)).date()
                one = example(Alignment, pair=pair, day=day)
                yield document(one, key=f"{pair}/{day.isoformat()}", offset=number)


def _index(client: Elasticsearch, made: Made) -> None:
    search = Search(client, Metrics(DECLARED), SystemClock())
    for batch in _batches(made.documents()):
        search.put(batch)
    client.indices.refresh(index="entente-*")
    found = client.count(index="entente-articles")["count"]
    if found != ARTICLES:
        raise RuntimeError(f"{found} of {ARTICLES} articles stand in Elasticsearch")


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _pages(made: Made) -> Mapping[str, str]:
    pair = made.alerts[0].pair
    return {
        "alerts": "/",
        "alerts, filtered": f"/?state=resolved&pair={pair}&severity=urgent",
        "an alert": f"/alerts/{made.alerts[0].id}",
        "pairs": "/pairs",
        "a pair": f"/pairs/{pair}",
        "an article": f"/articles/{made.article}",
        "search articles": "/search?in=articles&q=gas+agreement",
        "search stories": "/search?in=stories&q=trade",
        "search signals": f"/search?in=signals&q=talks&pair={pair}",
        "cases": "/cases",
        "hand-over": "/handover",
        "brief": "/brief",
        "verdicts": "/verdicts",
        "coverage": "/coverage",
        "watchlist": "/watchlist",
        "API, alerts": "/api/v1/alerts",
        "API, a pair": f"/api/v1/pairs/{pair}",
    }


def _figure(browser: httpx.Client, name: str, path: str) -> Figure:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = browser.get(path)
        took.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    slowest = max(took)
    note = f"p90 {statistics.quantiles(took, n=10)[-1]:.0f} ms, slowest {slowest:.0f} ms"
    return figure(GROUP, name, round(statistics.median(took), 1), "ms", target=LIMIT, note=note)
