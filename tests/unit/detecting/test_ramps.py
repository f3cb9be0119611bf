"""A slow rise over weeks is an alert where no day of it is a burst; a burst, a week or a level is none."""

from collections.abc import Callable

import pytest

from entente.contracts.alerts import Alert
from entente.contracts.signals import Signal
from entente.detecting import Judge, Written, judge, why
from entente.detecting.wording import aloud
from support.timeline import T0, at, rule, signal, volume, watchlist

RULES = watchlist(rule("rise", kind="ramp", hours=168, alarms=0.5, directions=("closer",)))
LENGTH = 84
VOLUMES = [
    Written(volume(f"v{d}-{i}", at(d, i / 2), ("CHN", "RUS")), T0) for d in range(LENGTH) for i in range(40)
]


def telling(rate: Callable[[int], float]) -> list[Signal]:
    """Tell so many stories each day, the parts of a story carried on to the next day."""
    found, owed = [], 0.0
    for day in range(LENGTH):
        owed += rate(day)
        found += [signal(f"s{day}-{i}", at(day, i)) for i in range(int(owed))]
        owed -= int(owed)
    return found


def rising(day: int) -> float:
    """One a day, and from the fiftieth day on a tenth more every day, up to four."""
    return min(4.0, 1 + max(0, day - 50) / 10)


def ramps(signals: list[Signal]) -> list[Alert]:
    """Give the alerts that stand."""
    return list(judge(signals, VOLUMES, RULES).alerts)


def test_a_slow_rise_is_told_before_it_is_the_usual() -> None:
    """It is told within four weeks, with what was usual before, and read aloud as a rise."""
    found = ramps(telling(rising))
    (first, *_) = found
    assert (first.kind, first.direction, first.window_hours) == ("ramp", "closer", 168)
    assert at(50) < first.window_start_at < at(75)
    assert 5 < first.expected < 9
    assert first.observed > 2 * first.expected
    assert [g.name for g in first.gates] == ["stories", "days", "chance", "baseline days"]
    assert "risen for weeks" in aloud(first)


@pytest.mark.parametrize(
    "rate",
    [
        pytest.param(lambda d: 1.0 if d % 7 < 5 else 0.2, id="weekly cycle"),
        pytest.param(lambda d: 14.0 if d == 60 else 1.0, id="one burst"),
        pytest.param(lambda d: 1 + d / 60, id="a drift that its past has, too"),
    ],
)
def test_what_is_no_rise_is_silent(rate: Callable[[int], float]) -> None:
    """Neither a cycle, one day nor a slow drift is a rise."""
    assert not ramps(telling(rate))


def test_the_end_of_an_outage_is_no_rise() -> None:
    """Days without volume teach nothing, so what comes after them is the usual again."""
    gone = range(45, 60)
    heard = [w for w in VOLUMES if (w.record.fetched_at - T0).days not in gone]
    assert not judge(telling(lambda d: 0.0 if d in gone else 2.0), heard, RULES).alerts


def test_a_rule_of_ramps_asks_for_a_week() -> None:
    """Another window is refused with the rule and the fix."""
    with pytest.raises(ValueError, match="rise is of kind ramp: its window_hours must be 168"):
        rule("rise", kind="ramp")


def test_a_young_record_tells_of_no_rise() -> None:
    """Without weeks before those that rise nobody knows what is usual."""
    late = [w for w in VOLUMES if (w.record.fetched_at - T0).days >= 55]
    assert not judge([s for s in telling(rising) if s.fetched_at >= at(55)], late, RULES).alerts


def test_judged_as_it_rises_it_is_the_same_and_told_by_why() -> None:
    """Judged day by day, with stories that come late, it ends as judged at once; its gates are shown."""
    held, signals = Judge(RULES), telling(rising)
    late = signals[70:75]
    for day in range(LENGTH):
        for record, when in VOLUMES[40 * day : 40 * (day + 1)]:
            held.apply_volume(record, when)
        for one in signals:
            if one not in late and one.fetched_at.date() == at(day).date():
                held.apply_signal(one)
        held.judge()
    for one in late:
        held.apply_signal(one)
    assert held.judgement() == judge(signals, VOLUMES, RULES)
    (alert, *_) = held.judgement().alerts
    (told,) = why(held, RULES, "CHN-RUS", alert.peak_start_at).judged
    assert (told.fires, told.alert, told.rule) == (True, alert.id, "rise")
