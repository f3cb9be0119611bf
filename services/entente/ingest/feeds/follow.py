"""Feeds followed side by side, each at its own pace; how they are heard is told each minute."""

import asyncio
import random
from collections.abc import Sequence

from entente.contracts.articles import Article
from entente.contracts.errors import Reject, Transient
from entente.ingest.coverage import Hearing, coverage
from entente.ingest.declared import LAST_SEEN
from entente.ingest.feeds.configuration import Feed
from entente.ingest.feeds.fetching import FetchFailed
from entente.ingest.feeds.poll import Poller
from entente.ingest.feeds.schedule import next_wait_s
from entente.ingest.feeds.state import FeedState, FeedStates
from entente.ingest.records import article_record, coverage_record
from entente.ingest.settings import IngestSettings
from entente.runtime.backoff import Backoff, BackoffPolicy
from entente.runtime.broker import DELIVERY_S, Producer, deliver
from entente.runtime.logs import logger
from entente.runtime.process import Runtime
from entente.runtime.records import Outgoing

_REJECTED_TOLD = 3

_log = logger(__name__)


class Followers:
    """Follows feeds and sends what they bring."""

    def __init__(self, runtime: Runtime[IngestSettings], producer: Producer) -> None:
        self._runtime = runtime
        self._producer = producer
        self._slots = asyncio.Semaphore(runtime.settings.feeds_at_once)
        self._hearings: list[Hearing] = []
        self._chance = random.Random()  # noqa: S311 - jitter, no secret

    def start(self, feeds: Sequence[Feed], poller: Poller, states: FeedStates) -> list[asyncio.Task[None]]:
        """Start following; a task ends only when cancelled, or by an error that must end the process."""
        tasks = [asyncio.create_task(self._tell(), name="coverage")]
        for feed in feeds:
            state = states.load(feed.url)
            hearing = Hearing(source=feed.source_id, feed=feed.url, last_seen_at=state.last_seen_at)
            self._hearings.append(hearing)
            tasks.append(asyncio.create_task(self._follow(feed, state, hearing, poller), name=feed.url))
        return tasks

    async def send(self, articles: Sequence[Article]) -> None:
        """Write articles, and return once all are acknowledged, however long the broker is away."""
        now = self._runtime.clock.now()
        records = [article_record(article, now) for article in articles]
        await self._deliver(records)
        if self._runtime.spans is not None:
            for one in records:
                self._runtime.spans.began(one, now)
        for article in articles:
            self._runtime.metrics.count("entente_feed_articles_total", source=article.source)

    async def _follow(self, feed: Feed, state: FeedState, hearing: Hearing, poller: Poller) -> None:
        first_s = min(self._runtime.settings.feed_first_poll_s, feed.interval_s)
        await asyncio.sleep(first_s * self._chance.random())
        failures = 0
        while True:
            asked_s: float | None = None
            try:
                async with self._slots:
                    state = await self._poll(feed, state, hearing, poller)
                failures = 0
            except (FetchFailed, Reject, Transient) as error:
                failures += 1
                asked_s = error.retry_after_s if isinstance(error, FetchFailed) else None
                self._failed(feed, hearing, str(error))
            wait_s = next_wait_s(feed.interval_s, failures, asked_s, self._chance.random())
            await asyncio.sleep(wait_s)

    async def _poll(self, feed: Feed, state: FeedState, hearing: Hearing, poller: Poller) -> FeedState:
        metrics, clock = self._runtime.metrics, self._runtime.clock
        started = clock.monotonic()
        polled = await poller.poll(feed, state)
        metrics.observe("entente_feed_poll_seconds", clock.monotonic() - started)
        metrics.count("entente_feed_polls_total", outcome="new" if polled.new else "unchanged")
        if polled.rejected:
            metrics.count("entente_feed_entries_rejected_total", len(polled.rejected), source=feed.source_id)
            told = "; ".join(polled.rejected[:_REJECTED_TOLD])
            _log.warning("entries rejected", feed=feed.url, count=len(polled.rejected), why=told)
        if polled.new:
            _log.info("new articles", feed=feed.url, count=polled.new)
        hearing.heard(polled.new, clock.now())
        self._gauge()
        return polled.state

    def _failed(self, feed: Feed, hearing: Hearing, why: str) -> None:
        self._runtime.metrics.count("entente_feed_polls_total", outcome="failed")
        hearing.failed(why, self._runtime.clock.now())
        self._gauge()
        _log.warning("the feed can't be read", feed=feed.url, source=feed.source_id, why=why)

    def _gauge(self) -> None:
        failing = sum(hearing.last_error is not None for hearing in self._hearings)
        heard = sum(hearing.last_error is None and hearing.polled for hearing in self._hearings)
        waiting = len(self._hearings) - failing - heard
        for state, count in (("heard", heard), ("failing", failing), ("waiting", waiting)):
            self._runtime.metrics.set("entente_feeds", count, state=state)
        for one in coverage(self._hearings, self._runtime.clock.now()):
            if one.last_seen_at is not None:
                seen = one.last_seen_at.timestamp()
                self._runtime.metrics.set(LAST_SEEN, seen, source=one.source)

    async def _tell(self) -> None:
        """Write the coverage of each source, for ever; a minute that can't be written is passed over."""
        while True:
            await asyncio.sleep(self._runtime.settings.coverage_every_s)
            records = [coverage_record(one) for one in coverage(self._hearings, self._runtime.clock.now())]
            try:
                await asyncio.to_thread(deliver, self._producer, records, DELIVERY_S, self._still)
            except Transient as error:
                _log.warning("coverage can't be written", why=str(error))

    async def _deliver(self, records: Sequence[Outgoing]) -> None:
        backoff = Backoff(BackoffPolicy())
        while True:
            try:
                await asyncio.to_thread(deliver, self._producer, records, DELIVERY_S, self._still)
            except Transient as error:
                delay_s = backoff.next_s()
                self._runtime.progress.waits_for("delivery", str(error))
                self._runtime.metrics.count("entente_retries_total", what="delivery")
                _log.warning("waiting", what="delivery", why=str(error), seconds=round(delay_s, 2))
                await asyncio.sleep(delay_s)
            else:
                self._runtime.progress.has("delivery")
                return

    def _still(self) -> bool:
        """Say whether it is worth waiting for the broker: a stop must not take longer."""
        return not self._runtime.stop.asked
