"""What is news to a target, told as timelines from one T0."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.contracts.alerts import Alert, Sent
from entente.contracts.values import AlertState
from entente.notifier.news import Decision, decide, record
from support.examples import example

T0 = datetime(2025, 9, 3, tzinfo=UTC)


def _alert(state: AlertState = "firing", ended: datetime = T0) -> Alert:
    return example(Alert, state=state, window_end_at=ended)


def _decide(alert: Alert, told: Sent | None, offset: int, now: datetime = T0) -> Decision:
    return decide(alert, told, offset=offset, now=now, max_age=timedelta(hours=48))


def _told(alert: Alert, offset: int = 0, told: Sent | None = None, now: datetime = T0) -> Sent:
    return record(alert, offset, "console", _decide(alert, told, offset, now), now)


def test_a_new_alert_is_sent_once() -> None:
    """The first revision is sent; the next, in the same state, is known."""
    assert _decide(_alert(), None, 0) is Decision.SEND
    assert _decide(_alert(), _told(_alert()), 1) is Decision.KNOWN


@pytest.mark.parametrize("state", ["resolved", "withdrawn"])
def test_an_end_is_told_to_whom_the_start_was_told(state: AlertState) -> None:
    """Who heard that it fires hears that it is over or withdrawn, once, however late."""
    late = T0 + timedelta(days=30)
    started = _told(_alert())
    assert _decide(_alert(state), started, 1, late) is Decision.SEND
    assert _decide(_alert(state), _told(_alert(state), 1, started, late), 2, late) is Decision.KNOWN


@pytest.mark.parametrize("state", ["resolved", "withdrawn"])
def test_an_end_without_a_start_is_no_news(state: AlertState) -> None:
    """Nobody is told of the end of what nobody heard of."""
    assert _decide(_alert(state), None, 0) is Decision.PAST


def test_the_past_notifies_nobody() -> None:
    """An episode that ended more than 48 h ago is recorded as past, whatever becomes of it there."""
    now = T0 + timedelta(hours=48, seconds=1)
    told = _told(_alert(), now=now)
    assert told.outcome == "past"
    assert _decide(_alert(), told, 1, now) is Decision.KNOWN
    assert _decide(_alert("resolved"), told, 1, now) is Decision.PAST


def test_a_past_episode_that_goes_on_is_news() -> None:
    """When a past episode grows into the present, it is sent."""
    now = T0 + timedelta(days=10)
    assert _decide(_alert(ended=now), _told(_alert(), now=now), 1, now) is Decision.SEND


def test_an_alert_that_fires_again_is_sent_again() -> None:
    """After a withdrawal that was told, a new firing is told."""
    withdrawn = _told(_alert("withdrawn"), 1, _told(_alert()))
    assert _decide(_alert(), withdrawn, 2) is Decision.SEND


def test_what_is_read_again_is_known() -> None:
    """Revisions up to the one last told are no news, in whatever state: a restart reads them again."""
    resolved = _told(_alert("resolved"), 7, _told(_alert(), 3))
    assert _decide(_alert(), resolved, 3) is Decision.KNOWN
    assert _decide(_alert("resolved"), resolved, 7) is Decision.KNOWN
    assert _decide(_alert(), resolved, 8) is Decision.SEND
