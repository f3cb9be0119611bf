"""False alarms and bursts on drawn streams, beside what others find."""

import numpy as np
import pytest

from entente.evaluate import null
from entente.evaluate.peers import PEERS, ears_c2, rolling_z, spike_rule
from entente.evaluate.report import Asked
from support.readings import reader
from support.timeline import rule, watchlist

WATCHED = watchlist(
    rule("day", alarms=0.3, days=30, directions=("closer",)),
    rule("any", pairs="any", alarms=1.0, days=10, family=9, directions=("closer",)),
    rule("week", hours=168),
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw few series for few days."""
    monkeypatch.setattr(null, "COPIES", 2)
    monkeypatch.setattr(null, "DAYS", 40)
    monkeypatch.setattr(null, "BURSTS_PER_DAY", 0.03)


def test_the_rules_of_a_day_share_one_budget() -> None:
    """Their false alarms a series-day: those of all rules of a day over all the series that they watch."""
    p, nominal = null.budget_of(WATCHED)
    assert nominal == pytest.approx((0.3 / 30 + 1.0 / 10) / 10)
    assert p == pytest.approx(nominal)


@pytest.mark.usefixtures("small")
def test_the_same_seed_gives_the_same_figures_and_another_gives_others() -> None:
    """Every detector has a recall between 0 and 1, ours is held against the best of the others."""
    asked = Asked((), WATCHED, reader)
    once, again = null.TASK.run(asked).figures, null.TASK.run(asked).figures
    other = null.TASK.run(asked._replace(seed=7)).figures
    assert once == again
    assert once["bursts"] != other["bursts"]
    recalls = once["recalls"]
    assert isinstance(recalls, dict)
    assert set(recalls) == {null.OURS, *PEERS}
    assert all(0 <= float(r) <= 1 for r in recalls.values())
    assert once["best_peer"] in PEERS
    assert once["series_days"] == 48 * 40


def test_peers_score_as_they_are_documented() -> None:
    """Deviations of four weeks; C2 leaves out the two days before; the spike rule is a ratio."""
    past = np.tile([4.0, 6.0], 20)
    days = np.concatenate([past, [5.0, 5.0, 13.0]])[None, :]
    volume = np.full(days.shape[1], 1000.0)
    window = days[0, -29:-1]
    assert rolling_z(days, volume)[0, -1] == pytest.approx((13 - window.mean()) / window.std(ddof=1))
    assert rolling_z(days, volume)[0, :28].tolist() == [0.0] * 28
    week = days[0, -10:-3]
    assert ears_c2(days, volume)[0, -1] == pytest.approx((13 - week.mean()) / week.std(ddof=1))
    assert spike_rule(days, volume)[0, -1] == pytest.approx(13 / 5)


@pytest.mark.parametrize("name", sorted(PEERS))
def test_no_peer_looks_ahead(name: str) -> None:
    """What comes later changes no earlier score, and a burst scores above the days before it."""
    random = np.random.default_rng(1)
    days = random.poisson(5.0, (3, 200)).astype(float)
    loud = days.copy()
    loud[:, 150] += 60
    volume = np.full(200, 1000.0)
    before, after = PEERS[name](days, volume), PEERS[name](loud, volume)
    assert np.array_equal(before[:, :150], after[:, :150])
    assert (after[:, 150] > after[:, 120:150].max(axis=1)).all()
