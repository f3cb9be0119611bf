"""The filter of days and its tail."""

from math import sqrt

import pytest

from entente.detecting.baseline import DISCOUNT, PRIOR_SHAPE, expectation, fold


def test_the_first_day_by_hand() -> None:
    """One day from the prior, written out as the model has it."""
    prior_scale = PRIOR_SHAPE / 2.0
    mean = 1.5 * PRIOR_SHAPE / prior_scale
    size = 1 / (1 / PRIOR_SHAPE + 0.3 + 0.3 / PRIOR_SHAPE)
    capped = min(40.0, max(1.0, mean + 1.5 * sqrt(mean + mean * mean / size)))
    found = fold([(40, 1.5)], 2.0)
    assert found.shape == pytest.approx(DISCOUNT * PRIOR_SHAPE + 0.03 * PRIOR_SHAPE + capped)
    assert found.scale == pytest.approx(DISCOUNT * prior_scale + 0.03 * prior_scale + 1.5)


def test_days_without_volume_teach_nothing() -> None:
    """An archive's empty days before its first leave the prior as it was."""
    assert fold([(0, 0.0)] * 112, 4.0) == pytest.approx(fold([], 4.0))


def test_a_quiet_pair_keeps_its_prior() -> None:
    """After a year of silence one story is rare but no wonder."""
    rate = fold([(0, 1.0)] * 365, 0.5)
    assert expectation(rate, 1.0, 1.0).tail(1) > 1e-3


def test_the_rate_is_learnt() -> None:
    """After a hundred even days the rate is theirs, and their dispersion is small."""
    rate = fold([(20, 2.0)] * 112, 0.5)
    assert rate.shape / rate.scale == pytest.approx(10, rel=0.05)
    assert rate.dispersion < 0.3


def test_one_loud_day_is_capped() -> None:
    """A burst of fifty times the usual moves the rate by a quarter at most."""
    quiet = [(2, 1.0)] * 60
    before, after = fold(quiet, 2.0), fold([*quiet, (100, 1.0)], 2.0)
    assert after.shape / after.scale < 1.25 * before.shape / before.scale
