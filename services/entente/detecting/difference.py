"""What is to be published: the difference between what stands on the topics and what was judged."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta

from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.contracts.identity import digest
from entente.contracts.signals import Story
from entente.detecting.alerts import BURSTS, revised
from entente.detecting.times import second_of
from entente.detecting.windows import STEPS
from entente.detecting.withdrawing import withdrawal


def difference(
    standing: Mapping[str, Alert],
    judged: Collection[Alert],
    newest: int | None,
    closed_before: int | None,
    stories: Callable[[], Collection[Story]],
) -> tuple[Alert, ...]:
    """Give the alerts to publish: new, revised, resolved, withdrawn.

    An alert of closed windows stands as published and is never withdrawn; what is judged again of its
    episode is not published beside it. Both sides must be of the same pairs.

    Args:
        standing: the last published revision of each alert, by id, the withdrawn too.
        judged: all alerts that the set supports.
        newest: the second up to which volume is known; None: nothing was judged, so nothing is said.
        closed_before: the second before which windows are closed; None: none is.
        stories: gives those that stand of these pairs; asked only where something is withdrawn.

    Returns:
        New revisions by id.
    """
    if newest is None:
        return ()
    closed = [
        a
        for a in standing.values()
        if a.state != "withdrawn"
        and closed_before is not None
        and second_of(a.window_start_at) < closed_before
    ]
    fresh = {a.id: a for a in judged if not any(_continues(a, c) for c in closed)}
    found = [a for i, a in fresh.items() if i not in standing or standing[i].revision != a.revision]
    found += [_resolved(a) for a in closed if a.state == "firing" and newest >= _over(a)]
    kept = fresh.keys() | {a.id for a in closed}
    lost = [
        a for i, a in standing.items() if i not in kept and a.state != "withdrawn" and a.kind != "coverage"
    ]
    left = stories() if lost else ()
    found += [_withdrawn(a, fresh.values(), left) for a in lost]
    return tuple(sorted(found, key=lambda a: a.id))


def _continues(later: Alert, closed: Alert) -> bool:
    return (
        _subject(later) == _subject(closed)
        and later.id != closed.id
        and later.window_start_at <= closed.window_end_at
    )


def _subject(alert: Alert) -> tuple[str, str | None, str, str | None]:
    return alert.rule, alert.pair, alert.direction, alert.theme


def _over(alert: Alert) -> int:
    return second_of(alert.window_end_at) + STEPS[alert.window_hours]


def _resolved(alert: Alert) -> Alert:
    return revised(replace(alert, state="resolved"))


def _withdrawn(alert: Alert, judged: Iterable[Alert], stories: Iterable[Story]) -> Alert:
    """Withdraw an alert and say why; the one that now covers most of its time supersedes it."""
    overlaps = [
        (_subject(a) == _subject(alert), _shared(a, alert), a.id)
        for a in judged
        if (_subject(a) == _subject(alert) or _tells_more(a, alert)) and _shared(a, alert) > timedelta(0)
    ]
    return revised(
        replace(
            alert,
            state="withdrawn",
            superseded_by=max(overlaps)[2] if overlaps else None,
            withdrawal=withdrawal(alert, stories),
        )
    )


def _shared(one: Alert, other: Alert) -> timedelta:
    return min(one.window_end_at, other.window_end_at) - max(one.window_start_at, other.window_start_at)


def _tells_more(burst: Alert, first: Alert) -> bool:
    """Tell whether an alert is the burst that a first of its kind was the beginning of."""
    return (
        first.kind not in BURSTS
        and burst.kind in BURSTS
        and (burst.pair, burst.direction) == (first.pair, first.direction)
    )


def said(value: bytes) -> str:
    """Digest what a record says."""
    return digest(value.decode("utf-8", "backslashreplace"))
