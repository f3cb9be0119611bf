"""Acts from a browser: forms that work without script, written before the page says done, and genuine."""

import httpx
import pytest

from entente.contracts.alerts import Alert
from entente.desk.acts.tally import BY
from entente.desk.app import DECLARED, PRECISION, RECALL, measure
from entente.runtime.metrics import Metrics
from support.desk import Desk, form_token, login, send, written
from support.examples import example

ALERT = example(Alert)
ACTS = f"/alerts/{ALERT.id}/acts"


@pytest.fixture(autouse=True)
def _heard(desk: Desk) -> None:
    desk.hear([ALERT])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"deed": "acknowledge"}, "taken by duty-desk"),
        ({"deed": "assign", "value": "ada"}, "for ada"),
        ({"deed": "note", "reason": "Confirmed by <b>two</b> calls."}, "Confirmed by &lt;b&gt;two"),
        ({"deed": "verdict", "value": "useful"}, "judged: useful"),
        ({"deed": "verdict:false_alarm"}, "judged: false alarm"),
        ({"deed": "silence", "until": "4h", "reason": "holiday"}, "silenced until"),
        ({"deed": "file", "case": "Beijing week"}, 'href="/cases/beijing-week"'),
    ],
)
def test_an_act_is_written_and_shown(desk: Desk, fields: dict[str, str], said: str) -> None:
    """The answer comes once the topic has the act; the page that follows shows it."""
    answer = send(desk.browser(), f"/alerts/{ALERT.id}", ACTS, **fields, nonce="n")
    assert "Done, and written down." in answer.text
    assert said in answer.text
    (act,) = desk.acts()
    assert (act.alert_id, act.who, act.seen and act.seen.pair) == (ALERT.id, "duty-desk", "CHN-RUS")


def test_pressing_twice_acts_once(desk: Desk) -> None:
    """Two records of one id are one act on the page."""
    browser = desk.browser()
    for _ in range(2):
        page = send(browser, "/", ACTS, deed="note", reason="only once", nonce="same")
    assert len({act.id for act in desk.acts()}) == 1
    assert page.text.count("only once") == 1


def test_what_escalates_waits_again(desk: Desk) -> None:
    """An acknowledged alert leaves the waiting ones, and comes back when it says more."""
    browser = desk.browser()
    send(browser, "/", ACTS, deed="acknowledge")
    assert "<title>(0) Alerts" in browser.get("/").text
    desk.hear([example(Alert, story_count=40, observed=40)])
    page = browser.get("/")
    assert "<title>(1) Alerts" in page.text
    assert "reopened: it escalated" in page.text


def test_a_silence_covers_the_series_and_can_be_ended(desk: Desk) -> None:
    """The next alert of the same rule, pair and direction is silenced too, until somebody ends it."""
    browser = desk.browser()
    send(browser, "/", ACTS, deed="silence", until="1d", reason="planned visit")
    desk.hear([example(Alert, id="next"), example(Alert, id="other", direction="apart")])
    assert browser.get("/?desk=silenced").text.count("data-open>") == 2
    (silence,) = desk.acts()
    send(browser, "/", "/alerts/next/acts", deed="unsilence", value=silence.id)
    assert browser.get("/?desk=silenced").text.count("data-open>") == 0


def test_what_was_missed_counts_for_recall(desk: Desk) -> None:
    """A report of something missed is an act of no alert, with pair and kind."""
    browser = desk.browser()
    send(browser, "/", ACTS, deed="verdict", value="useful")
    page = send(
        browser,
        "/verdicts",
        "/missed",
        pair="rus-chn",
        kind="burst",
        rule="great-powers",
        reason="The Tuesday call.",
    )
    assert desk.acts()[-1].alert_id is None
    assert "<td>CHN-RUS</td><td>1</td><td>0</td><td>1</td><td>100 %</td><td>50 %</td>" in page.text
    assert "<td>great-powers</td><td>0</td><td>0</td><td>1</td>" in page.text


def test_prometheus_is_told_precision_and_recall_by_rule_kind_and_pair(desk: Desk) -> None:
    """What a desk says of an alert, and of what never came; taken back, it is told no longer."""
    browser, metrics, told = desk.browser(), Metrics(DECLARED), []
    send(browser, "/verdicts", "/missed", pair="CHN-RUS", kind=ALERT.kind, rule=ALERT.rule, reason="Tuesday.")
    for value in ("useful", "none"):
        send(browser, "/", ACTS, deed="verdict", value=value)
        for act in desk.acts():
            desk.live.board.hear_act(act)
        measure(metrics, desk.live)
        told.append(
            {
                by: (
                    metrics.registry.get_sample_value(PRECISION.name, {"by": by, "of": of}),
                    metrics.registry.get_sample_value(RECALL.name, {"by": by, "of": of}),
                )
                for by, of in (("rule", ALERT.rule), ("kind", ALERT.kind), ("pair", "CHN-RUS"))
            }
        )
    assert told == [dict.fromkeys(BY, (1.0, 0.5)), dict.fromkeys(BY, (None, 0.0))]


def test_a_case_joins_alerts_notes_and_a_brief(desk: Desk) -> None:
    """A case shows its alerts and everything written; its hand-over tells the same."""
    browser = desk.browser()
    send(browser, "/", ACTS, deed="file", case="Beijing week")
    page = send(browser, "/cases/beijing-week", "/cases/beijing-week/notes", reason="Ask the embassy.")
    assert "Ask the embassy." in page.text
    assert f"/alerts/{ALERT.id}" in page.text
    handover = browser.get("/handover").text
    assert "Ask the embassy." in handover
    send(browser, "/", ACTS, deed="unfile", case="beijing-week")
    assert "No alert belongs to it yet" in browser.get("/cases/beijing-week").text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"deed": "dance"}, 400, "deed must be one of"),
        ({"deed": "silence", "until": "4h"}, 400, "needs a reason"),
        ({"deed": "silence", "until": "4h", "reason": "x" * 9000}, 400, "at most 4000 characters"),
        ({"deed": "note", "reason": "x", "form_token": "forged"}, 403, "not from your session"),
    ],
)
def test_a_form_that_cannot_be_is_refused(desk: Desk, fields: dict[str, str], status: int, said: str) -> None:
    """A sentence, the right status, and no act on the alert."""
    browser = desk.browser()
    token = form_token(browser.get("/"))
    answer = browser.post(ACTS, data={"form_token": token, **fields})
    assert answer.status_code == status
    assert said in answer.text
    assert [act for act in desk.acts() if act.alert_id] == []


def test_a_forged_form_leaves_an_audit_line(desk: Desk) -> None:
    """Without the session's own token, or from another site, nothing is done but writing down who tried."""
    browser = desk.browser()
    token = form_token(browser.get("/"))
    stranger = desk.browser()
    assert stranger.post(ACTS, data={"deed": "acknowledge", "form_token": token}).status_code == 403
    cross = browser.post(
        ACTS, data={"deed": "acknowledge", "form_token": token}, headers={"sec-fetch-site": "cross-site"}
    )
    assert cross.status_code == 403
    refused = written(desk, 2)
    assert {(act.what, act.value) for act in refused} == {("login", "refused")}


def test_an_unknown_alert_and_a_strange_body_are_refused(desk: Desk) -> None:
    """No act on what is not there; no other body than a form; no body beyond the bound."""
    browser = desk.browser()
    token = form_token(browser.get("/"))
    unknown = browser.post("/alerts/none/acts", data={"deed": "acknowledge", "form_token": token})
    assert unknown.status_code == 404
    assert browser.post(ACTS, json={"deed": "acknowledge"}).status_code == 415
    huge = browser.post(ACTS, content=b"x" * 3_000_000)
    assert huge.status_code == 413
    assert "at most" in huge.text


def test_the_page_does_not_say_done_when_kafka_is_away(desk: Desk) -> None:
    """An act that the broker did not take is not done: 503, and the alert stands as before."""
    browser = desk.browser()
    token = form_token(browser.get("/"))
    desk.broker.down = True
    answer = browser.post(ACTS, data={"deed": "acknowledge", "form_token": token})
    desk.broker.down = False
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "<title>(1) Alerts" in browser.get("/").text


def test_roles_allow_acts(closed: Desk) -> None:
    """A viewer sees no forms and may not send one; an analyst may; neither may audit or publish."""
    closed.hear([ALERT])
    viewer, analyst = closed.browser(), closed.browser()
    login(viewer, "viewer")
    login(analyst, "analyst")
    assert "Acknowledge" not in viewer.get("/").text
    token = form_token(viewer.get("/"))
    refused = viewer.post(ACTS, data={"deed": "acknowledge", "form_token": token})
    assert (refused.status_code, "needs the role analyst" in refused.text) == (403, True)
    assert send(analyst, "/", ACTS, deed="acknowledge").is_success
    assert [act.who for act in closed.acts() if act.what == "acknowledge"] == ["analyst"]
    assert analyst.get("/audit.csv").status_code == 403
    token = form_token(analyst.get("/"))
    assert analyst.post("/watchlist/edit", data={"form_token": token, "do": "publish"}).status_code == 403


def test_every_act_can_be_exported(desk: Desk) -> None:
    """An admin gets the whole topic, in either form."""
    browser = desk.browser()
    send(browser, "/", ACTS, deed="note", reason="=1+1")
    lines = browser.get("/audit.jsonl")
    assert [line for line in lines.text.splitlines() if '"note"' in line]
    assert "attachment" in lines.headers["content-disposition"]
    assert "'=1+1" in browser.get("/audit.csv").text
    desk.broker.down = True
    assert browser.get("/audit.csv").status_code == httpx.codes.SERVICE_UNAVAILABLE
