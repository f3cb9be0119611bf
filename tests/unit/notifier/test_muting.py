"""What keeps news back: silences, graver alerts, acknowledgements."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from entente.contracts.alerts import Act, Alert
from entente.contracts.codec import encode
from entente.contracts.errors import Reject
from entente.detecting.standing import seen
from entente.notifier.muting import Desk, Muted, muted
from entente.notifier.news import News, Published, What
from entente.notifier.routing import Inhibition, Match, Route
from support.examples import example

T0 = datetime(2025, 9, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _act(name: str, at: datetime = T0, **changes: object) -> bytes:
    usual: dict[str, Any] = {"id": name, "what": "silence", "value": None, "until": None, "case": None}
    return encode(example(Act, at=at, **usual | changes))


def _muted(alert: Alert, desk: Desk, now: datetime = T0, firing: tuple[Alert, ...] = ()) -> Muted | None:
    rule = Inhibition(when=Match(severities=("urgent",)), mutes=Match(severities=("info",)))
    news = News(Published(alert, 0, T0), What.FIRING)
    route = Route(name="r", to=("t",))
    return muted(news, route, now, holding=desk.holding(now), inhibit=[rule], firing=firing)


def test_a_silence_holds_for_its_series_from_its_act_until_its_end() -> None:
    """Another direction is heard; before and after it too; an act in any order ends it sooner."""
    alert = example(Alert)
    acts = [
        _act("s", until=T0 + 4 * HOUR, seen=seen(alert)),
        _act("e", T0 + 2 * HOUR, value="s", seen=None),
        _act("other", T0 + HOUR, until=T0 + 9 * HOUR, seen=seen(example(Alert, rule="else"))),
    ]
    for order in permutations(acts):
        desk = Desk()
        for act in (*order, order[0]):
            desk.hear(act)
        assert _muted(alert, desk) is Muted.SILENCED
        assert _muted(alert, desk, T0 - HOUR) is None
        assert _muted(alert, desk, T0 + 2 * HOUR) is None
        assert _muted(example(Alert, direction="apart"), desk) is None


def test_a_graver_alert_keeps_back_a_lesser_one_of_the_same_pair() -> None:
    """An urgent one that fires mutes information on that pair and direction, not on another, nor itself."""
    grave = example(Alert, id="u", severity="urgent")
    assert _muted(example(Alert, id="i", severity="info"), Desk(), firing=(grave,)) is Muted.INHIBITED
    other = example(Alert, id="i", severity="info", pair="CHN-USA")
    assert _muted(other, Desk(), firing=(grave,)) is None
    assert _muted(grave, Desk(), firing=(grave, example(Alert, id="v", severity="urgent"))) is None


def test_an_acknowledgement_holds_until_the_alert_says_more() -> None:
    """Undone, or outgrown, it counts no longer."""
    alert, desk = example(Alert, story_count=10), Desk()
    assert not desk.acknowledged(alert)
    desk.hear(_act("a", what="acknowledge", alert_id=alert.id, seen=seen(alert)))
    assert desk.acknowledged(alert)
    assert not desk.acknowledged(example(Alert, story_count=20))
    desk.hear(_act("b", T0 + HOUR, what="acknowledge", alert_id=alert.id, value="undo", seen=None))
    assert not desk.acknowledged(alert)


def test_junk_is_no_act() -> None:
    """It is refused; the shell passes it over."""
    with pytest.raises(Reject):
        Desk().hear(b"{")
