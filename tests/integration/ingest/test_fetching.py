"""Fetching from a real server: only what is new, no more than is wanted, from no private address."""

import asyncio
import tracemalloc
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from entente.ingest.feeds.fetching import MAX_REDIRECTS, Fetched, Fetcher, FetchFailed, FetchLimits
from entente.ingest.feeds.state import Validators
from support.feed_server import HOST, FeedServer

NOW = datetime(2025, 9, 7, 12, tzinfo=UTC)
NONE = Validators()
REFUSALS = (
    "is no public address",
    "is not a canonical IPv4 address",
    "Cannot assign requested address",  # a machine without IPv6
)
LIMITS = FetchLimits(max_bytes=1024 * 1024, total_s=20.0)


def _with_server(
    scenario: Callable[[FeedServer, Fetcher], Awaitable[None]], limits: FetchLimits = LIMITS
) -> None:
    async def run() -> None:
        async with FeedServer() as server, Fetcher("entente tests", [HOST], limits) as fetcher:
            await scenario(server, fetcher)

    asyncio.run(run())


async def _failure(fetcher: Fetcher, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        await fetcher.fetch(url, NONE, NOW)
    return caught.value


async def _body(fetcher: Fetcher, url: str) -> bytes:
    fetched = await fetcher.fetch(url, NONE, NOW)
    assert fetched is not None
    return fetched.body


def test_what_we_have_is_not_fetched_again() -> None:
    """Validators go back to the server, which answers 304; introduced by name."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        url = server.serve_tagged("/feed", b"words", '"v1"')
        first = await fetcher.fetch(url, NONE, NOW)
        assert first == Fetched(url, b"words", "application/rss+xml", Validators('"v1"', None), None)
        assert await fetcher.fetch(url, first.validators, NOW) is None
        assert server.asked[-1].headers["User-Agent"] == "entente tests"

    _with_server(scenario)


def test_last_modified_is_sent_back_as_it_came() -> None:
    """Even where it is no date: it is the server's own word."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        url = server.serve("/feed", b"words", headers={"Last-Modified": "yesterday"})
        first = await fetcher.fetch(url, NONE, NOW)
        assert first is not None
        await fetcher.fetch(url, first.validators, NOW)
        assert server.asked[-1].headers["If-Modified-Since"] == "yesterday"

    _with_server(scenario)


def test_redirects_are_followed_and_a_permanent_one_is_told() -> None:
    """A feed that moved for good says where to."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        there = server.serve("/there", b"words")
        moved = server.serve("/moved", status=301, headers={"Location": "/there"})
        visiting = server.serve("/visiting", status=302, headers={"Location": there})
        for url, moved_to in ((moved, there), (visiting, None)):
            fetched = await fetcher.fetch(url, NONE, NOW)
            assert fetched is not None
            assert (fetched.body, fetched.url, fetched.moved_to) == (b"words", there, moved_to)

    _with_server(scenario)


def test_no_redirect_leads_to_a_private_address() -> None:
    """Whatever form the address has, and by whatever name: nothing is asked of it."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        server.serve("/secret", b"secret")
        for host in ("localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "[::1]"):
            hop = server.serve("/hop", status=302, headers={"Location": server.url("/secret", host)})
            refused = str(await _failure(fetcher, hop))
            assert any(why in refused for why in REFUSALS), refused
        hop = server.serve(
            "/hop", status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"}
        )
        assert "169.254.169.254 is no public address" in str(await _failure(fetcher, hop))
        assert "/secret" not in server.paths()

    _with_server(scenario)


def test_a_private_feed_is_refused_unless_allowed_by_name() -> None:
    """The error names the setting."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        server.serve("/feed", b"words")
        failure = await _failure(fetcher, server.url("/feed", "localhost"))
        assert "ENTENTE_FEED_PRIVATE_HOSTS" in str(failure)
        assert await _body(fetcher, server.url("/feed")) == b"words"

    _with_server(scenario)


def test_redirects_that_lead_nowhere_are_given_up() -> None:
    """Round in circles, to another scheme, or without saying where."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        circle = server.serve("/circle", status=302, headers={"Location": "/circle"})
        assert f"more than {MAX_REDIRECTS} redirects" in str(await _failure(fetcher, circle))
        assert server.paths().count("/circle") == MAX_REDIRECTS + 1
        local = server.serve("/file", status=302, headers={"Location": "file:///etc/passwd"})
        assert "which is not http(s)" in str(await _failure(fetcher, local))
        silent = server.serve("/silent", status=302)
        assert "doesn't say where to" in str(await _failure(fetcher, silent))
        broken = server.serve("/broken", status=302, headers={"Location": "http://[bad"})
        assert "Invalid IPv6" in str(await _failure(fetcher, broken))

    _with_server(scenario)


def test_a_gzip_bomb_is_noticed_before_it_is_unpacked() -> None:
    """300 MB packed into 300 kB cost a few."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        url = server.serve_bomb("/bomb", 300)
        tracemalloc.start()
        failure = await _failure(fetcher, url)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert str(failure) == "more than 1 MiB, unpacked"
        assert peak < 16_000_000

    _with_server(scenario)


def test_a_body_without_end_is_given_up() -> None:
    """A server that drips is left after the whole time allowed, however alive it looks."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        failure = await _failure(fetcher, server.serve_slowly("/drip", 0.05))
        assert "no whole answer within 0.5 s" in str(failure)

    _with_server(scenario, FetchLimits(total_s=0.5))


def test_a_server_that_asks_for_patience_gets_it() -> None:
    """429 and 503 may say how long; other errors may not."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        patience = {"Retry-After": "120"}
        busy = await _failure(fetcher, server.serve("/busy", status=429, headers=patience))
        assert (str(busy), busy.retry_after_s) == ("the server answers 429 Too Many Requests", 120.0)
        gone = await _failure(fetcher, server.serve("/gone", status=410, headers=patience))
        assert (str(gone), gone.retry_after_s) == ("the server answers 410 Gone", None)

    _with_server(scenario)


def test_what_can_not_be_reached_or_read_is_told() -> None:
    """A closed port, an unknown name, a damaged packing, an address that is none."""

    async def scenario(server: FeedServer, fetcher: Fetcher) -> None:
        port = server.port
        damaged = server.serve("/damaged", b"no gzip", headers={"Content-Encoding": "gzip"})
        assert "gzip" in str(await _failure(fetcher, damaged))
        assert f"{HOST} can't be reached" in str(await _failure(fetcher, f"http://{HOST}:1/"))
        assert "nowhere.invalid can't be reached" in str(await _failure(fetcher, "http://nowhere.invalid/"))
        assert "no URL that can be fetched" in str(await _failure(fetcher, f"http://:{port}/"))

    _with_server(scenario)
