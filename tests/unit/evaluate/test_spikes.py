"""Spikes in counts, told hour by hour and scored as the benchmark scores them."""

import json
import math
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from entente.contracts.errors import Misconfigured
from entente.evaluate.hourly import detections, tails
from entente.evaluate.nab import normalised, scored
from entente.evaluate.report import Asked
from entente.evaluate.spikes import TASK
from support.readings import reader
from support.watchlists import small_watchlist

T0 = datetime(2015, 3, 2)  # noqa: DTZ001 - the benchmark's times have no zone
STEP = timedelta(minutes=5)
TIMES = [T0 + i * STEP for i in range(200)]
WINDOW = (TIMES[100], TIMES[119])


def told(*places: int) -> list[bool]:
    """Tell at these records only."""
    return [i in places for i in range(len(TIMES))]


def sigmoid(x: float) -> float:
    """Give the benchmark's scaled sigmoid."""
    return 2 / (1 + math.exp(5 * x)) - 1


def test_only_the_first_telling_within_a_window_counts() -> None:
    """The first record of a window brings 1, a later one less, and what follows adds nothing."""
    assert scored(TIMES, told(100), [WINDOW]).score == pytest.approx(1.0)
    assert scored(TIMES, told(110, 112, 119), [WINDOW]).score == pytest.approx(sigmoid(-0.5) / sigmoid(-1))


def test_a_miss_costs_one_and_a_false_alarm_by_its_distance() -> None:
    """Before any window a false alarm costs .11, soon after one nearly nothing."""
    missed = scored(TIMES, told(), [WINDOW])
    assert (missed.score, missed.found, missed.windows) == (-1.0, 0, 1)
    assert scored(TIMES, told(50), [WINDOW]).score == pytest.approx(-1.11)
    assert scored(TIMES, told(120), [WINDOW]).score == pytest.approx(-1 + 0.11 * sigmoid(1 / 19))


def test_the_first_part_of_a_series_is_not_scored() -> None:
    """Of 200 records the first 30 count for nothing, nor does a window that lies in them."""
    early = scored(TIMES, told(3, 29), [(TIMES[5], TIMES[20]), WINDOW])
    assert (early.score, early.windows, early.fp + early.tp) == (-1.0, 1, 0)
    assert early.tp + early.fp + early.tn + early.fn == 170


def test_nobody_gets_nought_and_a_perfect_detector_a_hundred() -> None:
    """Scores are normalised over all series; where nothing is labelled there is nothing to reach."""
    perfect, silent = scored(TIMES, told(100), [WINDOW]), scored(TIMES, told(), [WINDOW])
    assert normalised([perfect, perfect]) == pytest.approx(100.0)
    assert normalised([silent, silent]) == pytest.approx(0.0)
    assert normalised([perfect, silent]) == pytest.approx(50.0)
    assert normalised([scored(TIMES, told(), [])]) == 0.0


def daily(days: int, seed: int = 3) -> tuple[list[datetime], list[float]]:
    """Draw quarter-hours of a series that is ten times as busy by day."""
    chance = np.random.default_rng(seed)
    times = [T0 + i * timedelta(minutes=15) for i in range(96 * days)]
    counts = [round(chance.normal(m, m**0.5)) for t in times for m in [40.0 if 8 <= t.hour < 20 else 4.0]]
    return times, [float(max(0, c)) for c in counts]


def test_the_morning_is_no_spike_and_a_spike_by_night_is_one() -> None:
    """What each day brings is expected; a night as busy as a day is told once, however long it lasts."""
    times, counts = daily(28)
    assert sum(detections(times, counts)) <= 2
    at = 96 * 20 + 8
    loud = [c + 60 if at <= i < at + 8 else c for i, c in enumerate(counts)]
    found = [i for i, said in enumerate(detections(times, loud)) if said]
    assert [i for i in found if at <= i < at + 8] != []
    assert sum(at <= i < at + 96 for i in found) == 1


def test_counts_of_an_hour_only_grow_less_probable() -> None:
    """An hour is judged against its whole expectation, so that looking at each record costs nothing."""
    times, counts = daily(10)
    found = list(tails(times, counts))
    assert all(found[i] >= found[i + 1] for i in range(len(times) - 1) if times[i].hour == times[i + 1].hour)


def folder(root: Path, windows: dict[str, list[list[str]]] | None = None) -> Path:
    """Write a series in the benchmark's layout, with a spike in its window."""
    times, counts = daily(28)
    lines = [
        f"{t},{c + (90 if 1930 <= i < 1936 else 0)}"
        for i, (t, c) in enumerate(zip(times, counts, strict=True))
    ]
    (root / "data" / "own").mkdir(parents=True)
    (root / "data" / "own" / "a.csv").write_text("timestamp,value\n" + "\n".join(lines) + "\n")
    (root / "labels").mkdir()
    label = {"own/a.csv": [[f"{times[1920]}.000000", f"{times[1970]}.000000"]]}
    (root / "labels" / "combined_windows.json").write_text(json.dumps(label if windows is None else windows))
    return root


def asked(path: Path) -> Asked:
    """Ask for one folder."""
    return Asked((path,), small_watchlist(), reader)


def test_a_folder_in_the_layout_of_the_benchmark_is_scored(tmp_path: Path) -> None:
    """The whole folder and its part of the data give the same score."""
    root = folder(tmp_path)
    figures = TASK.run(asked(root)).figures
    assert (figures["files"], figures["windows"], figures["found"]) == (1, 1, 1)
    assert float(str(figures["score"])) > 80
    assert TASK.run(asked(root / "data" / "own")).figures == figures


@pytest.mark.parametrize(
    ("windows", "says"),
    [
        ({}, "has no windows for own/a.csv"),
        ({"own/a.csv": [["2015-03-02 00:00:01", "2015-03-03 00:00:00"]]}, "has no such records"),
        ({"own/a.csv": [["yesterday", "today"]]}, "'yesterday' is no time"),
    ],
)
def test_labels_that_fit_no_series_are_told(
    tmp_path: Path, windows: dict[str, list[list[str]]], says: str
) -> None:
    """One sentence names the series and what is wrong with its labels."""
    with pytest.raises(Misconfigured, match=says):
        TASK.run(asked(folder(tmp_path, windows)))


def test_a_folder_without_series_or_labels_is_told(tmp_path: Path) -> None:
    """What is missing is named."""
    with pytest.raises(Misconfigured, match="combined_windows"):
        TASK.run(asked(tmp_path))
    root = folder(tmp_path)
    (root / "data" / "own" / "a.csv").write_text("timestamp,value\n2015-03-02 00:00:00,many\n")
    with pytest.raises(Misconfigured, match=r"a\.csv, line 2: 'many' is no number"):
        TASK.run(asked(root))
