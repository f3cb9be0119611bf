"""Ingest as it runs: real feeds over HTTP, a broker in memory that can play dead, sources told of."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from entente.contracts.articles import Article
from entente.contracts.codec import decode
from entente.contracts.errors import Misconfigured
from entente.contracts.upkeep import Coverage
from entente.ingest.app import follow, read_feeds
from entente.ingest.declared import DECLARED
from entente.ingest.feeds.configuration import Feed
from entente.ingest.settings import IngestSettings
from entente.runtime.clock import SystemClock
from entente.runtime.declared import RUNTIME
from entente.runtime.heartbeats import is_heartbeat
from entente.runtime.memory import MemoryBroker
from entente.runtime.metrics import Metrics
from entente.runtime.process import Runtime
from entente.runtime.progress import Progress, Stop
from entente.runtime.topics import manifests
from support.feed_server import HOST, FeedServer, Item, rss

T0 = datetime(2025, 9, 7, 6, 30, tzinfo=UTC)
ITEMS = [Item(f"Talks, round {n}", f"https://a.example/{n}", T0 + timedelta(hours=n)) for n in range(3)]
PATIENCE_S = 30.0


class Ingest:
    """The service over feeds of a test's server; its loop's interval is its own, so polls are few."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        self.broker = MemoryBroker(manifests(), clock)
        self.stop = Stop(clock)
        self.metrics = Metrics((*RUNTIME, *DECLARED))
        self.runtime = Runtime(
            "ingest",
            IngestSettings(
                feed_state_dir=folder,
                feed_private_hosts=HOST,
                feed_first_poll_s=0,
                feed_max_mb=1,
                feed_fetch_s=5,
                coverage_every_s=1,
            ),
            self.broker,
            clock=clock,
            metrics=self.metrics,
            progress=Progress(clock),
            stop=self.stop,
        )

    async def until(self, feeds: tuple[Feed, ...], reached: Callable[[], bool]) -> None:
        """Follow the feeds until something is reached."""
        following = asyncio.create_task(follow(self.runtime, feeds))
        async with asyncio.timeout(PATIENCE_S):
            while not (reached() or following.done()):
                await asyncio.wait({following}, timeout=0.05)
        self.stop.ask()
        await following

    def articles(self) -> list[Article]:
        """List what stands on articles.raw, in the order it was written."""
        records = sorted(self.broker.records("articles.raw"), key=lambda record: record.timestamp_ms)
        return [decode(Article, record.value) for record in records if not is_heartbeat(record)]

    def coverage(self) -> dict[str, Coverage]:
        """Give the latest coverage of each source."""
        records = self.broker.records("coverage")
        return {coverage.source: coverage for coverage in (decode(Coverage, r.value) for r in records)}

    def polls(self, outcome: str) -> int:
        """Count polls by how they went."""
        return int(self.metrics.value("entente_feed_polls_total", outcome=outcome))


def _states(folder: Path) -> list[Path]:
    return list(folder.glob("*.json"))


def _with_server(scenario: Callable[[FeedServer], Awaitable[None]]) -> None:
    async def run() -> None:
        async with FeedServer() as server:
            await scenario(server)

    asyncio.run(run())


def test_a_feeds_articles_arrive_and_its_source_is_heard(tmp_path: Path) -> None:
    """Each entry is an article, and coverage says when it was heard."""

    async def scenario(server: FeedServer) -> None:
        ingest = Ingest(tmp_path)
        feed = Feed(url=server.serve_tagged("/feed", rss(ITEMS), '"1"'), source="agency", language="en")
        await ingest.until(
            (feed,), lambda: bool(ingest.coverage()) and ingest.coverage()["agency"].articles > 0
        )
        articles = ingest.articles()
        assert {article.title for article in articles} == {item.title for item in ITEMS}
        assert {(article.source, article.language) for article in articles} == {("agency", "en")}
        coverage = ingest.coverage()["agency"]
        assert (coverage.feed, coverage.articles, coverage.errors) == (feed.url, 3, 0)
        assert coverage.last_seen_at is not None
        assert coverage.last_seen_at >= articles[0].fetched_at

    _with_server(scenario)


def test_after_a_restart_only_what_changed_is_sent(tmp_path: Path) -> None:
    """An unchanged feed costs a 304; of a changed one, new and rewritten entries alone are sent."""

    async def scenario(server: FeedServer) -> None:
        feed = Feed(url=server.serve_tagged("/feed", rss(ITEMS), '"1"'))
        first = Ingest(tmp_path)
        await first.until((feed,), lambda: first.polls("new") == 1)
        again = Ingest(tmp_path)
        await again.until((feed,), lambda: again.polls("unchanged") == 1)
        assert again.articles() == []
        rewritten = Item(ITEMS[0].title, ITEMS[0].link, ITEMS[0].at, "They met, and parted in anger.")
        added = Item("Talks, round 9", "https://a.example/9", T0)
        server.serve_tagged("/feed", rss([added, rewritten, *ITEMS[1:]]), '"2"')
        changed = Ingest(tmp_path)
        await changed.until((feed,), lambda: changed.polls("new") == 1)
        assert {article.title for article in changed.articles()} == {added.title, rewritten.title}
        ids = {article.id: article.revision for article in first.articles()}
        assert [a.revision != ids[a.id] for a in changed.articles() if a.id in ids] == [True]

    _with_server(scenario)


def test_a_feed_is_remembered_only_once_the_broker_has_its_articles(tmp_path: Path) -> None:
    """While the broker is away nothing is forgotten and nothing is marked as sent."""

    async def scenario(server: FeedServer) -> None:
        feed = Feed(url=server.serve_tagged("/feed", rss(ITEMS), '"1"'))
        ingest = Ingest(tmp_path)
        ingest.broker.down = True

        def back() -> None:
            assert _states(tmp_path) == []
            ingest.broker.down = False

        threading.Timer(2.0, back).start()
        await ingest.until((feed,), lambda: ingest.polls("new") == 1)
        assert len(ingest.articles()) == len(ITEMS)
        assert ingest.metrics.value("entente_retries_total", what="delivery") > 0
        assert len(_states(tmp_path)) == 1

    _with_server(scenario)


def test_stopped_while_the_broker_is_away_it_ends_and_marks_nothing(tmp_path: Path) -> None:
    """The next start polls again."""

    async def scenario(server: FeedServer) -> None:
        feed = Feed(url=server.serve_tagged("/feed", rss(ITEMS), '"1"'))
        ingest = Ingest(tmp_path)
        ingest.broker.down = True
        await ingest.until((feed,), lambda: server.asked != [])
        assert _states(tmp_path) == []

    _with_server(scenario)


def test_each_broken_feed_is_told_and_none_holds_up_another(tmp_path: Path) -> None:
    """Coverage and log say what is wrong with it; the good one is read all the same."""

    async def scenario(server: FeedServer) -> None:
        secret = server.serve("/secret", rss(ITEMS))
        entities = b'<!DOCTYPE rss [<!ENTITY a "b">]>' + rss(ITEMS)
        broken = {
            "html": (server.serve("/html", b"<!DOCTYPE html><html>Moved</html>"), "neither RSS, Atom nor"),
            "empty": (server.serve("/empty", b""), "the document is empty"),
            "gone": (server.serve("/gone", status=410), "the server answers 410 Gone"),
            "bomb": (server.serve_bomb("/bomb", 300), "more than 1 MiB, unpacked"),
            "slow": (server.serve_slowly("/slow", 0.1), "no whole answer within 5 s"),
            "entities": (server.serve("/entities", entities), "declares XML entities"),
            "private": (secret.replace(HOST, "localhost"), "is no public address"),
            "closed": (f"http://{HOST}:1/", "can't be reached"),
        }
        feeds = [Feed(url=url, source=source) for source, (url, _) in broken.items()]
        feeds.append(Feed(url=server.serve("/good", rss(ITEMS)), source="good"))
        ingest = Ingest(tmp_path)

        def all_told() -> bool:
            return {source for source, one in ingest.coverage().items() if one.errors} == set(broken)

        await ingest.until(tuple(feeds), all_told)
        coverage = ingest.coverage()
        for source, (_, why) in broken.items():
            assert why in (coverage[source].last_error or ""), source
        assert (coverage["good"].articles, coverage["good"].last_error) == (3, None)
        assert {article.source for article in ingest.articles()} == {"good"}

    _with_server(scenario)


PAGE = f"""<html><body><nav><a href="/">Home</a></nav><article><h1>Talks</h1>
<p>{"The delegations met in Geneva on Sunday and spoke about grain. " * 8}</p></article></body></html>"""


def test_the_page_is_fetched_only_where_the_setting_asks_for_it(tmp_path: Path) -> None:
    """A summary is replaced by the page's text; a page that can't be had leaves the summary."""

    async def scenario(server: FeedServer) -> None:
        here = server.serve("/page", PAGE.encode())
        items = [Item("Talks", here, T0), Item("Lost", server.url("/lost"), T0)]
        body = rss(items)
        feeds = (
            Feed(url=server.serve("/full", body), source="full", full_text=True),
            Feed(url=server.serve("/short", body), source="short"),
        )
        ingest = Ingest(tmp_path)
        await ingest.until(feeds, lambda: ingest.polls("new") == len(feeds))
        texts = {(article.source, article.title): article.text for article in ingest.articles()}
        assert "The delegations met in Geneva" in texts["full", "Talks"]
        assert texts["full", "Lost"] == texts["short", "Talks"] == ITEMS[0].text
        assert server.paths().count("/page") == 1

    _with_server(scenario)


def test_a_list_that_is_missing_or_wrong_is_told(tmp_path: Path) -> None:
    """In one sentence with the setting's name or the file's; none at all is no error."""
    assert read_feeds(None) == ()
    with pytest.raises(Misconfigured, match=r"ENTENTE_FEEDS_FILE: .*gone\.yaml can't be read: No such file"):
        read_feeds(tmp_path / "gone.yaml")
    (tmp_path / "bad.yaml").write_bytes(b"\xff")
    with pytest.raises(Misconfigured, match="is not UTF-8"):
        read_feeds(tmp_path / "bad.yaml")


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    """Before anything is fetched."""
    (tmp_path / "file").touch()

    async def scenario(server: FeedServer) -> None:
        ingest = Ingest(tmp_path / "file" / "state")
        with pytest.raises(Misconfigured, match="set ENTENTE_FEED_STATE_DIR"):
            await follow(ingest.runtime, (Feed(url=server.url("/feed")),))
        assert server.asked == []

    _with_server(scenario)
