"""What is news to a target, told as timelines from one T0."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.contracts.alerts import Alert, Sent
from entente.contracts.values import AlertState
from entente.notifier.news import Decision, decide, record
from support.examples import example

T0 = datetime(2025, 9, 3, tzinfo=UTC)
MAX_AGE = timedelta(hours=48)


def _alert(state: AlertState = "firing", ended: datetime = T0) -> Alert:
    return example(Alert, state=state, window_end_at=ended)


def _told(alert: Alert, now: datetime = T0) -> Sent:
    return record(alert, "console", decide(alert, None, now=now, max_age=MAX_AGE), now)


def test_a_new_alert_is_sent_once() -> None:
    """The first revision is sent; the next, in the same state, is known."""
    alert = _alert()
    assert decide(alert, None, now=T0, max_age=MAX_AGE) is Decision.SEND
    assert decide(alert, _told(alert), now=T0, max_age=MAX_AGE) is Decision.KNOWN


@pytest.mark.parametrize("state", ["resolved", "withdrawn"])
def test_an_end_is_told_to_whom_the_start_was_told(state: AlertState) -> None:
    """Who heard that it fires hears that it is over or withdrawn, once, however late."""
    told = _told(_alert())
    over = _alert(state)
    late = T0 + timedelta(days=30)
    assert decide(over, told, now=late, max_age=MAX_AGE) is Decision.SEND
    assert (
        decide(over, record(over, "console", Decision.SEND, late), now=late, max_age=MAX_AGE)
        is Decision.KNOWN
    )


@pytest.mark.parametrize("state", ["resolved", "withdrawn"])
def test_an_end_without_a_start_is_no_news(state: AlertState) -> None:
    """Nobody is told of the end of what nobody heard of."""
    assert decide(_alert(state), None, now=T0, max_age=MAX_AGE) is Decision.PAST


def test_the_past_notifies_nobody() -> None:
    """An episode that ended more than 48 h ago is recorded as past, whatever becomes of it there."""
    now = T0 + timedelta(hours=48, seconds=1)
    assert decide(_alert(), None, now=now, max_age=MAX_AGE) is Decision.PAST
    told = _told(_alert(), now)
    assert told.outcome == "past"
    assert decide(_alert(), told, now=now, max_age=MAX_AGE) is Decision.KNOWN
    assert decide(_alert("resolved"), told, now=now, max_age=MAX_AGE) is Decision.PAST


def test_a_past_episode_that_goes_on_is_news() -> None:
    """When a past episode grows into the present, it is sent."""
    now = T0 + timedelta(days=10)
    told = _told(_alert(), now)
    assert decide(_alert(ended=now), told, now=now, max_age=MAX_AGE) is Decision.SEND


def test_an_alert_that_fires_again_is_sent_again() -> None:
    """After a withdrawal that was told, a new firing is told."""
    withdrawn = record(_alert("withdrawn"), "console", Decision.SEND, T0)
    assert decide(_alert(), withdrawn, now=T0, max_age=MAX_AGE) is Decision.SEND
