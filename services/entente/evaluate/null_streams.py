"""Streams in which nothing happens: weekly cycles, drift, outages and overdispersion, but no burst.

Many series share one volume, and are judged at once with the detector's own exposure, filter and episodes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from entente.detecting.baseline import fold_many
from entente.detecting.exposure import Exposure
from entente.detecting.times import DAY, HOUR
from entente.detecting.verdicts import OTHERS_AT_LEAST, spread
from entente.detecting.volumes import Volumes
from entente.detecting.windows import STEPS, Window, baseline_days

Floats = NDArray[np.float64]
LEAST = 3
WEEKDAYS = 5
OUTAGES = 0.01
"""The share of days on which most sources are silent."""


@dataclass(frozen=True)
class Streams:
    """Counts by hour: the volume, and each series' stories in it."""

    volume: NDArray[np.int64]
    stories: NDArray[np.int64]

    @property
    def days(self) -> int:
        """How many days there are."""
        return len(self.volume) // 24


def streams(
    random: np.random.Generator, days: int, means: Floats, dispersion: Floats, *, articles: float = 1500.0
) -> Streams:
    """Draw streams without bursts.

    Args:
        random: the source of chance.
        days: how many.
        means: stories a day of each series.
        dispersion: squared coefficient of variation of each series' days.
        articles: a day.
    """
    day, hour = np.arange(days), np.arange(24)
    week = np.where(day % 7 < WEEKDAYS, 1.15, 0.62) * (1 + 0.2 * np.sin(2 * np.pi * day / 200))
    week = week * random.gamma(100, 0.01, days)
    week[random.random(days) < OUTAGES] *= 0.15
    clock = 1 + 0.7 * np.sin(2 * np.pi * (hour - 9) / 24)
    rate = (week[:, None] * clock[None, :] / 24).reshape(-1)
    volume = random.poisson(articles * rate)
    drift = np.exp(np.cumsum(random.normal(0, 0.01, (len(means), days)), axis=1))
    factor = random.gamma(1 / dispersion[:, None], dispersion[:, None], (len(means), days))
    daily = means[:, None] * drift * factor
    stories = random.poisson(np.repeat(daily, 24, axis=1) * rate[None, :])
    return Streams(volume + stories.sum(axis=0), stories)


def exposure_of(drawn: Streams, *, precise: bool) -> Exposure:
    """Give the volume to the detector's own exposure."""
    volumes = Volumes()
    for population in ("all", "precise") if precise else ("all",):
        counts = volumes.counts[population]
        for i, count in enumerate(drawn.volume.tolist()):
            second = i * HOUR if precise else i // 24 * DAY
            counts.hours[second] += count
            counts.days[i // 24] += count
    return Exposure(volumes)


def tails(drawn: Streams, exposure: Exposure, hours: int, start: int, prior: float) -> Floats:
    """Give p of the window starting at a second, for every series; 1 with fewer than three stories."""
    window = Window(start, hours)
    days = baseline_days(window.day)
    first = max(0, days.start)
    own = drawn.stories.reshape(len(drawn.stories), -1, 24).sum(axis=2)[:, first : days.stop].astype(float)
    volume = np.array(exposure.of_days(range(first, days.stop), window.population), dtype=float)
    others = np.maximum(volume - own, OTHERS_AT_LEAST * volume)
    rate = fold_many(
        ((own[:, i], others[:, i] / 1000) for i in range(own.shape[1])), np.full(len(own), prior)
    )
    part = others.sum(axis=1) / volume.sum()
    observed = _within(drawn, window)
    expected = exposure.expected(window)
    seen = exposure.observed(window)
    exposed = np.maximum(sum(expected) * part, np.maximum(seen - observed, OTHERS_AT_LEAST * seen)) / 1000
    mean = exposed * rate.shape / rate.scale
    size = 1 / (1 / rate.shape + (rate.dispersion + rate.dispersion / rate.shape) * spread(expected, window))
    p = betainc(np.maximum(observed, 1), size, mean / (size + mean))
    judged: Floats = np.where(observed >= LEAST, p, 1.0)
    return judged


def _within(drawn: Streams, window: Window) -> Floats:
    """Count the stories of a window; where its edge cuts an hour, that hour's second half is its own."""
    first, last = -(-window.start // HOUR), -(-window.end // HOUR)
    return np.asarray(drawn.stories[:, first:last].sum(axis=1), dtype=np.float64)


def all_tails(drawn: Streams, hours: int, *, precise: bool, since: int, prior: float = 1.0) -> Floats:
    """Give p of each series (rows) and window of the grid (columns) from a day on."""
    exposure = exposure_of(drawn, precise=precise)
    step = STEPS[hours] if precise else max(DAY, STEPS[hours])
    starts = range(since * DAY, drawn.days * DAY - hours * HOUR, step)
    return np.stack([tails(drawn, exposure, hours, s, prior) for s in starts], axis=1)


def alarms(p: Floats, threshold: float, hours: int, *, precise: bool) -> NDArray[np.int64]:
    """Count the episodes of each series: firing windows that overlap or touch are one."""
    step = STEPS[hours] if precise else max(DAY, STEPS[hours])
    reach = hours * HOUR // step
    fires = p < threshold
    counted = np.zeros(len(p), dtype=np.int64)
    last = np.full(len(p), -(reach + 1))
    for i in range(p.shape[1]):
        counted += fires[:, i] & (i - last > reach)
        last[fires[:, i]] = i
    return counted
