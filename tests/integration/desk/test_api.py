"""The API over the real Elasticsearch: what it says, and that it is as its description says."""

import xml.etree.ElementTree as ET
from typing import Any

import msgspec
import pytest
import schemathesis
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.desk.api.answers import Alerts, WholeAlert
from entente.indexer.documents import document
from support.desk import Desk, served, written
from support.examples import example
from support.indices import put

ALERT = example(Alert)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _indexed(client: Elasticsearch) -> None:
    tagged = example(TaggedArticle)
    put(client, [document(ALERT, key=ALERT.id, offset=1), document(tagged, key=tagged.article.id, offset=1)])
    client.indices.refresh(index="entente-*")


def test_the_api_is_as_its_description_says(client: Elasticsearch) -> None:
    """Whatever schemathesis asks of the running desk, answers have the status, type and shape described."""
    _indexed(client)
    desk = Desk(client)
    desk.hear([ALERT])
    with served(desk) as url:
        described = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")

        @settings(
            max_examples=150,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=[*HealthCheck],
        )
        @given(case=described.as_strategy())
        def ask(case: "schemathesis.Case[Any]") -> None:
            case.call_and_validate(checks=CHECKS)

        ask()


def test_alerts_are_paged_by_cursor(desk: Desk) -> None:
    """Each alert comes once, in the desk's order, though pages are small."""
    desk.hear([example(Alert, id=f"alert-{n:03}") for n in range(25)])
    browser = desk.browser()
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = msgspec.json.decode(
            browser.get(f"/api/v1/alerts?limit=10&cursor={cursor}").content, type=Alerts
        )
        found += [one.row.id for one in page.alerts]
        cursor = page.next
    assert found == [f"alert-{n:03}" for n in range(25)]


def test_an_answer_known_already_is_not_sent_again(client: Elasticsearch, desk: Desk) -> None:
    """An ETag names an answer's bytes; an act on the alert makes another."""
    _indexed(client)
    browser = desk.browser()
    first = browser.get(f"/api/v1/alerts/{ALERT.id}")
    again = browser.get(f"/api/v1/alerts/{ALERT.id}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    acted = browser.post(f"/api/v1/alerts/{ALERT.id}/acts", json={"deed": "acknowledge"})
    assert acted.status_code == 201
    whole = browser.get(f"/api/v1/alerts/{ALERT.id}", headers={"if-none-match": first.headers["etag"]})
    assert whole.status_code == 200
    assert [act.what for act in msgspec.json.decode(whole.content, type=WholeAlert).acts] == ["acknowledge"]


def test_a_token_opens_what_its_role_may(closed: Desk) -> None:
    """No token and a wrong one are 401; a viewer's may not act, an analyst's may, under its own name."""
    closed.hear([ALERT])
    nobody, wrong = closed.browser(), closed.browser(authorization="Bearer entente_wrong")
    for browser in (nobody, wrong):
        answer = browser.get("/api/v1/alerts")
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 401
    path = f"/api/v1/alerts/{ALERT.id}/acts"
    viewer = closed.browser(authorization="Bearer entente_secret_viewer")
    analyst = closed.browser(authorization="Bearer entente_secret_analyst")
    assert viewer.get("/api/v1/alerts").is_success
    assert viewer.post(path, json={"deed": "acknowledge"}).status_code == 403
    assert analyst.post(path, json={"deed": "acknowledge"}).json()["who"] == "analyst-program"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/v1/alerts?state=asleep", 400, "state must be one of"),
        ("/api/v1/alerts?cursor=forged", 400, "no cursor of this desk"),
        ("/api/v1/alerts?limit=501", 400, "limit must be a whole number"),
        ("/api/v1/alerts/none", 404, "no such alert"),
        ("/api/v1/articles/none", 404, "no such article"),
        ("/api/v1/pairs/CHN", 400, "pair must be two powers"),
        ("/api/v1/nowhere", 404, "Not Found"),
    ],
)
def test_what_is_wrong_is_a_problem(desk: Desk, path: str, status: int, said: str) -> None:
    """RFC 9457: the status again, and a sentence."""
    answer = desk.browser().get(path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"deed": "dance"}', "application/json", 400),
        (b'{"deed": "acknowledge"}', "text/plain", 415),
        (b"x" * 3_000_000, "application/json", 413),
    ],
)
def test_a_body_that_is_no_act_is_refused(desk: Desk, body: bytes, kind: str, status: int) -> None:
    """Nothing is done of what can't be read; that it was refused is written down."""
    desk.hear([ALERT])
    answer = desk.browser().post(
        f"/api/v1/alerts/{ALERT.id}/acts", content=body, headers={"content-type": kind}
    )
    assert answer.status_code == status
    assert [(act.alert_id, act.value) for act in written(desk, 1)] == [(None, "refused")]


def test_the_feed_is_atom(desk: Desk) -> None:
    """An entry an alert, under an id that its revisions share; control characters are no XML."""
    desk.hear(
        [
            ALERT,
            example(Alert, id="x", stories=(msgspec.structs.replace(ALERT.stories[0], headline="a\x00<b>"),)),
        ]
    )
    answer = desk.browser().get("/api/v1/alerts.atom")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    ids = {entry.findtext(f"{atom}id") for entry in root.iter(f"{atom}entry")}
    assert ids == {f"urn:entente:alert:{ALERT.id}", "urn:entente:alert:x"}
    assert answer.headers["content-type"].startswith("application/atom+xml")
