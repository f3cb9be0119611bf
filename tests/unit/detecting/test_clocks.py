"""What clocks do raises no false alert: summer time, jumps, outages and back-fills."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entente.contracts.signals import Signal
from entente.detecting import Written, judge
from support.timeline import T0, at, rule, signal, volume, watchlist

RULES = watchlist(
    rule("six", hours=6, alarms=0.5),
    rule("day", alarms=0.5),
    rule("week", hours=168, alarms=0.5),
    rule("rise", kind="ramp", hours=168, alarms=0.5),
    rule("tone", kind="polarity", alarms=0.5, min_stories=5),
)
DAYS = 60
BERLIN = ZoneInfo("Europe/Berlin")
"""Its summer time begins on the 28th day of these timelines, at one in the morning of UTC."""


def alerts(clock: Callable[[datetime], datetime | None], extra: Sequence[Signal] = ()) -> tuple[str, ...]:
    """Judge sixty days of forty articles and two stories a day, stamped by a clock; None: not written."""
    signals = [*extra]
    volumes: list[Written] = []
    for day in range(DAYS):
        for i in range(40):
            local = (T0 + timedelta(days=day, minutes=36 * i)).replace(tzinfo=None)
            when = clock(local)
            if when is None:
                continue
            name = f"a{day}-{i}"
            volumes.append(Written(volume(name, when, ("CHN", "RUS")), T0))
            if i in {14, 27}:
                signals.append(signal(name, when, score=(4.0, -3.0)[(day + i) % 2]))
    return tuple(f"{a.rule} {a.window_start_at:%m-%d %H}" for a in judge(signals, volumes, RULES).alerts)


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=T0.tzinfo)


def _ahead(local: datetime) -> datetime:
    """Run right, but for a day on which the clock stood a month ahead."""
    return _utc(local) + timedelta(days=30 if _utc(local).date() == at(20).date() else 0)


def _back(local: datetime) -> datetime:
    """Run right, but for three days on which the clock stood twelve hours behind."""
    return _utc(local) - timedelta(hours=12 if at(40) <= _utc(local) < at(43) else 0)


def _outage(local: datetime) -> datetime | None:
    """Write nothing for four days."""
    return None if at(30) <= _utc(local) < at(34) else _utc(local)


def _weekly(local: datetime) -> datetime | None:
    """Write two articles in five at weekends."""
    return _utc(local) if _utc(local).weekday() < 5 or local.minute % 5 < 2 else None


@pytest.mark.parametrize(
    "clock",
    [
        pytest.param(lambda local: local.replace(tzinfo=BERLIN).astimezone(T0.tzinfo), id="summer time"),
        _ahead,
        _back,
        _outage,
        _weekly,
    ],
)
def test_clocks_and_cycles_raise_nothing(clock: Callable[[datetime], datetime | None]) -> None:
    """Stories that keep their share of what is written are no news, whatever the clock did."""
    assert alerts(clock) == ()


def test_a_burst_beside_them_is_told() -> None:
    """The same timeline isn't silent where there is something to tell."""
    assert any(
        told.startswith("day") for told in alerts(_outage, [signal(f"b{i}", at(50, i)) for i in range(15)])
    )


def test_a_back_fill_raises_nothing_new() -> None:
    """Articles of a month that come late, with their volume, are judged as if they had come in time."""
    late = [signal(f"l{d}", at(d, 9)) for d in range(10, 40)]
    days, hours = range(DAYS), range(40)
    volumes = [Written(volume(f"v{d}-{i}", at(d, i / 2)), at(59)) for d in days for i in hours]
    assert judge(late, volumes, RULES).alerts == ()
