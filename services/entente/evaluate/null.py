"""False alarms where nothing happens and bursts found where something does, beside what others find.

Streams are drawn, always the same ones unless another seed is asked for: weekly cycles, drift, outages,
overdispersion. The bursts were set down before the first run: one in a hundred days of a series, over two
days, that adds a mean of 4 stories and 2.5 of the series' own deviations to the first day and half of that
to the next.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.stats import chi2

from entente.detecting.thresholds import Watch, series_of
from entente.evaluate.null_streams import LEAST, Floats, Streams, alarms, all_tails, streams
from entente.evaluate.peers import PEERS
from entente.evaluate.report import Asked, Report, Table, Task
from entente.watchlist.model import Rule, Watchlist

OURS = "Entente"
SINCE = 120
DAYS = 300
MEANS = (0.3, 1.0, 3.0, 6.0, 12.0, 30.0)
DISPERSIONS = (0.05, 0.2, 0.5, 1.0)
COPIES = 25
"""Series of each mean and dispersion: 600 in all, 180,000 series-days judged."""
WELL_FILLED = 5.0
"""From this mean on counts are fine enough for a lower bound to hold, too."""
A_THOUSAND = 1000
BURSTS_PER_DAY = 0.01
BURST_STORIES = 4.0
BURST_DEVIATIONS = 2.5
REACH = 1
"""An alarm a day beyond a burst is still its own."""
_SEED = 20251125

Bools = NDArray[np.bool_]


class Drawn(NamedTuple):
    """Streams with the days on which a burst was added, series x days judged, and each burst's place."""

    streams: Streams
    burst: Bools
    places: list[tuple[int, int]]


def evaluate(asked: Asked) -> Report:
    """Judge null and burst streams by the detector's filter and by every peer."""
    means = np.repeat(np.array(MEANS), len(DISPERSIONS) * COPIES)
    dispersion = np.tile(np.array(DISPERSIONS), len(MEANS) * COPIES)
    random = np.random.default_rng([_SEED, asked.seed])
    null = Drawn(streams(random, SINCE + DAYS, means, dispersion), np.zeros((len(means), DAYS), bool), [])
    loud = _with_bursts(random, streams(random, SINCE + DAYS, means, dispersion), means, dispersion)
    judged = {OURS: (_surprise(null.streams), _surprise(loud.streams))}
    for name, score in PEERS.items():
        judged[name] = (_by(score, null.streams), _by(score, loud.streams))
    recalls = {name: _recall(*scores, loud) for name, scores in judged.items()}
    best = max((n for n in recalls if n != OURS), key=lambda n: recalls[n])
    p, nominal = budget_of(asked.watchlist)
    quiet, noisy = (-np.log10(p) < judged[OURS][i] for i in (0, 1))
    told = {
        "all": _over_budget(quiet, nominal),
        "means_from_5": _over_budget(quiet[means >= WELL_FILLED], nominal),
    }
    alerts, false = _shares(noisy, loud)
    return Report(
        figures={
            "series": len(means),
            "series_days": int(null.burst.size),
            "budget_per_1000_series_days": round(A_THOUSAND * nominal, 3),
            "false_alarms_over_budget": told["all"]["ratio"],
            "false_alarms_over_budget_means_from_5": told["means_from_5"]["ratio"],
            "false_alarms": told,
            "bursts": len(loud.places),
            "recall": round(recalls[OURS], 3),
            "recalls": {name: round(recall, 3) for name, recall in recalls.items()},
            "best_peer": best,
            "recall_over_best_peer": round(recalls[OURS] / recalls[best], 3) if recalls[best] else None,
            "misses_over_best_peer": round((1 - recalls[OURS]) / (1 - recalls[best]), 3)
            if recalls[best] < 1
            else None,
            "alerts": alerts,
            "false_share": round(false / alerts, 3) if alerts else None,
            "seed": asked.seed,
        },
        tables=(
            Table(
                "Bursts found at one false alarm in 1,000 series-days",
                ("detector", "recall"),
                tuple((n, f"{r:.3f}") for n, r in sorted(recalls.items(), key=lambda item: -item[1])),
            ),
        ),
    )


def budget_of(watchlist: Watchlist) -> tuple[float, float]:
    """Give p below which a day fires, and the false alarms a series-day that all rules of a day allow."""
    rules = [r for r in watchlist.rules if r.window_hours == 24] or list(watchlist.rules)  # noqa: PLR2004
    series = sum(series_of(r) for r in rules)
    nominal = sum(r.budget.alarms / r.budget.days for r in rules) / series
    return Watch(_rule(rules[0], nominal), rules[0].directions[0]).threshold(days_only=True), nominal


def _rule(like: Rule, nominal: float) -> Rule:
    budget = replace(like.budget, alarms=nominal * A_THOUSAND, days=A_THOUSAND)
    return replace(like, pairs=("CHN-RUS",), directions=like.directions[:1], family=None, budget=budget)


def _with_bursts(random: np.random.Generator, drawn: Streams, means: Floats, dispersion: Floats) -> Drawn:
    burst = np.zeros((len(means), DAYS), bool)
    starts = random.random((len(means), DAYS)) < BURSTS_PER_DAY
    places = []
    size = BURST_STORIES + BURST_DEVIATIONS * np.sqrt(means + dispersion * means**2)
    stories = drawn.stories.copy()
    for series, day in np.argwhere(starts[:, : DAYS - 1]).tolist():
        if burst[series, max(0, day - 7) : day + 7].any():
            continue
        for after, part in ((0, 1.0), (1, 0.5)):
            hours = random.integers(24 * (SINCE + day + after), 24 * (SINCE + day + after + 1), 1000)
            added = random.poisson(part * size[series])
            np.add.at(stories[series], hours[:added], 1)
            burst[series, day + after] = True
        places.append((series, day))
    added_volume = (stories - drawn.stories).sum(axis=0)
    return Drawn(Streams(drawn.volume + added_volume, stories), burst, places)


def _surprise(drawn: Streams) -> Floats:
    """Give -log10 p of each series and day judged."""
    p = all_tails(drawn, 24, precise=False, since=SINCE)
    return np.asarray(-np.log10(np.maximum(p, 1e-300)), dtype=np.float64)


def _by(score: Callable[[Floats, Floats], Floats], drawn: Streams) -> Floats:
    """Give a peer's scores of the days judged; it too is silent below three stories."""
    daily = drawn.stories.reshape(len(drawn.stories), -1, 24).sum(axis=2).astype(float)
    volume = drawn.volume.reshape(-1, 24).sum(axis=1).astype(float)
    scores = score(daily, volume)
    judged: Floats = np.where(daily >= LEAST, scores, -np.inf)[:, SINCE : SINCE + DAYS]
    return judged


def _recall(quiet: Floats, noisy: Floats, loud: Drawn) -> float:
    """Give the share of bursts found above the lowest score that keeps null streams to 1 alarm in 1,000."""
    width = min(quiet.shape[1], noisy.shape[1])
    allowed = quiet[:, :width].size / A_THOUSAND
    candidates = np.unique(quiet[np.isfinite(quiet)])
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        if _alarms(quiet > candidates[middle]) <= allowed:
            high = middle
        else:
            low = middle + 1
    fires = noisy > candidates[low]
    found = [fires[s, d : d + 2].any() for s, d in loud.places if d + 1 < width]
    return float(np.mean(found)) if found else 0.0


def _alarms(fires: Bools) -> int:
    """Count runs of firing days."""
    return int(alarms(np.where(fires, 0.0, 1.0), 0.5, 24, precise=False).sum())


def _over_budget(fires: Bools, nominal: float) -> dict[str, float]:
    """Give alarms over the budget, with the exact 95 % interval of a Poisson count."""
    count, allowed = _alarms(fires), nominal * fires.size
    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    high = float(chi2.ppf(0.975, 2 * count + 2)) / 2
    return {
        "alarms": count,
        "budget": round(allowed, 1),
        "ratio": round(count / allowed, 3),
        "low": round(low / allowed, 3),
        "high": round(high / allowed, 3),
    }


def _shares(fires: Bools, loud: Drawn) -> tuple[int, int]:
    """Count the alarms on streams with bursts, and those that touch none."""
    near = loud.burst.copy()
    for step in range(1, REACH + 1):
        near[:, step:] |= loud.burst[:, :-step]
        near[:, :-step] |= loud.burst[:, step:]
    width = fires.shape[1]
    true = _alarms(fires & near[:, :width])
    false = _alarms(fires & ~near[:, :width])
    return true + false, false


TASK = Task("null", "nothing: streams are drawn; --seed for others", evaluate)
