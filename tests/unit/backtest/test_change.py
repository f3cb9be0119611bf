"""What another watchlist brings and takes away."""

from datetime import timedelta

from msgspec.structs import replace

from entente.backtest.change import changes
from entente.contracts.alerts import Alert
from support.examples import example

DAY = timedelta(days=1)


def alert(name: str, days: float = 0, rule: str = "russia-china", **said: object) -> Alert:
    """Make an alert so many days after the example's."""
    base = example(Alert)
    moved = {
        "window_start_at": base.window_start_at + days * DAY,
        "window_end_at": base.window_end_at + days * DAY,
    }
    return replace(base, id=name, rule=rule, **moved, **said)


def test_an_alert_comes_goes_moves_or_says_something_else() -> None:
    """Each differing alert is told once; one whose time overlaps one that is gone has moved."""
    old = [alert("same"), alert("told", 40), alert("gone", 80), alert("early", 120)]
    new = [alert("same"), alert("told", 40, observed=99), alert("fresh", 200), alert("late", 120.25)]
    found = {(c.change, c.alert.id, c.was.id if c.was else None) for c in changes(old, new)}
    assert found == {
        ("revised", "told", "told"),
        ("went", "gone", None),
        ("moved", "late", "early"),
        ("came", "fresh", None),
    }


def test_a_version_alone_is_no_difference() -> None:
    """The same alerts by another version of the watchlist are the same."""
    assert changes([alert("a", watchlist_version="1")], [alert("a", watchlist_version="2")]) == []


def test_an_alert_of_another_direction_or_window_has_not_moved() -> None:
    """What overlaps in time but differs in subject comes and goes."""
    old = [alert("a", direction="closer"), alert("b", 40, window_hours=24)]
    new = [alert("c", direction="apart"), alert("d", 40, window_hours=168)]
    assert sorted(c.change for c in changes(old, new)) == ["came", "came", "went", "went"]


def test_a_rule_of_another_name_only_moves_its_alert() -> None:
    """Ids follow from the rule's name; renaming it takes nothing from the desk."""
    (found,) = changes([alert("a", rule="old-name")], [alert("b", rule="new-name")])
    assert (found.change, found.was and found.was.rule) == ("moved", "old-name")
