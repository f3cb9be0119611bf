"""What the whole function judges from a set."""

from collections.abc import Iterable
from datetime import datetime

from entente.contracts.signals import Signal
from entente.detecting import judge
from entente.detecting.judgement import Judgement
from entente.detecting.volumes import Written
from entente.watchlist.model import Watchlist
from support.timeline import T0, at, rule, signal, source, volume, watchlist

RULES = watchlist(rule())


def quiet(days: int, articles: int = 60) -> list[Written]:
    """Make a steady volume in which Russia and China are named, seldom together."""
    return [
        Written(volume(f"v{day}-{i}", at(day, i * 24 / articles), ("RUS",) if i % 5 else ("CHN",)), T0)
        for day in range(days)
        for i in range(articles)
    ]


def told(signals: Iterable[Signal]) -> list[Written]:
    """Make the volume records of signals' articles."""
    return [
        Written(
            volume(s.article_id, s.published_at, precision=s.published_precision, fetched=s.fetched_at),
            T0,
        )
        for s in signals
    ]


def burst(when: datetime, stories: int = 8) -> list[Signal]:
    """Make stories of one day, each told once."""
    return [signal(f"b{i}", when.replace(hour=i)) for i in range(stories)]


def usual(days: int) -> list[Signal]:
    """Make one story every third day."""
    return [signal(f"u{day}", at(day, 12)) for day in range(0, days, 3)]


def judged(signals: list[Signal], days: int, rules: Watchlist = RULES) -> Judgement:
    """Judge signals in a quiet volume."""
    return judge(signals, [*quiet(days), *told(signals)], rules)


def test_a_burst_is_one_alert() -> None:
    """Eight stories in a day where a third of one is usual raise one alert with all its evidence."""
    found = judged([*usual(39), *burst(at(40))], 42)
    (alert,) = found.alerts
    assert (alert.kind, alert.direction, alert.observed, alert.story_count) == ("burst", "closer", 8, 8)
    assert alert.expected < 2
    assert alert.p < alert.threshold
    assert [g.name for g in alert.gates if g.passed] == ["stories", "chance", "baseline days"]
    assert alert.window_start_at <= at(40) < alert.window_end_at
    assert {s.id for s in alert.stories} <= {s.id for s in found.stories}


def test_quiet_days_raise_nothing() -> None:
    """What is usual is no alert."""
    assert judged(usual(60), 60).alerts == ()


def test_forty_reprints_raise_nothing() -> None:
    """Forty reprints of one wire are one story, and one story is never an alert."""
    text = " ".join(f"word{i}" for i in range(60))
    reprints = [signal(f"r{i}", at(40, i / 4), text=text, source=f"paper{i}.example") for i in range(40)]
    found = judged([*usual(40), *reprints], 42)
    assert found.alerts == ()
    assert max(len(s.members) for s in found.stories) == 40


def test_an_unreadable_date_never_alerts() -> None:
    """Undated articles are never counted, however many there are."""
    undated = [signal(f"d{i}", None, fetched=at(40)) for i in range(50)]
    found = judged([*usual(40), *undated], 42)
    assert found.alerts == ()
    assert len(found.stories) == len(usual(40))


def test_a_young_record_is_emergent() -> None:
    """Before fourteen baseline days have volume the alert says so and is never of high confidence."""
    registry = tuple(source(f"s{i}", bloc=("west", "east")[i % 2]) for i in range(4))
    stories = [signal(f"e{i}", at(8, i), source=f"s{i % 4}") for i in range(12)]
    (alert,) = judged(stories, 10, watchlist(rule(), sources=registry)).alerts
    assert (alert.kind, alert.confidence) == ("emergent", "moderate")
    assert [g.name for g in alert.gates if not g.passed] == ["baseline days"]


def test_voices_and_blocs_make_confidence() -> None:
    """Three owners of two blocs are high; one bloc is one-sided; one source is single and low."""
    registry = tuple(source(f"s{i}", bloc=("west", "east")[i % 2]) for i in range(4))
    rules = watchlist(rule(), sources=registry)

    def of(names: tuple[str, ...]) -> Judgement:
        stories = [signal(f"b{i}", at(40, i), source=names[i % len(names)]) for i in range(9)]
        return judged([*usual(39), *stories], 42, rules)

    (both,) = of(("s0", "s1", "s2")).alerts
    assert (both.confidence, both.labels, both.voices) == ("high", (), 3)
    (sided,) = of(("s0", "s2")).alerts
    assert (sided.confidence, sided.labels) == ("moderate", ("one-sided",))
    (alone,) = of(("s0",)).alerts
    assert (alone.confidence, alone.labels) == ("low", ("one-sided", "single source"))


def test_an_alert_names_the_governments_that_tell_a_story() -> None:
    """A ministry speaks for its state; its news agency and a ministry of no known state for none."""
    registry = (
        source("mfa.example", kind="official", state="CHN"),
        source("agency.example", kind="state_media", state="RUS"),
        source("facts.example", kind="official"),
    )
    copies = [signal(f"c{s.id}", at(40, i), text="a b c d e", source=s.id) for i, s in enumerate(registry)]
    stories = [*usual(39), *copies, *(signal(f"b{i}", at(40, 5 + i)) for i in range(9))]
    (alert,) = judged(stories, 42, watchlist(rule(), sources=registry)).alerts
    assert sorted(s.governments for s in alert.stories) == [*[()] * 9, ("CHN",)]


def test_resolved_once_the_record_passes_its_end() -> None:
    """An alert is firing until `newest` passes its end by a step of the grid."""
    signals = [*usual(40), *burst(at(40))]
    assert [a.state for a in judged(signals, 41).alerts] == ["firing"]
    assert [a.state for a in judged(signals, 44).alerts] == ["resolved"]


def test_day_precise_articles_count_in_whole_days_only() -> None:
    """Where only days are known, windows are whole UTC days, and six-hour rules say nothing."""
    rules = watchlist(rule("day"), rule("six", hours=6), rule("week", hours=168))
    signals = [signal(f"d{i}", at(40), precision="day") for i in range(9)]
    signals += [signal(f"u{d}", at(d), precision="day") for d in range(0, 40, 3)]
    days = [
        Written(volume(f"v{d}-{i}", at(d), ("RUS",) if i % 5 else ("CHN",), precision="day"), T0)
        for d in range(42)
        for i in range(60)
    ]
    found = judge(signals, [*days, *told(signals)], rules)
    assert {a.rule for a in found.alerts} == {"day", "week"}
    (day,) = (a for a in found.alerts if a.rule == "day")
    assert (day.window_start_at, day.window_end_at) == (at(40), at(41))


def test_before_five_articles_nothing_is_judged() -> None:
    """One wrong date moves nothing: `newest` is the hour of the fifth newest article."""
    stories = burst(at(3), 4)
    assert judge(stories, told(stories), RULES).newest is None
    wrong = [Written(volume("wrong", at(4000)), T0)]
    assert judge([], [*quiet(10), *wrong], RULES).newest == judge([], quiet(10), RULES).newest


def test_the_greatest_reading_of_an_article_counts() -> None:
    """An update replaces what an article said, whichever comes first."""
    first = burst(at(40))
    later = [signal(s.article_id, s.published_at, score=-4.0, fetched=at(41)) for s in first]
    found = judged([*usual(40), *later, *first], 43)
    assert [a.direction for a in found.alerts] == ["apart"]


def test_an_update_that_drops_a_power_takes_its_signal_back() -> None:
    """A later volume record without both powers ends the signal; an older one doesn't."""
    signals = [*usual(40), *burst(at(40))]
    gone = [Written(volume(f"b{i}", at(40, i), ("RUS",), fetched=at(41)), T0) for i in range(7)]
    old = [Written(volume(f"b{i}", at(40, i), ("RUS",), fetched=at(0)), T0) for i in range(7)]
    assert judge(signals, [*quiet(42), *told(signals), *gone], RULES).alerts == ()
    assert len(judge(signals, [*quiet(42), *told(signals), *old], RULES).alerts) == 1


def test_a_replay_twice_changes_nothing() -> None:
    """Duplicates of signals and records change nothing at all."""
    signals = [*usual(40), *burst(at(40))]
    once = judged(signals, 42)
    twice = judge(
        [*signals, *reversed(signals)],
        [*told(signals), *quiet(42), *quiet(42), *told(signals)],
        RULES,
    )
    assert once == twice


def test_a_week_asks_for_three_days() -> None:
    """A rule of a week is for what goes on: one day's burst is left to the rules of a day."""
    rules = watchlist(rule("week", hours=168))
    assert judged([*usual(36), *burst(at(40))], 50, rules).alerts == ()
    going_on = [signal(f"g{i}", at(40 + i / 3, 9)) for i in range(18)]
    (alert,) = judged([*usual(36), *going_on], 50, rules).alerts
    assert ("days", True) in [(g.name, g.passed) for g in alert.gates]


def test_a_young_record_is_judged_by_what_came_after() -> None:
    """Where the record before is too short, the four weeks after tell what is usual."""
    first_days = [signal(f"f{i}", at(3, 2 * i)) for i in range(7)]
    rare = judged(first_days, 45)
    assert [a.kind for a in rare.alerts] == ["emergent"]
    common = [signal(f"c{d}-{i}", at(d, 2 * i)) for d in range(4, 45) for i in range(7)]
    assert judged([*first_days, *common], 45).alerts == ()
