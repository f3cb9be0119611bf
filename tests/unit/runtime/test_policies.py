"""The small deciders: budget, backoff, crash, contiguity, the watch over commits."""

import random
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.runtime.backoff import Backoff, BackoffPolicy
from entente.runtime.budget import Budget, BudgetPolicy, BudgetSpent
from entente.runtime.clock import HandClock
from entente.runtime.crash import Crash
from entente.runtime.declared import RUNTIME
from entente.runtime.faust_acks import Contiguity, Skipped
from entente.runtime.faust_app import Shard, build_app
from entente.runtime.faust_watch import Alone, NotAlone, StaleCommits, Watch
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress
from entente.runtime.records import Partition, Record
from entente.runtime.settings import FaustSettings

T0 = datetime(2025, 9, 1, tzinfo=UTC)
PLACE = Partition("articles.raw", 0)


def test_a_budget_bears_what_it_allows() -> None:
    """Exactly as many rejects as allowed pass, one more does not."""
    budget = Budget(BudgetPolicy(rejects=3, per_records=100, per_minute=1000))
    budget.spend(10, 3, now=0)
    budget.spend(10, 0, now=0)
    with pytest.raises(BudgetSpent, match="4 of the last 21 records"):
        budget.spend(1, 1, now=0)


def test_old_rejects_are_forgiven_after_so_many_records() -> None:
    """Rejects further back than the window count no more."""
    budget = Budget(BudgetPolicy(rejects=3, per_records=100, per_minute=1000))
    for _ in range(50):
        budget.spend(100, 3, now=0)


def test_a_minute_bears_only_so_many() -> None:
    """However many records pass, rejects within a minute are bounded; after it they are not counted."""
    budget = Budget(BudgetPolicy(rejects=1000, per_records=1000, per_minute=5))
    budget.spend(1000, 5, now=0)
    budget.spend(1000, 5, now=61)
    with pytest.raises(BudgetSpent, match="within a minute"):
        budget.spend(1000, 1, now=100)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 1)), max_size=60))
def test_a_budget_is_never_passed_unnoticed(batches: list[tuple[int, float]]) -> None:
    """Whatever the batches, no 100 records that end with a batch hold more than 10 rejects unpunished."""
    budget = Budget(BudgetPolicy(rejects=10, per_records=100, per_minute=10**6))
    ends: list[tuple[int, int]] = []
    seen = 0
    for size, share in batches:
        rejects = int(size * share)
        seen += size
        ends.append((seen, rejects))
        inside = sum(n for end, n in ends if end > seen - 100)
        if inside > 10:
            with pytest.raises(BudgetSpent):
                budget.spend(size, rejects, now=0)
            return
        budget.spend(size, rejects, now=0)


def test_waits_double_up_to_a_bound_and_begin_anew() -> None:
    """Each wait lies in the upper half of its doubled bound; after success they begin small again."""
    backoff = Backoff(BackoffPolicy(first_s=1.0, most_s=8.0), random.Random(1))  # noqa: S311 - jitter
    for whole in (1, 2, 4, 8, 8, 8):
        assert whole / 2 <= backoff.next_s() <= whole
    backoff.reset()
    assert backoff.next_s() <= 1


@pytest.mark.parametrize("seed", range(20))
def test_the_crash_knob_lets_the_first_commit_through_and_fires_once(seed: int) -> None:
    """It kills at one commit between the second and twice the given number; zero never kills."""
    killed: list[int] = []
    crash = Crash(5, seed, lambda: killed.append(1))
    crash.before_commit()
    assert killed == []
    for _ in range(9):
        crash.before_commit()
    assert killed == [1]
    never = Crash(0, seed, lambda: killed.append(2))
    for _ in range(50):
        never.before_commit()
    assert killed == [1]


def record(offset: int, partition: int = 0) -> Record:
    """Make a bare record."""
    return Record("articles.raw", partition, offset, b"k", b"v", (), 0)


def test_a_skipped_offset_is_noticed() -> None:
    """Within a partition nothing may be passed over, from the commit on; going back is allowed."""
    with pytest.raises(Skipped, match=r"articles\.raw/0 went on at 6 where 5 was next"):
        Contiguity({PLACE: 5}).see(record(6))
    watch = Contiguity({PLACE: 7})
    for offset in (7, 8, 9, 8, 9, 10):
        watch.see(record(offset))
    watch.see(record(3, partition=1))
    with pytest.raises(Skipped, match=r"articles\.raw/0 went on at 12 where 11 was next"):
        watch.see(record(12))


@given(st.integers(1, 12), st.integers(0, 100))
def test_every_partition_is_in_exactly_one_shard(shards: int, partition: int) -> None:
    """Whatever the number of shards, each partition has one worker, and each shard a group of its own."""
    all_shards = [Shard(number, shards) for number in range(shards)]
    assert sum(shard.holds(partition) for shard in all_shards) == 1
    assert len({shard.group("tagger") for shard in all_shards}) == shards


def test_a_worker_that_is_not_alone_in_its_group_is_noticed() -> None:
    """A few rebalances a minute are a broker's; more are another worker on the same shard."""
    alone = Alone("tagger-shard-0-of-1")
    for minute in range(10):
        alone.see(minute * 5, now=minute * 60.0)
    with pytest.raises(NotAlone, match="tagger-shard-0-of-1 within a minute: another process"):
        alone.see(46, now=541.0)


def watch(clock: HandClock) -> tuple[Watch, Progress, Metrics]:
    """Make a watch over one partition that bears 60 s."""
    metrics, progress = Metrics(RUNTIME), Progress(clock, 90)
    return Watch([PLACE], 60.0, clock, metrics, progress), progress, metrics


def test_commits_that_stand_still_though_records_lie_ahead_are_noticed() -> None:
    """After the allowed time, not before; the age and the lag are told meanwhile."""
    clock = HandClock(T0)
    watching, _, metrics = watch(clock)
    for _ in range(6):
        watching.judge({PLACE: 5}, {PLACE: 9})
        clock.advance(10)
    assert metrics.value("entente_lag_records", topic="articles.raw") == 4
    assert metrics.value("entente_commit_age_seconds") == 50
    clock.advance(5)
    with pytest.raises(StaleCommits, match=r"no commit of articles\.raw/0 for 65 s"):
        watching.judge({PLACE: 5}, {PLACE: 9})


def test_nothing_is_stale_that_has_nothing_ahead_or_moves() -> None:
    """An idle partition, and one whose commits move however slowly, may go on for ever."""
    clock = HandClock(T0)
    watching, progress, _ = watch(clock)
    for i in range(20):
        clock.advance(50)
        watching.judge({PLACE: i}, {PLACE: 1000})
        assert progress.live()[0]
    for _ in range(20):
        clock.advance(50)
        watching.judge({PLACE: 1000}, {PLACE: 1000})
        assert progress.live()[0]


def test_while_the_broker_cannot_be_asked_nothing_grows_stale() -> None:
    """Time without sight of the broker does not count."""
    clock = HandClock(T0)
    watching, progress, _ = watch(clock)
    watching.judge({PLACE: 5}, {PLACE: 9})
    for _ in range(10):
        clock.advance(50)
        watching.lost_sight()
        assert progress.live()[0]
    clock.advance(50)
    watching.judge({PLACE: 5}, {PLACE: 9})


def test_faust_writes_where_a_read_only_container_lets_it() -> None:
    """Faust makes a folder at its start; it lies under the temporary one, not where the process runs."""
    app = build_app(FaustSettings.model_validate({}), "tagger")
    assert app.conf.datadir.parent == Path(gettempdir())
