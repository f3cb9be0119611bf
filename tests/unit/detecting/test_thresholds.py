"""Budgets turned into thresholds, and who watches what."""

import pytest

from entente.detecting.thresholds import CORRECTION, CORRECTION_OF_DAYS, Watch, watches
from support.timeline import rule, watchlist


def test_a_budget_is_shared_by_series_and_windows() -> None:
    """Two alarms in thirty days over two pairs, two directions and four windows a day."""
    watch = Watch(rule(pairs=("CHN-RUS", "RUS-USA"), alarms=2.0), "closer")
    assert watch.threshold(days_only=False) == pytest.approx(CORRECTION[24] * 2 / (4 * 120))


def test_where_only_days_are_known_there_are_fewer_windows() -> None:
    """Day windows then step by days, so each may be a likelier one; weeks step by days anyway."""
    day, week = Watch(rule(), "closer"), Watch(rule(hours=168), "closer")
    assert day.threshold(days_only=True) == pytest.approx(CORRECTION_OF_DAYS[24] / (2 * 30))
    assert week.threshold(days_only=False) == pytest.approx(CORRECTION[168] / (2 * 30))


def test_a_rule_for_any_pair_states_its_family() -> None:
    """The series of a rule for any pair are those of the family that it states."""
    watch = Watch(rule(pairs="any", family=50, directions=("attention",)), "attention")
    assert watch.threshold(days_only=True) == pytest.approx(CORRECTION_OF_DAYS[24] / (50 * 30))


def test_any_pair_leaves_alone_what_is_watched_by_name() -> None:
    """One event gives one alert: named pairs are left to their rule, by direction, window and theme."""
    rules = watchlist(
        rule("named", directions=("closer",)),
        rule("any", pairs="any", family=50, directions=("closer", "apart")),
        rule("any-week", pairs="any", family=50, directions=("closer",), hours=168),
    )
    watched = [(w.rule.id, w.direction) for w in watches(rules, "CHN-RUS")]
    assert watched == [("any", "apart"), ("any-week", "closer"), ("named", "closer")]
    assert ("any", "closer") in [(w.rule.id, w.direction) for w in watches(rules, "CHN-USA")]
