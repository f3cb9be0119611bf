"""How an alert stands, as a fold over its acts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from entente.contracts.alerts import Act, Alert, Seen
from entente.detecting.standing import escalated, ordered, seen, silenced, silences, standing
from support.examples import example

T0 = datetime(2025, 9, 2, 8, tzinfo=UTC)
NOW = seen(example(Alert))


def act(number: int, what: str = "acknowledge", value: str | None = None, **changes: object) -> Act:
    """Make the act of a minute."""
    made = Act(
        id=f"act-{number}",
        alert_id="alert",
        who=f"analyst-{number % 3}",
        what=what,  # type: ignore[arg-type] # given by the tests as they please
        value=value,
        reason="because",
        at=T0 + timedelta(minutes=number),
        seen=NOW,
    )
    return replace(made, **changes)


ACTS = st.lists(
    st.builds(
        lambda n, m, whatever: act(n, *whatever, at=T0 + timedelta(minutes=m)),
        st.integers(0, 30),
        st.integers(0, 5),
        st.sampled_from(
            [
                ("acknowledge", None),
                ("acknowledge", "undo"),
                ("assign", "ada"),
                ("assign", None),
                ("verdict", "useful"),
                ("verdict", "none"),
                ("note", None),
            ]
        ),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)


@given(acts=ACTS, random=st.randoms(use_true_random=False))
def test_no_order_of_arrival_changes_how_an_alert_stands(acts: list[Act], random: object) -> None:
    """The fold is of a set: shuffled and said twice, acts give the same."""
    again = [*acts, *acts]
    random.shuffle(again)  # type: ignore[attr-defined] # hypothesis' own Random
    assert standing(again, NOW) == standing(acts, NOW)


@given(acts=ACTS)
def test_the_last_act_of_a_sort_holds(acts: list[Act]) -> None:
    """Of two assignments the later holds, by (at, id)."""
    assigned = [one.value for one in ordered(acts) if one.what == "assign"]
    assert standing(acts, NOW).assignee == (assigned[-1] if assigned else None)


@given(acts=ACTS)
def test_undone_is_as_never_done(acts: list[Act]) -> None:
    """After everything is undone an alert waits as it did at first; what was done stays in its acts."""
    undone = [*acts, act(100, "acknowledge", "undo"), act(101, "assign"), act(102, "verdict", "none")]
    found = standing(undone, NOW)
    assert (found.acknowledged, found.assignee, found.verdict, found.reopened) == (None, None, None, False)
    assert len(found.acts) == len(acts) + 3


@pytest.mark.parametrize(
    ("then", "now", "more"),
    [
        ({"severity": "notice"}, {"severity": "urgent"}, True),
        ({"severity": "urgent"}, {"severity": "notice"}, False),
        ({"confidence": "moderate"}, {"confidence": "high"}, True),
        ({"stories": 4}, {"stories": 8}, True),
        ({"stories": 4}, {"stories": 7}, False),
        ({"state": "resolved"}, {"state": "firing"}, True),
        ({"state": "firing"}, {"state": "resolved", "severity": "urgent", "stories": 99}, False),
        ({"severity": None, "stories": None}, {"severity": "urgent"}, False),
    ],
)
def test_escalation_reopens_an_acknowledgement(
    then: dict[str, object],
    now: dict[str, object],
    more: bool,  # noqa: FBT001 - what the table says
) -> None:
    """Greater severity or confidence, twice the stories, or firing again is another matter; less is not."""
    usual = Seen(state="firing", severity="notice", confidence="moderate", stories=7)
    before, after = replace(usual, **then), replace(usual, **now)
    assert escalated(before, after) is more
    found = standing([act(1, seen=before)], after)
    assert (found.acknowledged is None, found.reopened) == (more, more)


def test_whoever_acknowledges_again_has_seen_the_escalation() -> None:
    """A second acknowledgement holds as what it was of."""
    grown = replace(NOW, stories=99)
    assert standing([act(1), act(2, seen=grown)], grown).acknowledged == act(2, seen=grown)


def test_cases_are_entered_and_left() -> None:
    """A note may put an alert into a case and take it out; the order is that of entry."""
    acts = [act(1, "note", case="b"), act(2, "note", case="a"), act(3, "note", "undo", case="b")]
    assert standing(acts[:2], NOW).cases == ("b", "a")
    assert standing(acts, NOW).cases == ("a",)


def test_a_silence_covers_its_rule_pair_and_direction_until_it_ends() -> None:
    """A silence holds for the next alert of its series, until its time or until somebody ends it."""
    set_ = act(1, "silence", until=T0 + timedelta(hours=4))
    ended = act(60, "silence", "act-1")
    other = replace(NOW, direction="apart")
    whole, cut = silences([set_]), silences([ended, set_])
    assert silenced(whole, replace(NOW, revision="other"), T0 + timedelta(hours=3)) is not None
    assert silenced(whole, other, T0 + timedelta(hours=3)) is None
    assert silenced(whole, NOW, T0) is None
    assert silenced(whole, NOW, T0 + timedelta(hours=4)) is None
    assert silenced(cut, NOW, T0 + timedelta(minutes=59)) is not None
    assert silenced(cut, NOW, T0 + timedelta(minutes=60)) is None
