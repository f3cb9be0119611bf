"""One poll of one feed: fetch, read, send what is new, and remember it once Kafka has it."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from entente.contracts.articles import Article
from entente.contracts.errors import Reject
from entente.ingest.feeds.configuration import Feed
from entente.ingest.feeds.document import Asked, Entry
from entente.ingest.feeds.fetching import Fetcher, FetchFailed
from entente.ingest.feeds.page import Page, with_full_text
from entente.ingest.feeds.parser import Parser
from entente.ingest.feeds.state import FeedState, FeedStates, Validators
from entente.runtime.clock import Clock
from entente.runtime.logs import logger

_log = logger(__name__)

Send = Callable[[Sequence[Article]], Awaitable[None]]


class Polled(msgspec.Struct, frozen=True):
    """What a poll brought."""

    state: FeedState
    new: int = 0
    rejected: tuple[str, ...] = ()


class Poller:
    """Polls feeds with what they all share."""

    def __init__(
        self, fetcher: Fetcher, parser: Parser, states: FeedStates, send: Send, clock: Clock
    ) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._states = states
        self._send = send
        self._clock = clock

    async def poll(self, feed: Feed, state: FeedState) -> Polled:
        """Poll a feed once.

        Raises:
            FetchFailed: it can't be fetched.
            Reject: it is no feed, or can't be read.
            Transient: the process that reads documents doesn't start.
        """
        at = self._clock.now()
        fetched = await self._fetcher.fetch(feed.url, state.validators, at)
        if fetched is None:
            return Polled(state)
        if fetched.moved_to is not None:
            _log.warning("the feed has moved for good: change its url", feed=feed.url, to=fetched.moved_to)
        document = await self._parser.document(
            Asked(
                body=fetched.body,
                content_type=fetched.content_type,
                url=fetched.url,
                source=feed.source_id,
                language=feed.language,
                now=at,
            )
        )
        present = {entry.article.id: entry.article.revision for entry in document.entries}
        new = [e for e in document.entries if state.seen.get(e.article.id) != e.article.revision]
        await self._send([await self._whole(feed, entry) for entry in _oldest_first(new)])
        sent = {entry.article.id: entry.article.revision for entry in new}
        after = state.advanced(fetched.validators, sent, present, at)
        self._states.save(after)
        return Polled(after, len(new), document.rejected)

    async def _whole(self, feed: Feed, entry: Entry) -> Article:
        """Put the page's text in place of a summary, where the feed's setting asks for it."""
        article = entry.article
        if not (feed.full_text and entry.summary_only and article.url):
            return article
        try:
            page = await self._fetcher.fetch(article.url, Validators(), self._clock.now())
            text = None if page is None else await self._parser.page(Page(page.body, page.url))
        except (FetchFailed, Reject) as error:
            _log.warning("the page can't be had; its summary is sent", url=article.url, why=str(error))
            return article
        return with_full_text(article, text)


def _oldest_first(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Put entries in order of time; feeds have the newest first, and undated ones go last."""
    backwards = entries[::-1]
    return sorted(backwards, key=lambda entry: entry.article.published_at or entry.article.fetched_at)
