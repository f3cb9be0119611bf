"""A day of another tone is an alert at equal volume; more of the same tone is none."""

import pytest

from entente.contracts.alerts import Alert
from entente.contracts.signals import Signal
from entente.contracts.values import Direction
from entente.detecting import Judge, Written, judge, why
from entente.detecting.wording import aloud
from support.timeline import T0, at, rule, signal, volume, watchlist

RULES = watchlist(rule("tone", kind="polarity", min_stories=5))
BOTH = watchlist(rule("tone", kind="polarity", min_stories=5), rule("day"))
DAYS, LAST = 48, 46
VOLUMES = [Written(volume(f"v{d}-{i}", at(d, i), ("CHN", "RUS")), T0) for d in range(DAYS) for i in range(20)]


def telling(score: float, stories: int = 6) -> list[Signal]:
    """Tell six stories a day of tones that vary about none, and on one day so many of one tone."""
    usual = [
        signal(f"s{d}-{i}", at(d, 2 * i), score=((d * 7 + i * 5) % 9) / 2 - 2)
        for d in range(DAYS)
        if d != LAST
        for i in range(6)
    ]
    return usual + [signal(f"t{i}", at(LAST, i / 2), score=score) for i in range(stories)]


def tones(signals: list[Signal]) -> list[Alert]:
    """Give the alerts that stand."""
    return list(judge(signals, VOLUMES, RULES).alerts)


@pytest.mark.parametrize(("score", "direction"), [(9.0, "closer"), (-9.0, "apart")])
def test_a_day_of_another_tone_is_told(score: float, direction: Direction) -> None:
    """Six stories as on every day, but all of one tone: told in its direction, with both indices."""
    (found,) = tones(telling(score))
    assert (found.kind, found.direction, found.observed) == ("polarity", direction, 6)
    assert found.window_start_at == at(LAST)
    assert [g.name for g in found.gates] == ["stories", "index", "chance", "days with stories"]
    index = found.gates[1]
    assert index.observed == score * 6 / 9
    assert abs(index.required) < abs(index.observed)
    assert f"the tone of 6 stories in a day has changed, index {index.observed:+.1f}" in aloud(found)


def test_what_is_no_change_of_tone_is_silent() -> None:
    """Neither many stories of the usual tone, nor few of another, nor a young record tells of one."""
    assert not tones(telling(0.0, 40))
    assert not tones(telling(9.0, 4))
    young = [s for s in telling(9.0) if s.fetched_at >= at(LAST - 20)]
    assert not tones(young)


def test_a_burst_of_those_days_tells_it() -> None:
    """Where many stories of one tone are a burst of that direction, the tone is no second alert."""
    found = judge(telling(9.0, 30), VOLUMES, BOTH).alerts
    assert [a.kind for a in found] == ["burst"]


def test_judged_as_it_comes_it_is_the_same_and_told_by_why() -> None:
    """Judged day by day, with stories that come late, it ends as judged at once; its gates are shown."""
    held, signals = Judge(RULES), telling(9.0)
    for record, when in VOLUMES:
        held.apply_volume(record, when)
    for i, one in enumerate([*signals[60:], *signals[:60]]):
        held.apply_signal(one)
        if i % 40 == 0:
            held.judge()
    assert held.judgement() == judge(signals, VOLUMES, RULES)
    (alert,) = held.judgement().alerts
    told = why(held, RULES, "CHN-RUS", at(LAST, 3)).judged[0]
    assert (told.alert, told.fires, told.direction) == (alert.id, True, "closer")


def test_a_rule_of_polarity_asks_for_days_and_a_direction() -> None:
    """Another window, or attention, is refused with the rule and the fix."""
    with pytest.raises(ValueError, match="tone is of kind polarity: its window_hours must be 24"):
        rule("tone", kind="polarity", hours=6)
    with pytest.raises(ValueError, match="tone is of kind polarity: its directions are closer and apart"):
        rule("tone", kind="polarity", directions=("attention",))
