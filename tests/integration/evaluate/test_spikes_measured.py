"""The benchmark's own figures, and ours on its tweet series."""

import csv
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from entente.evaluate.nab import scored
from entente.evaluate.report import Asked
from entente.evaluate.spikes import PUBLISHED, TASK, Series, load
from support.readings import reader
from support.watchlists import small_watchlist

NAB = Path(__file__).parents[4] / "shared" / "data" / "nab"
WINDOW, STEP = 6400, 100


def gaussian(values: list[float]) -> list[float]:
    """Give the anomaly scores of the benchmark's windowed Gaussian: normal tails of the last 6,400 records.

    The window moves by 100; scores were published with twelve figures.
    """
    edges = [*range(1, min(WINDOW, len(values)) + 1), *range(WINDOW + STEP, len(values) + 1, STEP)]
    every = np.array(values)
    told = [0.0]
    for first, after in pairwise([*edges, len(values)]):
        window = every[max(0, first - WINDOW) : first]
        mean, deviation = float(np.mean(window)), float(np.std(window)) or 1e-6
        told += [1 - 0.5 * math.erfc(abs(x - mean) / deviation / 1.4142) for x in values[first:after]]
    return [float(f"{x:.12g}") for x in told]


@pytest.fixture(scope="module")
def series() -> list[Series]:
    """Every series of the shared folder."""
    return list(load(NAB))


def test_the_published_scores_of_two_detectors_come_out(series: list[Series]) -> None:
    """Over every series silence and the windowed Gaussian score what was published, to six places."""
    with (NAB / PUBLISHED).open() as file:
        published = {
            (row["Detector"], row["File"]): row
            for row in csv.DictReader(file)
            if row["Profile"] == "standard"
        }
    compared = 0
    for one in series:
        for name, scores in (("null", [0.5] * len(one.counts)), ("windowedGaussian", gaussian(one.counts))):
            row = published[name, one.name]
            found = scored(one.times, [s >= float(row["Threshold"]) for s in scores], one.windows)
            assert found.score == pytest.approx(float(row["Score"]), abs=1e-6), (name, one.name)
            counted = (found.tp, found.tn, found.fp, found.fn)
            assert counted == tuple(int(row[k]) for k in ("TP", "TN", "FP", "FN")), (name, one.name)
            compared += 1
    assert compared == 2 * len(series) >= 100


def test_the_count_model_on_the_tweet_series() -> None:
    """At least 60 of 100 on the five tweet series, where the windowed Gaussian gets 65 and HTM 66."""
    figures = TASK.run(Asked((NAB / "data" / "realTweets",), small_watchlist(), reader)).figures
    assert figures["files"] == 5
    assert float(str(figures["score"])) >= 60
