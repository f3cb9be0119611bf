"""When the fleet stands still, and how that is said."""

import json
from datetime import timedelta

from entente.contracts.upkeep import Heartbeat
from entente.notifier.pulse import Pulse, Standstill
from entente.notifier.standstill import StandstillNotice
from support.rig import T0

MINUTE = timedelta(minutes=1)
AFTER = 5 * MINUTE


def _pulse(**ways: int) -> Pulse:
    """Make one that began listening at T0, with heartbeats so many minutes later."""
    pulse = Pulse(T0)
    for way, minutes in ways.items():
        pulse.hear(Heartbeat(way=way, at=T0 + minutes * MINUTE))
    return pulse


def test_one_closed_way_is_a_standstill() -> None:
    """A partition's heartbeats are missing for five minutes: since when, and which."""
    pulse = _pulse(**{"0-0": 10, "1-2": 4})
    assert pulse.standstill(T0 + 8 * MINUTE, AFTER) is None
    found = pulse.standstill(T0 + 10 * MINUTE, AFTER)
    assert found == Standstill(T0 + 4 * MINUTE, ("1-2",), 2)
    pulse.hear(Heartbeat(way="1-2", at=T0 + 9 * MINUTE))
    assert pulse.standstill(T0 + 10 * MINUTE, AFTER) is None


def test_an_older_heartbeat_says_nothing() -> None:
    """What is read again, or comes late, takes nothing back."""
    pulse = _pulse(**{"0-0": 10})
    pulse.hear(Heartbeat(way="0-0", at=T0))
    assert pulse.newest("0-0") == T0 + 10 * MINUTE


def test_a_fleet_that_is_only_starting_has_its_five_minutes() -> None:
    """Old heartbeats, or none, are a standstill once the notifier has listened long enough."""
    for pulse in (_pulse(), _pulse(**{"0-0": -600})):
        assert pulse.standstill(T0 + 4 * MINUTE, AFTER) is None
    assert _pulse().standstill(T0 + AFTER, AFTER) == Standstill(T0, (), 0)
    assert _pulse(**{"0-0": -600}).standstill(T0 + AFTER, AFTER) == Standstill(T0 - 600 * MINUTE, ("0-0",), 1)


def _notice(standstill: Standstill, *, over: bool = False) -> StandstillNotice:
    return StandstillNotice(target="duty", at=T0 + 20 * MINUTE, standstill=standstill, over=over)


def test_a_standstill_is_said_in_words_and_for_programs() -> None:
    """Since when, which ways, what to do; its end has another id and is less grave."""
    notice = _notice(Standstill(T0, ("1-2", "3-0"), 4))
    assert notice.subject == (
        "Entente stands still: what was sent after 01 September, 00:00 UTC has not come through"
    )
    assert "2 of 4 ways (articles.raw/1 to signals/2, articles.raw/3 to signals/0)" in notice.text
    assert "pipelinesilent" in notice.html
    told = json.loads(notice.data)
    assert (told["type"], told["data"]["state"]) == ("entente.standstill.v1", "standing")
    assert told["data"]["closed"] == ["1-2", "3-0"]
    assert notice.severity == "urgent"
    over = _notice(notice.standstill, over=True)
    assert (
        over.subject
        == "Entente hears again: it stood still from 01 September, 00:00 UTC to 01 September, 00:20 UTC"
    )
    assert (over.severity, json.loads(over.data)["data"]["state"]) == ("notice", "over")
    assert over.id != notice.id


def test_no_heartbeat_at_all_and_very_many_ways_are_said_briefly() -> None:
    """Without one, nothing is named; of fifty, eight are."""
    assert _notice(Standstill(T0, (), 0)).subject.endswith(
        "no heartbeat has come since 01 September, 00:00 UTC"
    )
    many = _notice(Standstill(T0, tuple(f"{n}-{n}" for n in range(50)), 64))
    assert "Closed: 50 of 64 ways" in many.text
    assert many.text.count("articles.raw/") == 8
