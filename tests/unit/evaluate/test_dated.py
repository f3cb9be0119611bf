"""Dated events held against days of alerts."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from entente.contracts.errors import Misconfigured
from entente.evaluate.dated import Dated, events, held

FIRST = date(2025, 3, 1)
DAYS = [FIRST + timedelta(days=i) for i in range(40)]


def event(day: int, length: int = 1) -> Dated:
    """Make an event so many days after the first."""
    start = FIRST + timedelta(days=day)
    return Dated(start, start + timedelta(days=length - 1), "visit", f"day {day}")


def test_an_event_is_found_from_a_day_before_to_two_days_after() -> None:
    """The window of one day's event is four days; alerts beyond it find nothing."""
    for day, found in ((8, 0), (9, 1), (10, 1), (12, 1), (13, 0)):
        assert held([event(10)], DAYS, [[DAYS[day]]]).figures["found"] == found


def test_days_are_counted_once_and_held_against_chance() -> None:
    """Two alerts of one day are a day of alerts; random days would hit by the windows' share of all days."""
    alerts = [[DAYS[10], DAYS[11]], [DAYS[11]], [DAYS[30]]]
    figures = held([event(10), event(20)], DAYS, alerts).figures
    assert (figures["events"], figures["found"]) == (2, 1)
    assert (figures["alert_days"], figures["alert_days_in_windows"]) == (3, 2)
    assert figures["random_in_windows"] == round(3 * 8 / 40, 2)
    assert figures["times_random"] == round(2 / 3 / 0.2, 2)


def test_events_outside_the_series_days_do_not_count() -> None:
    """Neither an event after the end nor one in a gap can be found or missed; nor do alerts there count."""
    outcome = held([event(10), event(60), event(20)], [*DAYS[:15], *DAYS[30:]], [[DAYS[20]]])
    assert (outcome.figures["events"], outcome.figures["alert_days"]) == (1, 0)
    assert [e.what for e in outcome.missed] == ["day 10"]
    assert outcome.figures["precision"] is None


def test_a_table_that_is_none_is_told(tmp_path: Path) -> None:
    """A missing column and a day that is none are named with their place."""
    path = tmp_path / "events.csv"
    path.write_text("start,end,what\n")
    with pytest.raises(Misconfigured, match="no column kind"):
        events(path)
    path.write_text("start,end,kind,what,source\n2025-03-02,2025-03-01,visit,x,y\n")
    with pytest.raises(Misconfigured, match="line 2: the event ends before it starts"):
        events(path)
    path.write_text("start,end,kind,what,source\nMarch,2025-03-01,visit,x,y\n")
    with pytest.raises(Misconfigured, match="line 2: start and end are days"):
        events(path)
