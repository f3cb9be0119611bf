"""Dated events against a pair's daily series, in the layout of gdelt_dyads."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from entente.contracts.errors import Misconfigured
from entente.evaluate.pairs import TASK, load
from entente.evaluate.report import Asked, Report
from support.readings import reader
from support.watchlists import small_watchlist

FIRST = date(2025, 1, 1)
JUMPS = (60, 80, 90)
EVENTS = """start,end,kind,what,source
2025-03-02,2025-03-02,visit,a,x
2025-03-22,2025-03-23,visit,b,x
2026-03-22,2026-03-23,visit,c,x
"""


def folder(path: Path, *, days: int = 100) -> Path:
    """Write a series that rises on three days, on the last of them as both powers do with everybody."""
    random = np.random.default_rng(3)
    lines = ["date,RUS_CHN,RUS_PRK,ALL_ABS,RUS_ALL,CHN_ALL"]
    for i in range(days):
        common = random.normal(100, 40) + (400 if i == JUMPS[2] else 0)
        value = 0.5 * common + random.normal(50, 5) + (400 if i in JUMPS[:2] else 0)
        lines.append(
            f"{FIRST + timedelta(days=i)},{value:.3f},,{10000},{value + common:.3f},{value + common:.3f}"
        )
    (path / "daily.csv").write_text("\n".join(lines) + "\n")
    (path / "russia_china_events.csv").write_text(EVENTS)
    return path


def run(path: Path, **asked: object) -> Report:
    """Run the task over a folder."""
    return TASK.run(Asked((path,), small_watchlist(), reader, 9, **asked))  # type: ignore[arg-type]


def test_events_are_found_and_what_everybody_does_is_none(tmp_path: Path) -> None:
    """Both jumps of the pair are found; the day on which both powers rise with all is not flagged."""
    found = run(folder(tmp_path))
    named = {k: found.figures[k] for k in ("pair", "events", "found", "alert_days_in_windows")}
    assert named == {"pair": "CHN-RUS", "events": 2, "found": 2, "alert_days_in_windows": 2}
    flagged = {row[0] for row in found.tables[0].rows}
    assert {f"{FIRST + timedelta(days=i)}" for i in JUMPS[:2]} <= flagged
    assert f"{FIRST + timedelta(days=JUMPS[2])}" not in flagged


def test_an_event_in_a_gap_counts_by_the_days_near_it(tmp_path: Path) -> None:
    """A day that is missing between others still has its event, which is found on the next."""
    path = folder(tmp_path)
    lines = (path / "daily.csv").read_text().splitlines()
    (path / "daily.csv").write_text("\n".join(line for line in lines if "2025-03-02" not in line) + "\n")
    assert run(path).figures["events"] == 2


def test_the_other_way_is_asked_for(tmp_path: Path) -> None:
    """A series that only rises has nothing that goes apart; attention is refused."""
    path = folder(tmp_path)
    assert run(path, direction="apart").figures["found"] == 0
    with pytest.raises(Misconfigured, match="closer, apart or any"):
        run(path, direction="attention")


def test_what_is_amiss_is_told(tmp_path: Path) -> None:
    """A pair without a column, a day twice, a cell that is no number, a missing table: each in a sentence."""
    path = folder(tmp_path)
    with pytest.raises(Misconfigured, match="no column is of CHN-USA; name another with --pair, of RUS_CHN"):
        run(path, pair="CHN-USA")
    with pytest.raises(Misconfigured, match="RUS_PRK is empty"):
        load([path], "PRK-RUS")
    (path / "russia_china_events.csv").rename(path / "events.csv")
    with pytest.raises(Misconfigured, match="add --pair"):
        run(path)
    (path / "events.csv").unlink()
    with pytest.raises(Misconfigured, match="no table of start,end"):
        run(path)
    (path / "daily.csv").write_text("date,RUS_CHN\n2025-01-01,1\n2025-01-01,2\n")
    with pytest.raises(Misconfigured, match="2025-01-01 stands twice"):
        load([path], "CHN-RUS")
    (path / "daily.csv").write_text("date,RUS_CHN\n2025-01-01,much\n")
    with pytest.raises(Misconfigured, match="line 2: RUS_CHN is 'much'"):
        load([path], "CHN-RUS")
    (path / "daily.csv").write_text("date,RUS_CHN\nMonday,1\n")
    with pytest.raises(Misconfigured, match="date is 'Monday'"):
        load([path], "CHN-RUS")
