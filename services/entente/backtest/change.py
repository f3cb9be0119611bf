"""What another watchlist brings and takes away, alert by alert. Pure."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from entente.contracts.alerts import Alert

Kind = Literal["came", "went", "moved", "revised"]
KINDS: tuple[Kind, ...] = ("came", "went", "moved", "revised")


class Change(Struct, frozen=True, kw_only=True):
    """One alert that differs: new, gone, over another stretch of time, or saying something else of the same.

    Of what went, `alert` is what it was and `was` is null.
    """

    change: Kind
    alert: Alert
    was: Alert | None = None


def changes(old: Iterable[Alert], new: Iterable[Alert]) -> list[Change]:
    """Compare the alerts of two watchlists over one archive, in order of time.

    An alert has moved when it is of the same pair, direction, theme and window as one that is gone, and
    their times overlap. The watchlists' versions alone are no difference.
    """
    before = {a.id: a for a in old}
    after = {a.id: a for a in new}
    found = [
        Change(change="revised", alert=a, was=before[i])
        for i, a in after.items()
        if i in before and _bare(a) != _bare(before[i])
    ]
    gone = {i: a for i, a in before.items() if i not in after}
    for alert in (a for i, a in after.items() if i not in before):
        was = max(
            (a for a in gone.values() if _overlap(a, alert) > 0), key=lambda a: _rank(a, alert), default=None
        )
        if was is None:
            found.append(Change(change="came", alert=alert))
        else:
            del gone[was.id]
            found.append(Change(change="moved", alert=alert, was=was))
    found += [Change(change="went", alert=a) for a in gone.values()]
    return sorted(found, key=lambda c: (c.alert.window_start_at, c.alert.id))


def _bare(alert: Alert) -> Alert:
    return replace(alert, revision="", watchlist_version="")


def _rank(one: Alert, other: Alert) -> tuple[float, str]:
    return _overlap(one, other), one.id


def _overlap(one: Alert, other: Alert) -> float:
    """Give the seconds that two alerts of one subject share; 0 where they differ in subject."""
    if _subject(one) != _subject(other):
        return 0.0
    shared = min(one.window_end_at, other.window_end_at) - max(one.window_start_at, other.window_start_at)
    return max(0.0, shared.total_seconds())


def _subject(alert: Alert) -> tuple[object, ...]:
    return alert.kind == "coverage", alert.pair, alert.direction, alert.theme, alert.window_hours
