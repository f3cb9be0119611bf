"""A daily series leaves its band when it does so by its own measure, once a departure."""

import numpy as np
import pytest

from entente.detecting.polarity import flagged


def _noise(days: int, seed: int = 7) -> list[float]:
    return [float(v) for v in np.random.default_rng(seed).normal(100, 20, days)]


def test_a_jump_is_flagged_on_its_first_day_alone() -> None:
    """Three days far above the band are one departure, flagged where it begins."""
    values = _noise(200)
    values[150:153] = [400.0, 380.0, 390.0]
    assert [i for i in flagged(values) if 148 <= i <= 154] == [150]


def test_only_the_past_decides() -> None:
    """What comes later changes no day that was judged."""
    values = _noise(200)
    assert flagged(values[:120]) == [i for i in flagged(values) if i < 120]


def test_noise_stays_near_its_rate() -> None:
    """Of days in which nothing happens about one in fifty at most is flagged."""
    counts = [len(flagged(_noise(400, seed))) for seed in range(2)]
    assert sum(counts) <= 2 * 400 * 0.02


def test_more_articles_are_no_departure() -> None:
    """Four times as much read spreads a value almost three times as wide; told so, it changes no day."""
    values = [v - 100 for v in _noise(200)]
    exposures = [1.0] * 100 + [4.0] * 100
    wider = [v * e**0.75 for v, e in zip(values, exposures, strict=True)]
    assert flagged(wider, exposures) == flagged(values)
    assert flagged(wider) != flagged(values)


def test_a_constant_series_has_no_band() -> None:
    """Without any spread nothing can be said."""
    assert flagged([1.0] * 100 + [5.0]) == []


def test_what_a_power_does_with_everybody_is_taken_off() -> None:
    """A jump of the pair alone is flagged, one that the power's total explains is not."""
    random = np.random.default_rng(5)
    total = random.normal(0, 50, 120)
    total[[60, 90]] += 300
    own = 0.4 * total + random.normal(0, 20, 120)
    own[110] += 200
    assert {90, 110} <= set(flagged(own.tolist()))
    told = flagged(own.tolist(), None, [(total + own).tolist()])
    assert (90 in told, 110 in told) == (False, True)


@pytest.mark.parametrize(
    ("values", "exposures"), [([1.0], [1.0, 2.0]), ([float("nan")], None), ([1.0], [0.0])]
)
def test_bad_input_is_told(values: list[float], exposures: list[float] | None) -> None:
    """Days that don't match or aren't finite are refused with what to do."""
    with pytest.raises(ValueError, match=r"give one a day|leave out the days"):
        flagged(values, exposures)
