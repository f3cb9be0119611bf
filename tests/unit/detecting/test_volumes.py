"""What is counted of the volume, how far the record reaches, and where the floor lies."""

from hypothesis import given
from hypothesis import strategies as st

from entente.detecting.times import day_of, second_of
from entente.detecting.volumes import HORIZON_DAYS, Volumes, Written
from support.timeline import T0, at, volume

DAY_ZERO = day_of(second_of(T0))


def _records() -> st.SearchStrategy[Written]:
    def make(article: int, day: int | None, fetched: int, written: int, *, named: bool) -> Written:
        record = volume(
            f"a{article}",
            None if day is None else at(day),
            ("CHN", "RUS") if named else (),
            fetched=at(fetched),
            revision=f"{day}-{named}",
        )
        return Written(record, at(written))

    return st.builds(
        make,
        st.integers(0, 9),
        st.one_of(st.none(), st.integers(0, 5)),
        st.integers(0, 2),
        st.integers(0, 20),
        named=st.booleans(),
    )


def _seen(volumes: Volumes) -> object:
    counted = volumes.counts["all"]
    days = {d: n for d, n in counted.days.items() if n}
    powers = {d: {p: n for p, n in of.items() if n} for d, of in counted.powers.items()}
    return days, {d: of for d, of in powers.items() if of}, volumes.newest, volumes.floor


@given(st.lists(_records(), max_size=40).flatmap(lambda r: st.tuples(st.just(r), st.permutations(r))))
def test_equal_sets_give_equal_counts(orders: tuple[list[Written], list[Written]]) -> None:
    """Whatever the order and however often, every article counts once, by its greatest record."""
    applied = Volumes()
    for written in [*orders[1], *orders[1]]:
        applied.apply(*written)
    assert _seen(applied) == _seen(Volumes.of(orders[0]))


def test_only_articles_that_name_a_power_are_volume() -> None:
    """Volume is of articles with a tracked actor; the others only tell how far the record reaches."""
    volumes = Volumes.of(Written(volume(f"a{i}", at(i), ("CHN",) if i else ()), T0) for i in range(6))
    assert sum(volumes.counts["all"].days.values()) == 5
    assert volumes.newest == second_of(at(1))


def test_day_precise_articles_have_no_hour() -> None:
    """Articles of which only the day is known count in days, and in no hourly profile."""
    volumes = Volumes.of([Written(volume("a", at(1), precision="day"), T0)])
    assert volumes.counts["all"].days[DAY_ZERO + 1] == 1
    assert volumes.counts["precise"].days[DAY_ZERO + 1] == 0


def test_the_floor_follows_what_was_written_a_week_ago() -> None:
    """A replay of years has no floor while it is fresh; a week later it lies 150 days behind."""
    years = [Written(volume(f"a{d}", at(d)), at(1000)) for d in range(700)]
    assert Volumes.of(years).floor is None
    later = [Written(volume(f"b{i}", at(1008)), at(1008)) for i in range(9)]
    assert Volumes.of([*years, *later]).floor == second_of(at(695 - HORIZON_DAYS))


def test_one_far_date_moves_nothing() -> None:
    """Four wrong dates of the future change neither the newest hour nor the floor."""
    days = [Written(volume(f"a{d}", at(d)), at(d)) for d in range(300)]
    wrong = [Written(volume(f"w{i}", at(9000)), at(10)) for i in range(4)]
    assert Volumes.of([*days, *wrong]).newest == second_of(at(299))
    right = Volumes.of(days).floor
    assert right is not None
    moved = Volumes.of([*days, *wrong]).floor
    assert moved is not None
    assert 0 <= moved - right <= 4 * 86400
