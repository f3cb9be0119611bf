"""What is news to a target, told as timelines from one T0."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from entente.contracts.alerts import Alert, Sent
from entente.contracts.values import AlertState
from entente.notifier.news import Nothing, Published, What, decide, record
from support.examples import example

T0 = datetime(2025, 9, 3, tzinfo=UTC)


def _published(
    state: AlertState = "firing", offset: int = 0, ended: datetime = T0, **changes: object
) -> Published:
    return Published(example(Alert, state=state, window_end_at=ended, **changes), offset, T0)


def _decide(
    one: Published, told: Sent | None, now: datetime = T0, before: Sent | None = None
) -> What | Nothing:
    return decide(one, told, before, now=now, max_age=timedelta(hours=48))


def _told(one: Published, told: Sent | None = None, now: datetime = T0) -> Sent:
    return record(one, "console", _decide(one, told, now), now)


def test_a_new_alert_is_news_once() -> None:
    """The first revision is told; the next, which says no more, is known."""
    assert _decide(_published(), None) is What.FIRING
    assert _decide(_published(offset=1, revision="ab" * 16), _told(_published())) is Nothing.KNOWN


@pytest.mark.parametrize(
    "more",
    [{"severity": "urgent"}, {"confidence": "high"}, {"story_count": 40}],
    ids=lambda one: next(iter(one)),
)
def test_an_alert_that_says_more_is_news_once(more: dict[str, Any]) -> None:
    """Greater severity or confidence, or twice the stories, is told, and then known."""
    told = _told(_published(severity="notice", confidence="low", story_count=20))
    usual: dict[str, Any] = {"severity": "notice", "confidence": "low", "story_count": 20}
    grown = _published(offset=1, **usual | more)
    assert _decide(grown, told) is What.ESCALATED
    assert _decide(replace(grown, offset=2), _told(grown, told)) is Nothing.KNOWN


def test_an_alert_that_says_less_is_no_news() -> None:
    """Fewer stories or less confidence disturb nobody."""
    told = _told(_published(confidence="high", story_count=20))
    assert _decide(_published(offset=1, confidence="low", story_count=12), told) is Nothing.KNOWN


@pytest.mark.parametrize(("state", "what"), [("resolved", What.RESOLVED), ("withdrawn", What.WITHDRAWN)])
def test_an_end_is_told_to_whom_the_start_was_told(state: AlertState, what: What) -> None:
    """Who heard that it fires hears that it is over or withdrawn, once, however late."""
    late = T0 + timedelta(days=30)
    end = _published(state, 1)
    assert _decide(end, _told(_published()), late) is what
    assert _decide(replace(end, offset=2), _told(end, _told(_published()), late), late) is Nothing.KNOWN


def test_what_ended_before_it_could_be_told_is_told_as_over() -> None:
    """An alert that came and went while nobody could tell of it is not lost."""
    assert _decide(_published("resolved"), None) is What.RESOLVED


def test_a_withdrawal_of_what_nobody_heard_of_is_no_news() -> None:
    """What turned out to be nothing needs no word, but a record."""
    assert _decide(_published("withdrawn"), None) is Nothing.UNHEARD
    assert _told(_published("withdrawn")).outcome == "past"
    assert _decide(_published("withdrawn", 1), _told(_published("withdrawn"))) is Nothing.KNOWN


def test_the_past_notifies_nobody() -> None:
    """An episode that ended more than 48 h ago is recorded as past, whatever becomes of it there."""
    now = T0 + timedelta(hours=48, seconds=1)
    told = _told(_published(), now=now)
    assert told.outcome == "past"
    assert _decide(_published(offset=1), told, now) is Nothing.KNOWN
    assert _decide(_published("resolved", 1), told, now) is Nothing.PAST


def test_a_past_episode_that_goes_on_is_news() -> None:
    """When a past episode grows into the present, it is told."""
    now = T0 + timedelta(days=10)
    assert _decide(_published(offset=1, ended=now), _told(_published(), now=now), now) is What.FIRING


def test_an_alert_that_fires_again_is_told_again() -> None:
    """After a withdrawal that was told, a new firing is told."""
    withdrawn = _told(_published("withdrawn", 1), _told(_published()))
    assert _decide(_published(offset=2), withdrawn) is What.FIRING


def test_an_alert_that_moved_to_another_id_is_the_same_to_whom_it_was_told() -> None:
    """Neither its going nor its coming is told; saying more than the old one is."""
    old = _told(_published(story_count=10))
    gone = _published("withdrawn", 1, superseded_by="new", story_count=10)
    assert _decide(gone, old) is Nothing.CARRIED_ON
    moved = record(gone, "console", Nothing.CARRIED_ON, T0, old.said)
    assert _decide(_published(offset=2, id="new", story_count=10), None, before=moved) is Nothing.CARRIED_ON
    assert _decide(_published(offset=2, id="new", story_count=30), None, before=moved) is What.ESCALATED


def test_an_alert_that_carries_on_what_nobody_heard_is_new() -> None:
    """A withdrawal that nobody was told of leaves its heir to be told."""
    unheard = _told(_published("withdrawn", superseded_by="new"))
    assert _decide(_published(offset=1, id="new"), None, before=unheard) is What.FIRING


def test_what_is_read_again_is_known() -> None:
    """Revisions up to the one last told are no news, in whatever state: a restart reads them again."""
    resolved = _told(_published("resolved", 7), _told(_published(offset=3)))
    assert _decide(_published(offset=3), resolved) is Nothing.KNOWN
    assert _decide(_published("resolved", 7), resolved) is Nothing.KNOWN
    assert _decide(_published(offset=8), resolved) is What.FIRING
