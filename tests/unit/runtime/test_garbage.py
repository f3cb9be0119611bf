"""Circles are found all the same, only later; kept objects aren't looked at again and again."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from entente.runtime.garbage import collect_seldom


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


class _Circle:
    def __init__(self) -> None:
        self.itself = self


def _runs() -> list[int]:
    return [generation["collections"] for generation in gc.get_stats()]


def test_a_circle_is_freed_in_the_end() -> None:
    """Seldom is not never: nothing leaks."""
    collect_seldom()
    circle = weakref.ref(_Circle())
    kept = [[i] for i in range(60_000)]

    assert len(kept) == 60_000
    assert circle() is None


def test_what_is_kept_is_hardly_looked_at() -> None:
    """By Python's own thresholds it would have been looked at six hundred times."""
    collect_seldom()
    before = _runs()
    kept = [[i] for i in range(400_000)]
    young, middle, old = (after - was for after, was in zip(_runs(), before, strict=True))

    assert len(kept) == 400_000
    assert 1 <= young <= 8
    assert middle <= 1
    assert old == 0
