"""Every judgement can be asked for, fired or not, and says what `judge` says."""

from datetime import datetime

import pytest

from entente.detecting import Judge, Written, judge
from entente.detecting.alerts import figures
from entente.detecting.why import Why, why
from support.timeline import T0, at, rule, signal, volume, watchlist

RULES = watchlist(rule("day"), rule("week", hours=168), rule("six", hours=6, directions=("closer",)))
VOLUMES = [
    Written(volume(f"v{d}-{i}", at(d, i % 24), ("CHN", "RUS")[i % 2 : i % 2 + 1]), T0)
    for d in range(40)
    for i in range(30)
]
BURST = [signal(f"s{i}", at(38, 2 + i)) for i in range(9)]


def _judge(volumes: list[Written]) -> Judge:
    made = Judge(RULES)
    for written in volumes:
        made.apply_volume(written.record, written.at)
    for one in BURST:
        made.apply_signal(one)
    made.judge()
    return made


def _asked(when: datetime, name: str | None = None, pair: str = "CHN-RUS") -> Why:
    return why(_judge(VOLUMES), RULES, pair, when, name)


def test_a_standing_alert_is_explained_as_it_was_judged() -> None:
    """At an alert's peak its rule's finding fires, with the alert's own figures, gates and id."""
    alerts = judge(BURST, VOLUMES, RULES).alerts
    assert alerts
    for alert in alerts:
        (found,) = [
            f for f in _asked(alert.peak_start_at, alert.rule).judged if f.direction == alert.direction
        ]
        assert found.fires
        assert found.alert == alert.id
        assert [g.name for g in found.gates] == [g.name for g in alert.gates]
        assert found.observed >= alert.observed
        assert figures(found.p) <= alert.p


def test_silence_is_explained_too() -> None:
    """Where nothing was reported every rule and direction says which gates failed, and names no alert."""
    found = _asked(at(30)).judged
    assert {(f.rule, f.direction) for f in found} == {
        ("day", "closer"),
        ("day", "apart"),
        ("week", "closer"),
        ("week", "apart"),
        ("six", "closer"),
    }
    assert not any(f.fires or f.alert for f in found)
    assert all("stories" in {g.name for g in f.gates if not g.passed} for f in found)


def test_the_window_holds_the_instant() -> None:
    """What is shown is of a window in which the instant lies."""
    when = at(38, 5.5)
    assert all(f.window_start_at <= when < f.window_end_at for f in _asked(when).judged)


def test_either_order_names_the_pair() -> None:
    """RUS-CHN is CHN-RUS."""
    assert _asked(at(38), pair="RUS-CHN") == _asked(at(38))


def test_before_five_articles_nothing_is_judged() -> None:
    """Without volume there is no newest, and no finding."""
    found = why(_judge(VOLUMES[:4]), RULES, "CHN-RUS", at(38))
    assert found.newest_at is None
    assert found.judged == ()


@pytest.mark.parametrize(
    ("pair", "when", "name", "says"),
    [
        ("CHN", at(38), None, "two powers"),
        ("CHN-CHN", at(38), None, "two powers"),
        ("CHN-RUS", at(38), "nosuch", "these do: day, six, week"),
        ("CHN-RUS", at(38).replace(tzinfo=None), None, "no offset"),
    ],
)
def test_a_bad_question_is_told(pair: str, when: datetime, name: str | None, says: str) -> None:
    """One sentence names the thing and the fix."""
    with pytest.raises(ValueError, match=says):
        _asked(when, name, pair)
