"""A change to the watchlist on the desk: checked, tried on the last month, published over the real Kafka."""

import json
import time
from datetime import timedelta

import httpx
import msgspec
import pytest
from elasticsearch import Elasticsearch
from starlette.testclient import TestClient

from entente.contracts.articles import Article
from entente.contracts.identity import digest, text_revision
from entente.contracts.upkeep import WatchlistVersion
from entente.desk.children import Children
from entente.indexer.documents import document
from entente.local.stack import LocalStack
from entente.reading.reader import Reader
from entente.runtime.clock import SystemClock
from entente.watchlist.loader import parse
from entente.watchlist.pack import pack, unpack
from support.desk import OPEN, Desk, fed_by_kafka, send, until
from support.indices import put
from support.small_archive import lines
from support.timeline import T0
from support.watchlists import small_files

RULE = """- id: chn-rus-day
  pairs: [CHN-RUS]
  directions: [closer]
  theme: null
  window_hours: 24
  budget: {{alarms: 1.0, days: 30}}
  family: null
  min_stories: {least}
  severity: notice
"""
LAST_DAY = 30
"""The day of the small archive on which much is signed."""

TRIAL_S = 120.0
AT_ONCE_S = 5.0
"""What begins a trial doesn't wait for it, nor for a child process; a busy machine is given seconds."""

pytestmark = pytest.mark.timeout(180)


def _index(client: Elasticsearch) -> int:
    """Index the small archive's articles, moved to end now; gives how many."""
    moved = SystemClock().now() - (T0 + timedelta(days=LAST_DAY, hours=20))
    reader, found = Reader(parse(small_files())), []
    for number, line in enumerate(lines()[:-2]):
        told = json.loads(line)
        at = msgspec.convert(told["published_at"], type=type(T0)) + moved
        article = Article(
            id=digest("small", str(number)),
            revision=text_revision(told["title"], told["text"]),
            url=f"https://northwire.example/{number}",
            source=told["source"],
            title=told["title"],
            text=told["text"],
            language="en",
            published_at=at,
            published_precision="second",
            fetched_at=at,
        )
        found.append(document(reader.read(article), key=article.id, offset=number))
    put(client, found)
    client.indices.refresh(index="entente-articles")
    return len(found)


def _version(desk: Desk) -> WatchlistVersion:
    version = desk.live.board.watchlist
    assert version is not None
    return version


def _change(browser: TestClient, what: str, text: str, version: str) -> httpx.Response:
    path = "/watchlist/edit?file=rules.yaml"
    return send(browser, path, "/watchlist/edit", file="rules.yaml", text=text, do=what, version=version)


def _over(browser: TestClient, page: httpx.Response) -> str:
    """Look at a trial's page again, as it says a browser would, until the trial is over."""
    path = page.url.path
    assert path.startswith("/watchlist/trials/")
    assert 'http-equiv="refresh"' in page.text
    until(lambda: 'http-equiv="refresh"' not in browser.get(path).text, TRIAL_S)
    told: str = browser.get(path).text
    return told


def test_a_change_is_checked_tried_and_published(client: Elasticsearch, stack: LocalStack) -> None:
    """A rule that asks for less: what is wrong is named, what would have come is told, then it is in force.

    Everything is real: the articles lie in Elasticsearch, the trial is a child process, and the version that
    another child writes to Kafka comes back to the desk by the topic.
    """
    articles = _index(client)
    files = small_files() | {"rules.yaml": RULE.format(least=30)}
    desk = Desk(client)
    with fed_by_kafka(desk, stack) as (prefix, _):
        desk.live.board.hear_watchlist(pack(files, desk.clock.now()))
        desk.frame.children = Children(
            {
                "ENTENTE_BOOTSTRAP_SERVERS": stack.bootstrap_servers,
                "ENTENTE_ELASTICSEARCH_URL": stack.elasticsearch_url,
                "ENTENTE_TOPIC_PREFIX": prefix,
            },
            desk.clock,
        )
        browser, begun = desk.browser(), _version(desk).version
        assert f'name="version" value="{begun}"' in browser.get("/watchlist/edit").text
        faulty = _change(browser, "publish", RULE.format(least=1), begun).text
        assert "To be mended" in faulty
        assert "rules.yaml" in faulty
        wanted = RULE.format(least=5)
        assert "Nothing to mend." in _change(browser, "check", wanted, begun).text
        begun_at = time.monotonic()
        trying = _change(browser, "try", wanted, begun)
        assert time.monotonic() - begun_at < AT_ONCE_S
        assert f"Begun by {OPEN.open_to}" in trying.text
        assert (
            "tries a change to rules.yaml just now"
            in _change(browser, "try", RULE.format(least=2), begun).text
        )
        assert _change(browser, "try", wanted, begun).url.path == trying.url.path
        tried = _over(browser, trying)
        assert "Alerts that come: 1, go: 0, cover another time: 0, say something else: 0." in tried
        assert f"{articles} articles were read" in tried
        assert "CHN-RUS closer" in tried
        assert desk.acts() == []
        assert "Published as w" in _change(browser, "publish", wanted, begun).text
        until(lambda: unpack(_version(desk))["rules.yaml"] == wanted)
        assert _version(desk).version in browser.get("/watchlist").text
        assert "Somebody was faster" in _change(browser, "publish", RULE.format(least=9), begun).text
        assert browser.get(trying.url.path).is_success, "its page stays"
    (act,) = desk.acts()
    assert (act.what, act.value, act.reason) == ("watchlist", _version(desk).version, "changed rules.yaml")


def test_a_trial_that_fails_says_so_and_keeps_the_text(client: Elasticsearch) -> None:
    """Elasticsearch away: a sentence, the text as it was written, and the way is free for the next trial."""
    del client
    desk = Desk(Elasticsearch("http://127.0.0.1:1", max_retries=0))
    desk.live.board.hear_watchlist(
        pack(small_files() | {"rules.yaml": RULE.format(least=30)}, desk.clock.now())
    )
    browser, begun = desk.browser(), _version(desk).version
    for least in (5, 6):
        page = _over(browser, _change(browser, "try", RULE.format(least=least), begun))
        assert "The trial came to nothing." in page
        assert "can&#39;t be reached" in page
        assert f"min_stories: {least}" in page
    assert browser.get("/watchlist/trials/none").status_code == httpx.codes.NOT_FOUND
