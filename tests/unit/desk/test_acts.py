"""Wishes become acts, acts become figures and files; roles decide who may."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from entente.contracts.alerts import Act, Alert, Seen
from entente.contracts.errors import Reject
from entente.desk.acts.export import COLUMNS, comma_separated, json_lines
from entente.desk.acts.making import Asked, case_id, instant, make
from entente.desk.acts.roles import least, may
from entente.desk.acts.tally import Tally, tally
from entente.detecting.standing import seen
from support.examples import example

NOW = datetime(2025, 9, 2, 8, tzinfo=UTC)
SUBJECT = ("alert", seen(example(Alert)))


def _make(**asked: str) -> Act:
    return make(Asked(**asked), SUBJECT, who="ada", at=NOW)  # type: ignore[arg-type] # deeds are texts in tests


@pytest.mark.parametrize(
    ("asked", "what", "value"),
    [
        ({"deed": "acknowledge"}, "acknowledge", None),
        ({"deed": "reopen"}, "acknowledge", "undo"),
        ({"deed": "assign", "value": "  grace   hopper "}, "assign", "grace hopper"),
        ({"deed": "assign", "value": ""}, "assign", None),
        ({"deed": "note", "reason": "seen on TV"}, "note", None),
        ({"deed": "verdict", "value": "false_alarm"}, "verdict", "false_alarm"),
        ({"deed": "unsilence", "value": "abc"}, "silence", "abc"),
        ({"deed": "unfile", "case": "Beijing week"}, "note", "undo"),
    ],
)
def test_a_wish_becomes_an_act(asked: dict[str, str], what: str, value: str | None) -> None:
    """The act says who, what, when, and what the alert said then."""
    act = _make(**asked)
    assert (act.what, act.value, act.who, act.at) == (what, value, "ada", NOW)
    assert (act.alert_id, act.seen) == SUBJECT


def test_a_silence_has_an_end_and_a_reason() -> None:
    """Until may be a span or an instant."""
    assert _make(deed="silence", until="4h", reason="holiday").until == NOW + timedelta(hours=4)
    assert _make(deed="silence", until="2025-09-03T08:00", reason="holiday").until == NOW + timedelta(days=1)
    assert instant("2025-09-03T10:00+02:00", NOW) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"deed": "silence", "until": "4h"}, "needs a reason"),
        ({"deed": "silence", "until": "soon", "reason": "x"}, "is no time"),
        ({"deed": "silence", "until": "2025-09-01", "reason": "x"}, "ends after now"),
        ({"deed": "silence", "until": "400d", "reason": "x"}, "within 90 days"),
        ({"deed": "note"}, "needs a text"),
        ({"deed": "note", "reason": "x" * 5000}, "at most 4000"),
        ({"deed": "verdict", "value": "great"}, "is one of"),
        ({"deed": "assign", "value": "x" * 100}, "at most 80"),
        ({"deed": "file", "case": "!!!"}, "a case has a name"),
        ({"deed": "missed", "pair": "CHN", "reason": "x"}, "pair must be two powers"),
        ({"deed": "missed", "pair": "CHN-CHN", "reason": "x"}, "two powers"),
        ({"deed": "missed", "pair": "CHN-RUS"}, "say what was missed"),
        ({"deed": "missed", "pair": "CHN-RUS", "reason": "x", "kind": "odd"}, "kind must be one of"),
        ({"deed": "unsilence"}, "which silence"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(asked: dict[str, str], said: str) -> None:
    """Nothing is made of a wish that lacks something."""
    with pytest.raises(Reject, match=said):
        _make(**asked)


def test_most_acts_need_an_alert() -> None:
    """Only what was missed, and a note on a case, is of none."""
    with pytest.raises(Reject, match="needs an alert"):
        make(Asked(deed="acknowledge"), None, who="ada", at=NOW)
    missed = Asked(deed="missed", pair="rus-chn", kind="burst", reason="summit")
    assert make(missed, None, who="ada", at=NOW).seen == Seen(pair="CHN-RUS", kind="burst")


def test_a_button_pressed_twice_acts_once() -> None:
    """The same nonce of the same person makes the same act; another person's does not."""
    one, two = _make(deed="note", reason="x", nonce="n"), _make(deed="note", reason="x", nonce="n")
    other = make(Asked(deed="note", reason="x", nonce="n"), SUBJECT, who="bob", at=NOW)
    assert one.id == two.id != other.id


def test_a_case_is_named_by_its_title() -> None:
    """Lower case, hyphens, nothing else."""
    assert case_id(" Beijing week, 2025! ") == "beijing-week-2025"


def test_roles_contain_each_other() -> None:
    """A viewer looks, an analyst acts, an admin publishes and audits."""
    assert [may(role, "act") for role in ("viewer", "analyst", "admin")] == [False, True, True]
    assert [may(role, "publish") for role in ("viewer", "analyst", "admin")] == [False, False, True]
    assert least("look") == "viewer"


def _verdict(number: int, alert: str | None, value: str) -> Act:
    about = Seen(rule="r1", kind="burst", pair="CHN-RUS")
    return example(
        Act, id=f"v{number}", alert_id=alert, value=value, seen=about, at=NOW + timedelta(minutes=number)
    )


def test_verdicts_become_precision_and_recall() -> None:
    """The last verdict of an alert counts, each report of something missed, and nothing taken back."""
    acts = [
        _verdict(1, "a", "false_alarm"),
        _verdict(2, "a", "useful"),
        _verdict(3, "b", "false_alarm"),
        _verdict(4, "c", "useful"),
        _verdict(5, "d", "useful"),
        _verdict(6, "d", "none"),
        _verdict(7, None, "missed"),
        _verdict(8, None, "missed"),
    ]
    found = tally(acts)
    assert found["rule"] == {"r1": Tally(useful=2, false_alarm=1, missed=2)}
    assert found["kind"].keys() == {"burst"}
    assert found["pair"]["CHN-RUS"].precision == pytest.approx(2 / 3)
    assert found["pair"]["CHN-RUS"].recall == pytest.approx(0.5)
    assert (Tally().precision, Tally().recall) == (None, None)


def test_the_audit_trail_is_whole_in_both_forms() -> None:
    """A line an act; a cell that a spreadsheet would run is defused, quotes and line breaks survive."""
    hostile = example(Act, reason='=HYPERLINK("http://x")\n"two"', who="@ada")
    lines = list(json_lines([hostile, example(Act)]))
    assert [json.loads(line)["id"] for line in lines] == [hostile.id] * 2
    rows = list(csv.DictReader(io.StringIO(b"".join(comma_separated([hostile])).decode())))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["reason"].startswith("'=HYPERLINK")
    assert rows[0]["who"] == "'@ada"
