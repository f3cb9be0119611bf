"""The incremental judge equals the whole function, whatever the order."""

from collections.abc import Sequence
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from entente.contracts.identity import digest
from entente.contracts.signals import Signal
from entente.contracts.values import EventType
from entente.detecting import Judge, Written, judge
from support.timeline import T0, at, event, rule, signal, source, volume, watchlist

RULES = watchlist(
    rule("day", pairs=("CHN-RUS", "CHN-USA"), alarms=60.0),
    rule("week", hours=168, directions=("attention",), alarms=60.0),
    rule("six", hours=6, alarms=200.0),
    rule("any", pairs="any", family=3, theme="trade", alarms=60.0),
    rule("rise", kind="ramp", hours=168, alarms=900.0),
    rule("tone", kind="polarity", alarms=90.0),
    rule("deeds", kind="first", pairs=("CHN-RUS", "CHN-USA"), alarms=99.0),
    sources=(source("one", "Owner", kind="official"), source("two", "Owner", bloc="west")),
)
TEXTS = [" ".join(f"w{(start + i) % 60}" for i in range(40)) for start in (0, 9, 18, 27)]
DEEDS: tuple[EventType, ...] = ("CONSULT", "COOPERATE", "AID", "COOPERATE")
PAIRS = (("CHN", "RUS"), ("CHN", "USA"))
Step = Signal | Written


def _base(days: int, *, written: datetime = T0) -> list[Written]:
    return [
        Written(volume(f"v{d}-{i}", at(d, 5 * i), ("RUS", "CHN", "USA")[i % 3 : i % 3 + 1]), written)
        for d in range(days)
        for i in range(5)
    ]


def _signals(days: int) -> st.SearchStrategy[Signal]:
    return st.builds(
        lambda article, day, hour, score, text, fetched, more: signal(
            f"a{article}",
            at(day, hour),
            pair=("CHN-RUS", "CHN-USA")[article % 2],
            events=() if score == 0 else (event(score, DEEDS[article % 4], sources=PAIRS[article % 2]),),
            text=None if text is None else TEXTS[text],
            source=("one", "two", "three")[article % 3],
            precision="day" if hour == 0 and more else "second",
            fetched=at(days + fetched),
            revision=digest(f"{day}-{hour}-{score}-{text}-{more}"),
            themes=("trade",) if more else (),
        ),
        st.integers(0, 24),
        st.one_of(st.integers(0, days), st.integers(days - 6, days)),
        st.integers(0, 23),
        st.sampled_from([4.0, 4.0, -3.0, 0.0]),
        st.one_of(st.none(), st.integers(0, 3)),
        st.integers(0, 2),
        st.booleans(),
    )


def _records(days: int) -> st.SearchStrategy[Written]:
    return st.builds(
        lambda article, day, hour, powers, fetched, written: Written(
            volume(
                f"a{article}",
                at(day, hour),
                powers,
                fetched=at(days + fetched),
                revision=digest(f"{day}-{hour}-{powers}"),
            ),
            at(written),
        ),
        st.integers(0, 24),
        st.integers(0, days + 1),
        st.integers(0, 23),
        st.sampled_from([("CHN", "RUS"), ("CHN", "USA"), ("RUS",), (), ("CHN", "RUS", "USA")]),
        st.integers(0, 2),
        st.integers(0, 1),
    )


def _steps(days: int) -> st.SearchStrategy[list[Step]]:
    return st.lists(st.one_of(_signals(days), _signals(days), _records(days)), min_size=20, max_size=60)


def _feed(judge: Judge, step: Step) -> None:
    if isinstance(step, Signal):
        judge.apply_signal(step)
    else:
        judge.apply_volume(*step)


def _whole(steps: Sequence[Step]) -> object:
    return judge(
        [s for s in steps if isinstance(s, Signal)],
        [s for s in steps if isinstance(s, Written)],
        RULES,
    )


@settings(max_examples=50, deadline=None)
@given(_steps(30), st.integers(1, 20), st.sampled_from([None, 0, 1]))
def test_incremental_equals_whole(steps: list[Step], every: int, at_most: int | None) -> None:
    """Judged at any moments on the way, with updates, retractions and late volume, it ends the same.

    So it does where pairs that volume alone moved wait for their turn.
    """
    incremental = Judge(RULES)
    every_step = [*_base(30), *steps]
    for i, step in enumerate(every_step):
        _feed(incremental, step)
        if i % every == 0 and i > 100:
            incremental.judge(at_most)
    assert incremental.judgement() == _whole(every_step)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_shuffled_replay_ends_the_same(data: st.DataObject) -> None:
    """In whatever order the set arrives, and with what duplicates, the same alerts stand."""
    steps: list[Step] = [*data.draw(_steps(20)), *_base(20)]
    again: list[Step] = data.draw(st.permutations(steps + steps[:40]))
    incremental = Judge(RULES)
    for i, step in enumerate(again):
        _feed(incremental, step)
        if i % 50 == 0:
            incremental.judge()
    assert incremental.judgement() == _whole(steps)


@settings(max_examples=15, deadline=None)
@given(_steps(20), _steps(20))
def test_the_floor_forgets_alike(early: list[Step], late: list[Step]) -> None:
    """A record of half a year whose floor rises on the way ends as the whole function has it."""
    shifted = [_later(step, 170) for step in late]
    rise = [
        Written(volume(f"n{d}-{i}", at(d, i), ("CHN", "RUS", "USA")), at(d))
        for d in range(100, 191)
        for i in range(3)
    ]
    steps: list[Step] = [*_base(20), *early, *rise, *shifted]
    incremental = Judge(RULES)
    for i, step in enumerate(steps):
        _feed(incremental, step)
        if i % 25 == 0:
            incremental.judge()
    found = incremental.judgement()
    assert found.floor is not None
    assert found == _whole(steps)


def _later(step: Step, days: int) -> Step:
    if isinstance(step, Signal):
        assert step.published_at is not None
        return signal(
            f"late-{step.article_id}",
            step.published_at + (at(days) - T0),
            pair=step.pair,
            fetched=step.fetched_at + (at(days) - T0),
            events=step.events,
        )
    record = step.record
    assert record.hour_at is not None
    moved = volume(
        f"late-{record.article_id}",
        record.hour_at + (at(days) - T0),
        record.powers,
        fetched=record.fetched_at + (at(days) - T0),
    )
    return Written(moved, at(days))


def test_a_watchlist_change_judges_everything_again() -> None:
    """With another watchlist all stands as if it had been there from the start."""
    other = watchlist(rule("other", alarms=90.0), sources=(source("one", "Else"),), version="w2")
    steps: list[Step] = [*_base(30), *(signal(f"s{i}", at(28, i / 2), source="one") for i in range(9))]
    changed, fresh = Judge(RULES), Judge(other)
    for step in steps:
        _feed(changed, step)
        _feed(fresh, step)
    assert changed.judgement().alerts
    changed.use(other)
    assert changed.judgement() == fresh.judgement()


def test_a_pair_given_away_is_forgotten() -> None:
    """A pair that another worker took is judged no more, and taken back it is judged anew."""
    steps: list[Step] = [*_base(30), *(signal(f"s{i}", at(28, i / 2)) for i in range(9))]
    incremental = Judge(RULES)
    for step in steps:
        _feed(incremental, step)
    whole = incremental.judgement()
    incremental.forget_pair("CHN-RUS")
    assert incremental.judgement().alerts == ()
    for step in steps:
        _feed(incremental, step)
    assert incremental.judgement() == whole
