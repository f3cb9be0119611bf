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
    values = _noise(300)
    assert flagged(values[:200]) == [i for i in flagged(values) if i < 200]


def test_noise_stays_near_its_rate() -> None:
    """Of days in which nothing happens about one in fifty at most is flagged."""
    counts = [len(flagged(_noise(600, seed))) for seed in range(5)]
    assert sum(counts) <= 5 * 600 * 0.02


def test_more_articles_are_no_departure() -> None:
    """Four times as much read spreads a value twice as wide; where that is told the same days are flagged."""
    values = [v - 100 for v in _noise(300)]
    exposures = [1.0] * 150 + [4.0] * 150
    wider = [v * e**0.5 for v, e in zip(values, exposures, strict=True)]
    assert flagged(wider, exposures) == flagged(values)
    assert flagged(wider) != flagged(values)


def test_a_constant_series_has_no_band() -> None:
    """Without any spread nothing can be said."""
    assert flagged([1.0] * 100 + [5.0]) == []


@pytest.mark.parametrize(("values", "exposures"), [([1.0], [1.0, 2.0]), ([float("nan")], None)])
def test_bad_input_is_told(values: list[float], exposures: list[float] | None) -> None:
    """Days that don't match or aren't finite are refused with what to do."""
    with pytest.raises(ValueError, match=r"give one a day|leave out"):
        flagged(values, exposures)
