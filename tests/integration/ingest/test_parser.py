"""Documents read in a process that can be killed."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import psutil
import pytest

from entente.contracts.errors import Reason, Reject
from entente.ingest.feeds.document import Asked, Document
from entente.ingest.feeds.page import Page
from entente.ingest.feeds.parser import Parser
from support.feed_server import Item, rss

NOW = datetime(2025, 9, 7, 12, tzinfo=UTC)
GOOD = rss([Item("Talks open", "https://a.example/1", NOW)])


def _asked(body: bytes) -> Asked:
    return Asked(
        body=body, content_type="text/xml", url="https://a.example/feed", source="a", language=None, now=NOW
    )


def _with_parser(scenario: Callable[[Parser], Awaitable[None]], limit_s: float = 10.0) -> None:
    async def run() -> None:
        parser = Parser(limit_s)
        try:
            await scenario(parser)
        finally:
            await parser.close()

    asyncio.run(run())
    assert _workers() == []


def _workers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if _is_worker(child)]


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "entente.ingest.feeds.worker" in process.cmdline()
    except psutil.NoSuchProcess:
        return False


def _titles(document: Document) -> list[str]:
    return [entry.article.title for entry in document.entries]


async def _refusal(parser: Parser, body: bytes) -> Reject:
    with pytest.raises(Reject) as caught:
        await parser.document(_asked(body))
    return caught.value


def test_a_document_is_read_and_another_after_it() -> None:
    """One process serves all."""

    async def scenario(parser: Parser) -> None:
        assert _titles(await parser.document(_asked(GOOD))) == ["Talks open"]
        (first,) = _workers()
        assert _titles(await parser.document(_asked(GOOD))) == ["Talks open"]
        assert _workers() == [first]

    _with_parser(scenario)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><item><title>"
        + b"<b>" * 200_000
        + b"deep</title></item></channel></rss>",
        b"<rss version='2.0'><channel><item><title>"
        + b"&lt;b&gt;" * 200_000
        + b"deep</title></item></channel></rss>",
        b"<rss><channel>" + b"<item>" * 200_000 + b"<title>deep</title></item></channel></rss>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>deep</title><content type='xhtml'>"
        + b"<div>" * 200_000
        + b"</content></entry></feed>",
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 200_000,
    ],
    ids=["nested tags", "nested markup", "nested items", "nested xhtml", "nested json"],
)
def test_deep_nesting_is_read_or_refused_in_time(body: bytes) -> None:
    """200,000 levels take no longer than allowed, and the next document is read."""

    async def scenario(parser: Parser) -> None:
        started = time.monotonic()
        try:
            document = await parser.document(_asked(body))
        except Reject as reject:
            told = reject.detail
        else:
            told = f"{len(document.entries)} entries"
        assert told
        assert time.monotonic() - started < 2 * 10.0 + 5.0
        assert _titles(await parser.document(_asked(GOOD))) == ["Talks open"]

    _with_parser(scenario)


def test_an_entity_bomb_is_refused_at_sight() -> None:
    """A billion laughs are never expanded."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}]><rss>&l9;</rss>'.encode()

    async def scenario(parser: Parser) -> None:
        started = time.monotonic()
        refusal = await _refusal(parser, bomb)
        assert (refusal.reason, refusal.detail) == (
            Reason.UNSUPPORTED,
            "the document declares XML entities, which are refused",
        )
        assert time.monotonic() - started < 10

    _with_parser(scenario)


def test_a_document_that_takes_too_long_is_left_and_the_next_is_read() -> None:
    """Its process is killed; a new one takes its place."""
    # Markup that isn't escaped sends it to the thorough reader, which needs a minute for so many entries.
    entry = (
        b"<item><title>a <b>b</b></title><description>"
        + b"&lt;p&gt;word&lt;/p&gt;" * 10
        + b"</description></item>"
    )
    slow = b"<rss version='2.0'><channel>" + entry * 30_000 + b"</channel></rss>"

    async def scenario(parser: Parser) -> None:
        await parser.document(_asked(GOOD))
        refusal = await _refusal(parser, slow)
        assert (refusal.reason, refusal.detail) == (Reason.TOO_LARGE, "reading it takes more than 1 s")
        assert _workers() == []
        assert _titles(await parser.document(_asked(GOOD))) == ["Talks open"]

    _with_parser(scenario, limit_s=1.0)


def test_a_process_that_dies_is_replaced() -> None:
    """Killed from outside, as the kernel does when memory is short; the document is read all the same."""

    async def scenario(parser: Parser) -> None:
        await parser.document(_asked(GOOD))
        (worker,) = _workers()
        os.kill(worker.pid, signal.SIGKILL)
        await asyncio.sleep(0.1)
        assert _titles(await parser.document(_asked(GOOD))) == ["Talks open"]

    _with_parser(scenario)


def test_a_page_without_an_article_has_no_text() -> None:
    """Nothing is made up."""

    async def scenario(parser: Parser) -> None:
        assert await parser.page(Page(b"<html><body></body></html>", "https://a.example/1")) is None

    _with_parser(scenario)


def test_questions_at_the_same_time_get_their_own_answers() -> None:
    """They take turns."""

    async def scenario(parser: Parser) -> None:
        feeds = [rss([Item(f"Talks {n}", f"https://a.example/{n}", NOW)]) for n in range(20)]
        documents = await asyncio.gather(*(parser.document(_asked(feed)) for feed in feeds))
        assert [_titles(document) for document in documents] == [[f"Talks {n}"] for n in range(20)]

    _with_parser(scenario)
