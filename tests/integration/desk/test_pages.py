"""The desk's pages over the real Elasticsearch, as a browser would ask for them."""

import re
import statistics
import time
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from elasticsearch import Elasticsearch
from msgspec.structs import replace
from starlette.testclient import TestClient

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.errors import Reason
from entente.contracts.signals import Signal, Story
from entente.desk.pages.alerts import PAGE
from entente.indexer.documents import Document, document
from entente.ingest.app import read_feeds
from entente.local.stack import LocalStack
from entente.runtime.broker import deliver
from entente.runtime.deadletters import dead_letter
from entente.runtime.outcomes import Rejected
from entente.runtime.records import Record
from entente.runtime.search import SearchSettings, connect
from support.desk import Desk, form_token, send
from support.examples import example
from support.indices import put

HOSTILE = "<script>alert(1)</script>\u202e" + "x" * 10_000


@pytest.fixture
def browser(desk: Desk) -> TestClient:
    """A browser on the desk."""
    return desk.browser()


def _index(client: Elasticsearch, *documents: Document) -> None:
    put(client, documents)
    client.indices.refresh(index="entente-*")


def _alert(number: int, **changes: object) -> Document:
    alert = example(Alert, id=f"alert-{number:04}", **changes)
    return document(alert, key=alert.id, offset=number)


def _example(kind: type[TaggedArticle | Signal | Story | Alert], key: str) -> Document:
    return document(example(kind), key=key, offset=1)


def test_no_alert_yet_is_said(browser: TestClient) -> None:
    """An empty desk explains itself."""
    assert "No alert yet" in browser.get("/").text


def test_alerts_are_listed_filtered_and_paged(desk: Desk, browser: TestClient) -> None:
    """The list counts all, shows a page, filters by every field; a pair in either order."""
    desk.hear([example(Alert, id=f"alert-{n:04}") for n in range(PAGE + 5)])
    desk.hear(
        [example(Alert, id="w", state="withdrawn"), example(Alert, id="p", pair="IND-PAK", direction="apart")]
    )
    first = browser.get("/")
    assert f"<title>({PAGE + 6}) Alerts" in first.text
    assert first.text.count("data-open>") == PAGE
    assert browser.get(f"/?start={PAGE}").text.count("data-open>") == 7
    counts = {
        "state=withdrawn": 1,
        "pair=pak-ind": 1,
        "direction=apart": 1,
        "theme=energy&pair=IND-PAK": 1,
        "severity=info": 0,
        "confidence=high": 0,
        "kind=first": 0,
        "desk=acknowledged": 0,
        "assignee=ada": 0,
        "assignee=nobody&pair=IND-PAK": 1,
        "since=2025-09-04": 0,
        "until=2025-09-02": 0,
        "since=2025-09-01&until=2025-09-03&pair=IND-PAK": 1,
    }
    assert {query: browser.get(f"/?{query}").text.count("data-open>") for query in counts} == counts


def test_what_fires_is_listed_first(desk: Desk, browser: TestClient) -> None:
    """Firing alerts stand before resolved and withdrawn ones, however old."""
    desk.hear(
        [
            example(Alert, id=f"alert-000{number}", state=state)
            for number, state in enumerate(("firing", "withdrawn", "resolved"))
        ]
    )
    assert re.findall(r'id="a-alert-000(\d)', browser.get("/").text) == ["0", "2", "1"]


def test_ten_thousand_alerts_are_listed_as_easily_as_ten(desk: Desk, browser: TestClient) -> None:
    """A page of a long list costs what its lines cost: less than a few times that of a short one."""
    desk.hear([example(Alert, id=f"few-{n}") for n in range(PAGE)])
    few = _seconds(browser)
    desk.hear([example(Alert, id=f"many-{n}", stories=()) for n in range(10_000)])
    browser.get("/")
    assert _seconds(browser) < 5 * few + 0.2


def _seconds(browser: TestClient) -> float:
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        assert browser.get("/").is_success
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def test_an_article_tells_the_signals_of_its_last_revision_only(
    client: Elasticsearch, browser: TestClient
) -> None:
    """A pair that an update names no more is not told of."""
    tagged = example(TaggedArticle)
    stale = example(Signal, pair="IND-PAK", article_id=tagged.article.id, revision="0" * 32)
    _index(
        client,
        _example(TaggedArticle, tagged.article.id),
        document(stale, key=f"IND-PAK/{tagged.article.id}", offset=1),
    )
    assert "IND-PAK" not in browser.get(f"/articles/{tagged.article.id}").text


def test_a_document_of_another_version_is_named(client: Elasticsearch, browser: TestClient) -> None:
    """What this desk can't read gives a page that says so, not a trace."""
    client.index(
        index="entente-alerts-write-all", id="x", document={"entente": {"alert": {"id": "x"}}}, refresh=True
    )
    answer = browser.get("/alerts/x")
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "another version of Entente" in answer.text


_VOID = {"meta", "link", "input", "br"}


class _Balance(HTMLParser):
    """Fails where a tag is closed that isn't the last one opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        if tag not in {*_VOID}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_is_well_formed(client: Elasticsearch, desk: Desk, browser: TestClient) -> None:
    """Every tag is closed in its turn and no attribute stands twice."""
    tagged, alert = example(TaggedArticle), example(Alert)
    _index(
        client,
        _example(Alert, alert.id),
        _example(Story, f"CHN-RUS/{example(Story).id}"),
        _example(TaggedArticle, tagged.article.id),
        _example(Signal, f"CHN-RUS/{tagged.article.id}"),
    )
    paths = ["/", "/?state=resolved", f"/alerts/{alert.id}", f"/articles/{tagged.article.id}", "/none"]
    paths += [
        "/pairs",
        "/pairs/CHN-RUS?days=366&until=2025-09-30",
        "/cases",
        "/cases/x",
        "/handover",
        "/brief",
    ]
    paths += [f"/brief?alert={alert.id}", "/verdicts", "/coverage", "/watchlist", "/watchlist/edit", "/why"]
    paths += [f"/search?in={what}&q=gas" for what in ("articles", "stories", "signals")]
    paths += ["/watchlist/opml", "/search"]
    desk.hear([alert])
    for path in paths:
        balance = _Balance()
        balance.feed(browser.get(path).text)
        balance.close()
        assert balance.open == []


def test_an_alert_shows_why(client: Elasticsearch, browser: TestClient) -> None:
    """An alert's page has its sentence, figures, gates, stories with marked sentences, and their articles."""
    _index(client, _example(Alert, example(Alert).id), _example(Story, f"CHN-RUS/{example(Story).id}"))
    page = browser.get(f"/alerts/{example(Alert).id}").text
    said = (
        "One-sided: CHN-RUS closer, energy: 7 independent stories in 24 h, 1.4 expected; one told asserts "
        "an agreement; expected: SCO summit in Tianjin."
    )
    assert said in page
    assert '<mark class="event" title="event: AGREE">signed</mark>' in page
    assert f'href="/articles/{example(Story).members[0].article_id}"' in page
    assert "passed" in page


def test_an_article_shows_how_it_was_read(client: Elasticsearch, browser: TestClient) -> None:
    """An article's page marks actors, themes, events and modality, and tells its signals."""
    tagged = example(TaggedArticle)
    _index(
        client, _example(TaggedArticle, tagged.article.id), _example(Signal, f"CHN-RUS/{tagged.article.id}")
    )
    page = browser.get(f"/articles/{tagged.article.id}").text
    assert '<mark class="modality" title="hypothetical">may</mark>' in page
    assert "CHN-RUS" in page
    assert "hypothetical" in page


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/alerts/none", 404, "no such alert"),
        ("/articles/none", 404, "no such article"),
        ("/nowhere", 404, "Not found"),
        ("/?state=asleep", 400, "state must be one of"),
        ("/?start=-1", 400, "start must be a whole number"),
        ("/?start=200000", 400, "start must be a whole number"),
        ("/search?in=moon", 400, "in must be one of"),
        ("/search?event=SING", 400, "event must be one of"),
        ("/search?q=" + "x" * 301, 400, "at most 300 characters"),
        ("/search?q=x&after=forged", 400, "no cursor of this desk"),
        ("/pairs/CHN", 400, "pair must be two powers"),
        ("/pairs?days=4000", 400, "days must be a whole number"),
        ("/cases/!!!", 404, "no such case"),
        ("/watchlist/edit?file=../../etc/passwd", 404, "has no file"),
        ("/login", 404, "Nobody logs in here"),
        ("/?x=" + "x" * 9000, 414, "at most 8000 bytes"),
        ("/?start=99999999999999999999", 400, "start must be a whole number"),
        ("/?start=000009999999", 400, "start must be a whole number"),
        ("/?pair=" + "x" * 5000, 400, "pair must be two powers"),
        ("/?pair=CHN-USA-RUS", 400, "pair must be two powers"),
        ("/?pair=FRA-ITA&severity=urgent", 200, "No alert matches"),
    ],
)
def test_silly_requests_are_answered_in_words(browser: TestClient, path: str, status: int, said: str) -> None:
    """Unknown ids and impossible filters get a page that says what is wrong."""
    answer = browser.get(path)
    assert answer.status_code == status
    assert said in answer.text


def test_hostile_texts_are_harmless(client: Elasticsearch, browser: TestClient) -> None:
    """Scripts, direction marks, endless titles and script links stay text, under a strict policy."""
    alert = example(Alert)
    story = replace(alert.stories[0], headline=HOSTILE, url="javascript:alert(1)")
    _index(client, _alert(1, stories=(story,)))
    answer = browser.get("/alerts/alert-0001")
    assert re.findall("<script[^>]*>", answer.text) == ['<script src="/static/desk.js" defer>']
    assert "javascript:" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_desk_stays_up_without_elasticsearch(stack: LocalStack) -> None:
    """Without Elasticsearch alerts are listed and acted upon; pages that need it say so with status 503."""
    del stack
    settings = SearchSettings.model_validate({"elasticsearch_url": "http://127.0.0.1:1"})
    with connect(settings, timeout_s=2) as away:
        desk = Desk(away)
        desk.hear([example(Alert)])
        browser = desk.browser()
        listed, one = browser.get("/"), browser.get(f"/alerts/{example(Alert).id}")
        pairs = browser.get("/pairs")
        acted = send(browser, "/", f"/alerts/{example(Alert).id}/acts", deed="acknowledge")
    assert "CHN-RUS closer" in listed.text
    assert "can&#39;t be reached" in one.text
    assert "7 independent stories" in one.text
    assert pairs.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "Not available just now" in pairs.text
    assert acted.is_success
    assert [act.what for act in desk.acts()] == ["acknowledge"]


def test_a_pair_shows_what_is_announced(browser: TestClient) -> None:
    """The watchlist's calendar, in the days that are looked at and the month after."""
    text = browser.get("/pairs/CHN-RUS?days=30&until=2025-09-10").text
    assert "3 Sep 2025</b> Victory Day in China" in text
    assert "Nothing announced" in browser.get("/pairs/IND-PAK?days=7&until=2025-03-10").text


def test_coverage_tells_what_was_dropped_of_each_source(desk: Desk, browser: TestClient) -> None:
    """By reason, also where the article is no JSON any more or names no source; Kafka away, it says so."""
    values = [
        (b'{"source": "wire.example", "title": 7}', Reason.INVALID),
        (b'{"source": "wire.example", "title": "x', Reason.MALFORMED),
        (b'{"source": "wire.example", "title": "y', Reason.MALFORMED),
        (b"\xff\xfe", Reason.MALFORMED),
    ]
    letters = [
        dead_letter(
            Record("articles.raw", 0, number, b"k", value, (), 0),
            Rejected(reason, "wrong"),
            service="tagger",
            attempts=1,
            first_failure_at=desk.clock.now(),
        )
        for number, (value, reason) in enumerate(values)
    ]
    deliver(desk.broker.producer(), [*letters, letters[0]])
    text = browser.get("/coverage").text
    assert "2 malformed, 1 invalid" in text
    assert "no source named" in text
    desk.live.trouble = "Kafka is away"
    assert "Kafka does not tell of them just now" in browser.get("/coverage").text


def test_coverage_tells_what_stands_still(desk: Desk, browser: TestClient) -> None:
    """A source gone quiet is marked and leads to its alert, also where nothing else is known of it."""
    quiet = example(Alert, id="q", kind="coverage", pair=None, source="wire.example", labels=())
    desk.hear([quiet, replace(quiet, id="over", source="paper.example", state="resolved")])
    text = browser.get("/coverage").text
    assert "1 at a standstill" in text
    assert text.count('href="/alerts/q"') == 2
    assert "wire.example quiet: no article in 24 h" in text
    assert "/alerts/over" not in text
    assert "paper.example" not in text


def test_feeds_out_of_opml_are_the_file_that_ingest_reads(browser: TestClient, tmp_path: Path) -> None:
    """What is downloaded is read by ingest itself, whatever it replaces or joins."""
    text = (
        '<opml version="2.0"><body><outline text="Straße &amp; 新闻" xmlUrl="https://www.a.example/rss?x=1&amp;y=2"/>'
        '<outline text="b" xmlUrl="http://b.example:8080/feed"/></body></opml>'
    )
    token = form_token(browser.get("/watchlist/opml"))
    sent = {"form_token": token, "do": "download"}
    answer = browser.post("/watchlist/opml", data=sent, files={"opml": ("feeds.opml", text)})
    assert answer.headers["content-disposition"] == 'attachment; filename="feeds.yaml"'
    file = tmp_path / "feeds.yaml"
    file.write_bytes(answer.content)
    assert [(feed.url, feed.source_id) for feed in read_feeds(file)] == [
        ("https://www.a.example/rss?x=1&y=2", "a.example"),
        ("http://b.example:8080/feed", "b.example"),
    ]
    assert "Download feeds.yaml" in browser.get("/watchlist/opml").text
