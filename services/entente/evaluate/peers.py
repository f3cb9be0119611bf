"""What others do with daily counts, each by its own documentation: the higher, the more unusual. Pure.

All take stories (series x days) and give scores of that shape; the first days, for want of a past, score 0.

Sources: EARS C1-C3: Hutwagner et al., "The bioterrorism preparedness and response Early Aberration
Reporting System" (J Urban Health 2003). Farrington et al., "A statistical algorithm for the early detection
of outbreaks" (JRSS A 1996), with its down-weighting and 2/3 power. SigniTrend: Schubert, Weiler & Kriegel
(KDD 2014). Spike rule: ElastAlert 2's documentation, `spike`, the reference window being the day before.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Score = Callable[[Floats, Floats], Floats]
"""Stories (series x days) and the day's volume -> scores."""

_Z_DAYS = 28
_EARS_DAYS = 7
_EARS_LAG = 2
_LEAST_DEVIATION = 0.5
"""Of counts of a quiet week; 0 would make every story a wonder."""
_FARRINGTON_WEEKS = 16
_SIGNI_HALF_LIFE = 14.0
_SIGNI_BIAS = 1e-3


def rolling_z(stories: Floats, _: Floats) -> Floats:
    """Give deviations from the mean of the last four weeks."""
    return _deviations(stories, _Z_DAYS, 0)


def ears_c1(stories: Floats, _: Floats) -> Floats:
    """Give deviations from the mean of the last week."""
    return _deviations(stories, _EARS_DAYS, 0)


def ears_c2(stories: Floats, _: Floats) -> Floats:
    """Give deviations from the mean of the week that ends two days before."""
    return _deviations(stories, _EARS_DAYS, _EARS_LAG)


def ears_c3(stories: Floats, volume: Floats) -> Floats:
    """Add up what C2 exceeds 1 by over three days."""
    excess = np.maximum(0.0, ears_c2(stories, volume) - 1)
    return excess + _back(excess, 1) + _back(excess, 2)


def farrington(stories: Floats, _: Floats) -> Floats:
    """Give deviations, in the 2/3 power, from the quasi-Poisson mean of 16 weeks' same weekday."""
    scores = np.zeros_like(stories)
    for day in range(7 * _FARRINGTON_WEEKS, stories.shape[1]):
        past = stories[:, day - 7 * _FARRINGTON_WEEKS : day : 7]
        weight = np.ones_like(past)
        mean, dispersion = _quasi_poisson(past, weight)
        residual = 1.5 * (past ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * np.sqrt(dispersion))
        weight = np.where(residual > 1, np.maximum(residual, 1.0) ** -2, 1.0)
        mean, dispersion = _quasi_poisson(past, weight)
        deviation = np.sqrt(dispersion * mean * (1 + 1 / weight.sum(axis=1, keepdims=True)))
        x = stories[:, day : day + 1]
        scores[:, day] = (1.5 * (x ** (2 / 3) - mean ** (2 / 3)) * mean ** (1 / 3) / deviation)[:, 0]
    return scores


def signitrend(stories: Floats, volume: Floats) -> Floats:
    """Give deviations of the share of the volume from its moving mean, with a bias against rare terms."""
    share = stories / np.maximum(volume, 1.0)
    alpha = 1 - 0.5 ** (1 / _SIGNI_HALF_LIFE)
    mean, variance = share[:, 0].copy(), np.zeros(len(share))
    scores = np.zeros_like(share)
    for day in range(1, share.shape[1]):
        scores[:, day] = (share[:, day] - np.maximum(mean, _SIGNI_BIAS)) / (np.sqrt(variance) + _SIGNI_BIAS)
        gap = share[:, day] - mean
        mean += alpha * gap
        variance = (1 - alpha) * (variance + alpha * gap * gap)
    return scores


def spike_rule(stories: Floats, _: Floats) -> Floats:
    """Give how many times a day is the day before it."""
    return stories / np.maximum(_back(stories, 1), 1.0)


PEERS: Mapping[str, Score] = {
    "rolling z": rolling_z,
    "EARS C1": ears_c1,
    "EARS C2": ears_c2,
    "EARS C3": ears_c3,
    "Farrington-like": farrington,
    "SigniTrend": signitrend,
    "ElastAlert2 spike": spike_rule,
}


def _deviations(stories: Floats, days: int, lag: int) -> Floats:
    scores = np.zeros_like(stories)
    for day in range(days + lag, stories.shape[1]):
        past = stories[:, day - lag - days : day - lag]
        deviation = np.maximum(past.std(axis=1, ddof=1), _LEAST_DEVIATION)
        scores[:, day] = (stories[:, day] - past.mean(axis=1)) / deviation
    return scores


def _quasi_poisson(past: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Give the weighted mean and the dispersion, at least 1, of each series."""
    total = weight.sum(axis=1, keepdims=True)
    mean = np.maximum((past * weight).sum(axis=1, keepdims=True) / total, 0.05)
    pearson = (weight * (past - mean) ** 2 / mean).sum(axis=1, keepdims=True)
    return mean, np.maximum(1.0, pearson / (past.shape[1] - 1))


def _back(values: Floats, days: int) -> Floats:
    return np.concatenate([np.zeros_like(values[:, :days]), values[:, :-days]], axis=1)
