"""A deed that a pair has not had in 112 days is told by one story that can be believed."""

import pytest

from entente.contracts.alerts import Alert
from entente.contracts.signals import Signal
from entente.contracts.values import EventType, Modality
from entente.detecting import Judge, Written, difference, judge, why
from entente.detecting.wording import aloud
from support.timeline import T0, at, event, rule, signal, source, volume, watchlist

RULES = watchlist(
    rule("deeds", kind="first", alarms=1.5),
    rule("day"),
    sources=(source("ministry.example", kind="official"),),
)


def volumes(days: int) -> list[Written]:
    """Give some articles a day."""
    return [
        Written(volume(f"v{d}-{i}", at(d, 4 * i), ("CHN", "RUS")[i % 2 : i % 2 + 1]), T0)
        for d in range(days)
        for i in range(6)
    ]


LONG = volumes(130)


def deed(  # noqa: PLR0913 - a maker names what a test varies
    name: str,
    day: float,
    kind: EventType = "AID",
    *,
    modality: Modality = "asserted",
    source: str = "ministry.example",
    text: str | None = None,
) -> Signal:
    """Make a report of a deed, by an official source unless another is told."""
    return signal(name, at(day, 3), events=(event(4.0, kind, modality),), source=source, text=text)


def firsts(signals: list[Signal], written: list[Written] = LONG) -> list[Alert]:
    """Give the alerts of deeds."""
    return [a for a in judge(signals, written, RULES).alerts if a.kind == "first"]


def test_one_official_report_is_enough() -> None:
    """It is told with its gates, resolved when the day is over, and read aloud as a first."""
    (found,) = firsts([deed("a", 125)])
    assert (found.rule, found.direction, found.story_count, found.state) == ("deeds", "closer", 1, "resolved")
    assert found.p < found.threshold
    assert [g.name for g in found.gates] == ["stories", "AID as a fact before", "chance"]
    assert (
        aloud(found) == "Over: CHN-RUS closer: the first aid reported as a fact in 112 days; single source."
    )


def test_what_is_not_a_believable_first_is_silent() -> None:
    """Neither the same deed within 112 days, nor a plan, nor one paper's word, nor mere talk is a first."""
    assert not firsts([deed("a", 20), deed("b", 125)])
    assert not firsts([deed("a", 125, modality="future")])
    assert not firsts([deed("a", 125, source="paper.example")])
    assert not firsts([deed("a", 125, "CONSULT")])


def test_two_voices_are_as_good_as_an_official() -> None:
    """Two owners who tell one story vouch for it."""
    same = " ".join(f"w{i}" for i in range(30))
    papers = [deed(n, 125, source=f"{n}.example", text=same) for n in ("one", "two")]
    assert len(firsts(papers)) == 1


def test_a_short_record_makes_no_wonder() -> None:
    """What was not seen in a month may well be usual; days of an outage were not seen either."""
    assert not firsts([deed("a", 30)], volumes(40))
    gap = [w for w in LONG if not 20 <= (w.record.fetched_at - T0).days < 110]
    assert not firsts([deed("a", 125)], gap)


def test_another_kind_of_deed_the_next_day_is_the_same_alert() -> None:
    """An episode runs over days that touch."""
    (found,) = firsts([deed("a", 124), deed("b", 125, "COOPERATE")])
    assert (found.window_start_at, found.window_end_at, found.story_count) == (at(124), at(126), 2)


def test_a_burst_takes_the_word() -> None:
    """Where a burst of the same pair and direction covers the day, the first is withdrawn in its favour."""
    (alone,) = firsts([deed("a", 125)])
    more = judge([deed("a", 125), *(signal(f"s{i}", at(125, 2 + i)) for i in range(9))], LONG, RULES)
    assert {a.kind for a in more.alerts} == {"burst"}
    said = difference({alone.id: alone}, more.alerts, more.newest, more.closed_before, lambda: more.stories)
    (withdrawn,) = [a for a in said if a.state == "withdrawn"]
    assert (withdrawn.id, withdrawn.superseded_by) == (alone.id, more.alerts[0].id)


def test_a_late_report_of_before_withdraws_it() -> None:
    """What turns out to have been there already is no first."""
    (alone,) = firsts([deed("a", 125)])
    later = judge([deed("a", 125), deed("b", 60)], LONG, RULES)
    assert not [a for a in later.alerts if a.window_start_at == alone.window_start_at]
    said = difference(
        {alone.id: alone}, later.alerts, later.newest, later.closed_before, lambda: later.stories
    )
    (withdrawn,) = [a for a in said if a.id == alone.id]
    assert (withdrawn.state, withdrawn.superseded_by) == ("withdrawn", None)


def test_why_tells_of_firsts_and_of_their_absence() -> None:
    """In the day of the alert its gates all pass, and it is named; of other days none fires."""
    made = Judge(RULES)
    for written in LONG:
        made.apply_volume(written.record, written.at)
    made.apply_signal(deed("a", 125))
    made.judge()
    asked = why(made, RULES, "CHN-RUS", at(125, 5), "deeds").judged
    (found,) = [one for one in asked if one.direction == "closer"]
    assert found.fires
    assert found.alert is not None
    assert found.headlines == ("Title of a",)
    quiet = why(made, RULES, "CHN-RUS", at(90, 5), "deeds").judged
    assert quiet
    assert not any(one.fires or one.alert for one in quiet)


def test_deeds_are_told_by_the_day() -> None:
    """A rule of firsts with another window is refused by name."""
    with pytest.raises(ValueError, match="deeds is of kind first: its window_hours must be 24"):
        rule("deeds", kind="first", hours=168)


def test_replayed_twice_and_back_to_front_it_is_the_same() -> None:
    """Neither order nor repetition moves a first."""
    signals = [deed("a", 125), deed("b", 124, "COOPERATE"), deed("c", 126)]
    assert firsts(signals) == firsts([*reversed(signals), *signals], LONG[::-1])


def test_more_stories_may_be_asked_for() -> None:
    """With min_stories of 2 one story is too few; other rules can't ask for fewer than three."""
    two = watchlist(rule("deeds", kind="first", alarms=1.5, min_stories=2), sources=RULES.sources)
    assert not judge([deed("a", 125)], LONG, two).alerts
    (found,) = judge([deed("a", 125), deed("b", 125)], LONG, two).alerts
    assert found.gates[0].required == 2
    with pytest.raises(ValueError, match="day has min_stories 2: give 3 or more"):
        rule("day", min_stories=2)
