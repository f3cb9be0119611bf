"""Null streams with weekly cycles, drift, outages and overdispersion stay within the budget."""

from datetime import timedelta

import numpy as np
import pytest

from entente.detecting import Judge
from entente.detecting.thresholds import Watch
from entente.evaluate.null_streams import alarms, all_tails, streams
from support.timeline import T0, rule, signal, volume, watchlist

SINCE = 120


@pytest.mark.parametrize(("hours", "days", "precise"), [(24, 90, False), (24, 45, True), (168, 90, False)])
def test_false_alarms_stay_within_the_budget(hours: int, days: int, *, precise: bool) -> None:
    """Over 160 series the alarms are at most 1.5 times the budget; from means of 5 on, at least half."""
    random = np.random.default_rng(20)
    means = np.repeat([0.5, 2.0, 6.0, 20.0], 40)
    drawn = streams(random, SINCE + days, means, np.tile([0.05, 0.2, 0.5, 0.8], 40))
    p = all_tails(drawn, hours, precise=precise, since=SINCE)
    watch = Watch(rule(pairs=("CHN-RUS",), directions=("closer",), hours=hours, alarms=0.3), "closer")
    budget = 0.3 / 30 * days
    counted = alarms(p, watch.threshold(days_only=not precise), hours, precise=precise)
    assert counted.sum() <= 1.5 * budget * len(means)
    assert counted[means >= 5].sum() >= 0.5 * budget * int((means >= 5).sum())


def test_the_judge_itself_stays_within_the_budget() -> None:
    """Signals and volumes of a null stream, through the judge: at most 1.5 times the budget."""
    pairs = ("CHN-IND", "CHN-RUS", "CHN-USA", "IND-RUS", "IND-USA", "RUS-USA")
    random = np.random.default_rng(4)
    drawn = streams(random, 100, np.full(len(pairs), 3.0), np.full(len(pairs), 0.3), articles=150)
    judge = Judge(watchlist(rule(pairs=pairs, directions=("closer",), alarms=2.0)))
    for hour, count in enumerate(drawn.volume.tolist()):
        at = T0 + timedelta(hours=hour)
        for i in range(count):
            judge.apply_volume(
                volume(f"v{hour}-{i}", at, ("CHN", "IND", "RUS", "USA")[i % 4 : i % 4 + 1]), T0
            )
        for pair, stories in zip(pairs, drawn.stories[:, hour].tolist(), strict=True):
            for i in range(stories):
                judge.apply_signal(signal(f"{pair}-{hour}-{i}", at, pair=pair))
    assert len(judge.judgement().alerts) <= 1.5 * 2.0 * 100 / 30
