"""News into notices: a group waits for more, a second notice for its interval; a storm becomes one. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from entente.notifier.news import News, What
from entente.notifier.routing import Route

Shape = Literal["group", "digest", "storm"]
Group = tuple[str, ...]


class Batch(Struct, frozen=True):
    """What goes into one notice."""

    shape: Shape
    news: tuple[News, ...]


def batches(
    ready: Sequence[tuple[Route, News]],
    told_at: Mapping[Group, datetime],
    lately: Sequence[datetime],
    now: datetime,
) -> tuple[Batch, ...]:
    """Put the news of one target together.

    Args:
        ready: what nothing mutes now, each with its route.
        told_at: when the target last heard of a group.
        lately: when the target was last told anything, oldest first.
        now: the clock's instant.

    Returns:
        What was held back by quiet hours as one digest; each group that is due as a notice of its own. More
        of them than the route's `storm` within its `interval` are one notice, and the next such comes when
        `wait` is over.
    """
    groups: dict[Group, list[tuple[Route, News]]] = {}
    for route, news in ready:
        groups.setdefault(route.group(news.said), []).append((route, news))
    due = {group: found for group, found in groups.items() if _due(found, told_at.get(group), now)}
    held = [group for group, found in due.items() if any(_was_held(route, news) for route, news in found)]
    digest = [one for group in held for one in due.pop(group)]
    made = [Batch("digest", _sorted(digest))] if digest else []
    if not due:
        return tuple(made)
    route = next(iter(due.values()))[0][0]
    told = [at for at in lately if at > now - max(route.spacing, timedelta(minutes=1))]
    if len(told) + len(due) <= route.storm:
        return (*made, *(Batch("group", _sorted(found)) for found in due.values()))
    if told and len(told) >= route.storm and told[-1] + route.waits > now:
        return tuple(made)
    return (*made, Batch("storm", _sorted([one for found in due.values() for one in found])))


def opens_at(found: Sequence[tuple[Route, News]], told_at: datetime | None) -> datetime:
    """Say when a group is due: after its wait from its first news on, and its interval since it was told."""
    route = found[0][0]
    first = min(news.published.since for _, news in found) + route.waits
    return first if told_at is None else max(first, told_at + route.spacing)


def _due(found: Sequence[tuple[Route, News]], told_at: datetime | None, now: datetime) -> bool:
    return now >= opens_at(found, told_at)


def _was_held(route: Route, news: News) -> bool:
    return news.what is not What.REPEATED and route.held(news.alert.severity, news.published.since)


def _sorted(found: Sequence[tuple[Route, News]]) -> tuple[News, ...]:
    grave = {"urgent": 0, "notice": 1, "info": 2}
    return tuple(
        sorted(
            (news for _, news in found),
            key=lambda one: (
                one.alert.state != "firing",
                grave[one.alert.severity],
                -one.alert.story_count,
                one.alert.id,
            ),
        )
    )
