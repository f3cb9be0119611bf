"""What was announced marks the spike that it explains, and no other."""

from datetime import date

from msgspec.structs import replace

from entente.detecting import Judge, Written
from entente.detecting.calendar import announced, occasions
from entente.detecting.times import second_of
from entente.detecting.wording import aloud
from entente.watchlist.model import CalendarEntry
from support.timeline import T0, at, rule, signal, volume, watchlist


def _entry(since: date, until: date, *, yearly: bool = False) -> CalendarEntry:
    return CalendarEntry(
        id="x", name="the summit", pairs=("CHN-RUS",), since=since, until=until, yearly=yearly, source="made"
    )


def _told(entry: CalendarEntry, start: float, end: float, pair: str = "CHN-RUS") -> tuple[str, ...]:
    return announced([entry], pair, second_of(at(start)), second_of(at(end)))


def test_its_days_count_whole() -> None:
    """From its first day's midnight to its last day's end, for its own pairs alone."""
    entry = _entry(at(2).date(), at(3).date())
    assert _told(entry, 1, 2) == ()
    assert _told(entry, 1, 2.01) == ("the summit",)
    assert _told(entry, 3.99, 5) == ("the summit",)
    assert _told(entry, 4, 5) == ()
    assert _told(entry, 2, 3, "CHN-USA") == ()


def test_a_yearly_entry_comes_again_from_its_first_year_on() -> None:
    """An anniversary is announced each year, but not before the first; 29 February falls on the 28th."""
    assert _told(_entry(date(2020, 3, 4), date(2020, 3, 4), yearly=True), 0, 3) == ("the summit",)
    assert _told(_entry(date(2026, 3, 4), date(2026, 3, 4), yearly=True), 0, 3) == ()
    assert _told(_entry(date(2020, 2, 29), date(2020, 2, 29), yearly=True), -3, -2) == ("the summit",)


def test_what_is_announced_is_listed_with_its_days() -> None:
    """Each year's days of an anniversary, in order of time beside what comes once; other pairs' are not."""
    yearly, once = _entry(date(2020, 3, 4), date(2020, 3, 5), yearly=True), _entry(at(2).date(), at(3).date())
    other = replace(once, pairs=("CHN-USA",))
    found = occasions([once, yearly, other], "CHN-RUS", date(2024, 3, 5), date(2025, 12, 31))
    assert [(one.since, one.until) for one in found] == [
        (date(2024, 3, 4), date(2024, 3, 5)),
        *sorted([(date(2025, 3, 4), date(2025, 3, 5)), (at(2).date(), at(3).date())]),
    ]


def test_an_alert_says_that_it_was_expected() -> None:
    """The burst of an announced day names what was announced, in its fields and read aloud."""
    rules = replace(watchlist(rule("day")), calendar=(_entry(at(38).date(), at(38).date()),))
    judge = Judge(rules)
    for d in range(40):
        for i in range(30):
            judge.apply_volume(*Written(volume(f"v{d}-{i}", at(d, i % 24), ("CHN",)), T0))
    for i in range(9):
        judge.apply_signal(signal(f"s{i}", at(38, 2 + i)))
    alerts = judge.judgement().alerts
    assert alerts
    assert all(a.announced == ("the summit",) and "expected: the summit" in aloud(a) for a in alerts)
