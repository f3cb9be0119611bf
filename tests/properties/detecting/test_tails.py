"""Tails are those that SciPy gives, so far as either can know them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc, stdtr, stdtrit

from entente.detecting.tails import beta_share, student_edge, student_tail

SHAPES = st.floats(0.05, 400)


@given(st.integers(1, 300) | SHAPES, SHAPES, st.floats(1e-5, 0.9999))
def test_the_share_of_beta(a: float, b: float, x: float) -> None:
    """Equal to 1e-12, and in proportion where it is small."""
    theirs = float(betainc(a, b, x))
    assert beta_share(a, b, x) == pytest.approx(theirs, rel=0, abs=1e-12)
    assert beta_share(a, b, x) == pytest.approx(theirs, rel=1e-10, abs=1e-300)


@given(st.floats(0.5, 60), st.floats(-50, 50))
def test_the_tail_of_students_t(freedom: float, deviation: float) -> None:
    """P(T >= deviation), on both sides of the middle."""
    theirs = float(stdtr(freedom, -deviation))
    assert student_tail(freedom, deviation) == pytest.approx(theirs, rel=1e-11, abs=1e-300)


@given(st.floats(1e-6, 0.999))
def test_the_edge_of_students_t(share: float) -> None:
    """The deviation that so much lies beyond, of the five degrees that days are judged with."""
    assert student_edge(5.0, share) == pytest.approx(-float(stdtrit(5.0, share)), rel=1e-9, abs=1e-9)


def test_nothing_and_everything() -> None:
    """At the ends the share is exactly 0 and 1."""
    assert [beta_share(2.0, 3.0, x) for x in (0.0, 1.0)] == [0.0, 1.0]
