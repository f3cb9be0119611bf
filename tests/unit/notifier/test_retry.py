"""When a notice is tried again."""

import random
from datetime import UTC, datetime, timedelta

from entente.notifier.retry import DELAYS_S, JITTER, MOST, Tries

T0 = datetime(2025, 9, 3, tzinfo=UTC)


def _after(failures: int, asked: timedelta | None = None, seed: int = 1) -> float:
    tries, chance = Tries(), random.Random(seed)  # noqa: S311 - jitter
    for _ in range(failures):
        tries.failed(T0, chance, asked)
    assert tries.next_at is not None
    assert not tries.due(tries.next_at - timedelta(microseconds=1))
    assert tries.due(tries.next_at)
    return (tries.next_at - T0).total_seconds()


def test_waits_grow_by_the_schedule_with_jitter_and_never_end() -> None:
    """Each wait lies within a fifth of the schedule's, the last one for ever, and two targets differ."""
    for failures in (*range(1, len(DELAYS_S) + 1), 100):
        usual = DELAYS_S[min(failures, len(DELAYS_S)) - 1]
        assert usual * (1 - JITTER) <= _after(failures) <= usual * (1 + JITTER)
    assert _after(3, seed=1) != _after(3, seed=2)


def test_a_receiver_that_asks_for_time_gets_it_within_bounds() -> None:
    """`Retry-After` lengthens a wait, never shortens it, and is bounded."""
    assert _after(1, timedelta(minutes=20)) == 1200
    assert _after(7, timedelta(seconds=1)) > 600
    assert _after(1, timedelta(days=365)) == MOST.total_seconds()


def test_a_success_begins_anew() -> None:
    """The next failure waits the first wait again."""
    tries = Tries(failures=5, next_at=T0)
    tries.succeeded()
    assert tries == Tries()
