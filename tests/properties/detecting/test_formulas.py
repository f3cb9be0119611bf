"""Formulas hold for whatever numbers they are given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from entente.detecting.alignment import alignment
from entente.detecting.baseline import Expectation, fold, fold_many
from entente.grouping import stories
from support.timeline import at, signal

FAR_OUT, TERMS = 1e-9, 10_000
"""Below which chance a tail is summed, and how many of its terms."""
DAYS = st.lists(st.tuples(st.integers(0, 40), st.floats(0, 3)), max_size=112)


@given(st.lists(DAYS, min_size=1, max_size=4), st.floats(0.1, 50))
def test_many_series_at_once_are_folded_bit_by_bit_the_same(
    series: list[list[tuple[int, float]]], prior: float
) -> None:
    """Arrays and floats go through one formula and give equal bits."""
    length = max(len(s) for s in series)
    padded = [s + [(0, 0.0)] * (length - len(s)) for s in series]
    columns = [np.array(column, dtype=float) for column in zip(*padded, strict=True)]
    found = fold_many(((c[:, 0], c[:, 1]) for c in columns), np.full(len(series), prior))
    for i, days in enumerate(padded):
        assert fold(days, prior) == tuple(float(part[i]) for part in found)


@given(st.floats(0.01, 200), st.floats(0.05, 50), st.integers(0, 300))
def test_the_tail_is_the_negative_binomials(mean: float, size: float, count: int) -> None:
    """P(X >= x) is that of the negative binomial of this mean and size."""
    assert Expectation(mean, size).tail(count) == pytest.approx(
        _tail(mean, size, count), rel=1e-6, abs=1e-300
    )


def test_a_tail_that_is_almost_nothing_is_exact() -> None:
    """The sum of a whole size's terms in fractions; SciPy's own tail is off by a millionth here."""
    exact = 7.198449498736667e-286
    assert Expectation(1.0, 23.0).tail(229) == pytest.approx(exact, rel=1e-10)
    assert _tail(1.0, 23.0, 229) == pytest.approx(exact, rel=1e-10)


def _tail(mean: float, size: float, count: int) -> float:
    """Give SciPy's tail; of one far out the sum of its terms, since the tail itself loses digits there."""
    chance = size / (size + mean)
    found = float(stats.nbinom.sf(count - 1, size, chance))
    if found > FAR_OUT:
        return found
    return float(np.exp(stats.nbinom.logpmf(np.arange(count, count + TERMS), size, chance)).sum())


@given(st.floats(0.01, 200), st.floats(0.05, 50))
def test_the_interval_holds_nine_tenths(mean: float, size: float) -> None:
    """The interval's ends are the 5 % and 95 % quantiles."""
    low, high = Expectation(mean, size).interval()
    theirs = stats.nbinom(size, size / (size + mean))
    assert (low, high) == (theirs.ppf(0.05), theirs.ppf(0.95))


@given(st.lists(st.floats(-10, 10), max_size=30))
def test_the_interval_holds_the_index(scores: list[float]) -> None:
    """Whatever the stories, the index lies within its interval and within ±10."""
    told = stories([signal(f"a{i}", at(0, i / 2), score=s) for i, s in enumerate(scores)], {})
    found = alignment("CHN-RUS", 20150, [(s.score, ()) for s in told])
    assert -10 <= found.low <= found.index <= found.high <= 10
