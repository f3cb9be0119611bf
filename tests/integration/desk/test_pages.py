"""The desk's pages over the real Elasticsearch, as a browser would ask for them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from elasticsearch import Elasticsearch
from msgspec.structs import replace
from starlette.testclient import TestClient

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.signals import Signal, Story
from entente.desk.store import PAGE, Store
from entente.desk.web import build
from entente.indexer.documents import Document, document
from entente.local.stack import LocalStack
from entente.runtime.search import SearchSettings, connect
from support.examples import example
from support.indices import emptied, fresh, put

HOSTILE = "<script>alert(1)</script>\u202e" + "x" * 10_000


@pytest.fixture(scope="module")
def indices(stack: LocalStack) -> Iterator[Elasticsearch]:
    """A client of an Elasticsearch whose indices were empty when this module began."""
    settings = SearchSettings.model_validate({"elasticsearch_url": stack.elasticsearch_url})
    with connect(settings, timeout_s=10) as made:
        fresh(made)
        yield made


@pytest.fixture
def client(indices: Elasticsearch) -> Elasticsearch:
    """A client of an Elasticsearch without alerts."""
    emptied(indices, Alert)
    return indices


@pytest.fixture(scope="module")
def desk(indices: Elasticsearch) -> TestClient:
    """A browser on the desk."""
    return TestClient(build(Store(indices)), raise_server_exceptions=False)


def _index(client: Elasticsearch, *documents: Document) -> None:
    put(client, documents)
    client.indices.refresh(index="entente-*")


def _alert(number: int, **changes: object) -> Document:
    alert = example(Alert, id=f"alert-{number:04}", **changes)
    return document(alert, key=alert.id, offset=number)


def _example(kind: type[TaggedArticle | Signal | Story | Alert], key: str) -> Document:
    return document(example(kind), key=key, offset=1)


@pytest.mark.usefixtures("client")
def test_no_alert_yet_is_said(desk: TestClient) -> None:
    """An empty desk explains itself."""
    assert "No alert yet" in desk.get("/").text


def test_alerts_are_listed_filtered_and_paged(client: Elasticsearch, desk: TestClient) -> None:
    """The list counts all, shows a page, filters by state and by pair in either order."""
    _index(
        client,
        *(_alert(n) for n in range(PAGE + 5)),
        _alert(900, state="withdrawn"),
        _alert(901, pair="IND-PAK", direction="apart"),
    )
    first = desk.get("/")
    assert f"({PAGE + 7}) alerts" in first.text
    assert first.text.count('href="/alerts/') == PAGE
    assert desk.get(f"/?start={PAGE}").text.count('href="/alerts/') == 7
    assert desk.get("/?state=withdrawn").text.count('href="/alerts/') == 1
    assert desk.get("/?pair=pak-ind").text.count('href="/alerts/') == 1


def test_what_fires_is_listed_first(client: Elasticsearch, desk: TestClient) -> None:
    """Firing alerts stand before resolved and withdrawn ones, however old."""
    for number, state in enumerate(("firing", "withdrawn", "resolved")):
        _index(client, _alert(number, state=state))
    order = re.findall(r"alert-000(\d)", desk.get("/").text)
    assert order == ["0", "2", "1"]


def test_an_article_tells_the_signals_of_its_last_revision_only(
    client: Elasticsearch, desk: TestClient
) -> None:
    """A pair that an update names no more is not told of."""
    tagged = example(TaggedArticle)
    stale = example(Signal, pair="IND-PAK", article_id=tagged.article.id, revision="0" * 32)
    _index(
        client,
        _example(TaggedArticle, tagged.article.id),
        document(stale, key=f"IND-PAK/{tagged.article.id}", offset=1),
    )
    assert "IND-PAK" not in desk.get(f"/articles/{tagged.article.id}").text


def test_a_document_of_another_version_is_named(client: Elasticsearch, desk: TestClient) -> None:
    """What this desk can't read gives a page that says so, not a trace."""
    client.index(
        index="entente-alerts-write-all", id="x", document={"entente": {"alert": {"id": "x"}}}, refresh=True
    )
    answer = desk.get("/alerts/x")
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "another version of Entente" in answer.text


class _Balance(HTMLParser):
    """Fails where a tag is closed that isn't the last one opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_is_well_formed(client: Elasticsearch, desk: TestClient) -> None:
    """Every tag is closed in its turn and no attribute stands twice."""
    tagged, alert = example(TaggedArticle), example(Alert)
    _index(
        client,
        _example(Alert, alert.id),
        _example(Story, f"CHN-RUS/{example(Story).id}"),
        _example(TaggedArticle, tagged.article.id),
        _example(Signal, f"CHN-RUS/{tagged.article.id}"),
    )
    for path in ("/", "/?state=resolved", f"/alerts/{alert.id}", f"/articles/{tagged.article.id}", "/none"):
        balance = _Balance()
        balance.feed(desk.get(path).text)
        balance.close()
        assert balance.open == []


def test_an_alert_shows_why(client: Elasticsearch, desk: TestClient) -> None:
    """An alert's page has its sentence, figures, gates, stories with marked sentences, and their articles."""
    _index(client, _example(Alert, example(Alert).id), _example(Story, f"CHN-RUS/{example(Story).id}"))
    page = desk.get(f"/alerts/{example(Alert).id}").text
    assert "CHN-RUS closer, energy: 7 independent stories in 24 h, 1.4 expected; one-sided." in page
    assert '<mark class="event" title="event: AGREE">signed</mark>' in page
    assert f'href="/articles/{example(Story).members[0].article_id}"' in page
    assert "passed" in page


def test_an_article_shows_how_it_was_read(client: Elasticsearch, desk: TestClient) -> None:
    """An article's page marks actors, themes, events and modality, and tells its signals."""
    tagged = example(TaggedArticle)
    _index(
        client, _example(TaggedArticle, tagged.article.id), _example(Signal, f"CHN-RUS/{tagged.article.id}")
    )
    page = desk.get(f"/articles/{tagged.article.id}").text
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
        ("/?start=99999999999999999999", 400, "start must be a whole number"),
        ("/?start=000009999999", 400, "start must be a whole number"),
        ("/?pair=" + "x" * 5000, 400, "pair must be two powers"),
        ("/?pair=CHN-USA-RUS", 400, "pair must be two powers"),
        ("/?pair=FRA-ITA&severity=urgent", 200, "No alert matches"),
    ],
)
def test_silly_requests_are_answered_in_words(desk: TestClient, path: str, status: int, said: str) -> None:
    """Unknown ids and impossible filters get a page that says what is wrong."""
    answer = desk.get(path)
    assert answer.status_code == status
    assert said in answer.text


def test_hostile_texts_are_harmless(client: Elasticsearch, desk: TestClient) -> None:
    """Scripts, direction marks, endless titles and script links stay text, under a strict policy."""
    alert = example(Alert)
    story = replace(alert.stories[0], headline=HOSTILE, url="javascript:alert(1)")
    _index(client, _alert(1, stories=(story,)))
    answer = desk.get("/alerts/alert-0001")
    assert "<script" not in answer.text
    assert "javascript:" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_desk_stays_up_without_elasticsearch(stack: LocalStack) -> None:
    """When nobody answers, the page says so with status 503."""
    del stack
    settings = SearchSettings.model_validate({"elasticsearch_url": "http://127.0.0.1:1"})
    with connect(settings, timeout_s=2) as away:
        answer = TestClient(build(Store(away)), raise_server_exceptions=False).get("/")
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "Not available just now" in answer.text
