"""Ingest: polls feeds, writes what is new to articles.raw; each minute, how each is heard and a heartbeat."""

import asyncio
from pathlib import Path

from entente.contracts.errors import Misconfigured
from entente.ingest.feeds.configuration import Feed, parse_feeds
from entente.ingest.feeds.fetching import Fetcher
from entente.ingest.feeds.follow import Followers
from entente.ingest.feeds.parser import Parser
from entente.ingest.feeds.poll import Poller
from entente.ingest.feeds.state import FeedStates
from entente.ingest.heart import Heart
from entente.ingest.records import COVERAGE, RAW
from entente.ingest.settings import IngestSettings
from entente.runtime.logs import logger
from entente.runtime.process import Runtime

TOPICS = (RAW, COVERAGE)
_WATCH_S = 0.5

_log = logger(__name__)


def work(runtime: Runtime[IngestSettings]) -> None:
    """Follow every feed until asked to stop."""
    feeds = read_feeds(runtime.settings.feeds_file)
    if not feeds:
        _log.info("no feeds to poll; name a list of them in ENTENTE_FEEDS_FILE")
    asyncio.run(follow(runtime, feeds))


def read_feeds(file: Path | None) -> tuple[Feed, ...]:
    """Read the list of feeds.

    Raises:
        Misconfigured: it can't be read, or is wrong.
    """
    if file is None:
        return ()
    try:
        return parse_feeds(file.read_text(encoding="utf-8"), str(file))
    except OSError as error:
        raise Misconfigured(f"ENTENTE_FEEDS_FILE: {file} can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"ENTENTE_FEEDS_FILE: {file} is not UTF-8") from error


async def follow(runtime: Runtime[IngestSettings], feeds: tuple[Feed, ...]) -> None:
    """Poll each feed at its own pace, until asked to stop or one of the tasks fails."""
    settings = runtime.settings
    states = FeedStates(settings.feed_state_dir) if feeds else None
    parser = Parser(settings.feed_read_s)
    producer = await asyncio.to_thread(runtime.wait_for, "producer", runtime.broker.producer)
    try:
        async with Fetcher(settings.feed_user_agent, settings.private_hosts, settings.limits) as fetcher:
            followers = Followers(runtime, producer)
            tasks = [
                asyncio.create_task(_watch_stop(runtime), name="stop"),
                asyncio.create_task(Heart(runtime, producer).beat_on(), name="heart"),
            ]
            if states is not None:
                poller = Poller(fetcher, parser, states, followers.send, runtime.clock)
                tasks += followers.start(feeds, poller, states)
            done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for task in done:
                task.result()
    finally:
        await parser.close()
        await asyncio.to_thread(producer.close, 2.0)


async def _watch_stop(runtime: Runtime[IngestSettings]) -> None:
    """Return when asked to stop; each look is a sign of life of the loop that all feeds share."""
    while not runtime.stop.asked:
        runtime.progress.beat()
        await asyncio.sleep(_WATCH_S)
