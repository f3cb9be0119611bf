import tomllib
from functools import cache
from pathlib import Path

import pytest

from entente.evaluate.report import Asked, Report
from entente.evaluate.tasks import task_named
from entente.reading.reader import Reader
from entente.watchlist.loader import default_files, parse
from entente.watchlist.model import Watchlist

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data"
GOLD = ROOT / "tests" / "data" / "gold"
FLOORS = tomllib.loads((ROOT / "tests" / "data" / "quality.toml").read_text())
POINT = 0.01
"""How far a figure may drop below the committed one."""

DATA: dict[str, tuple[str, Path]] = {
    "events": ("events", SHARED / "plover_events"),
    "actors": ("actors", SHARED / "entity_linking"),
    "extract-open": ("extract", GOLD / "open.jsonl"),
    "extract-fresh": ("extract", GOLD / "fresh.jsonl"),
    "extract-blind": ("extract", GOLD / "blind.jsonl"),
    "extract-later": ("extract", GOLD / "later.jsonl"),
    "extract-held": ("extract", GOLD / "held.jsonl"),
}


@cache
def measured(name: str) -> Report:
    """Run a task by the default watchlist, once."""
    task, path = DATA[name]
    return task_named(task).run(Asked((path,), _watchlist(), _reader))


@cache
def _reader() -> Reader:
    return Reader(_watchlist())


@cache
def _watchlist() -> Watchlist:
    return parse(default_files())


@pytest.mark.parametrize(
    ("name", "figure", "floor"),
    [(name, figure, floor) for name in DATA for figure, floor in FLOORS[name].items()],
)
def test_no_figure_drops_more_than_a_point(name: str, figure: str, floor: float) -> None:
    """Each figure of docs/quality.md stays within a point of the one that is committed, or above."""
    now = measured(name).figures[figure]
    assert isinstance(now, float)
    assert now >= floor - POINT, f"{name} {figure} is {now}, committed is {floor}"


def test_every_floor_belongs_to_a_measure() -> None:
    """A floor that names no measure, or a measure without floors, would guard nothing."""
    assert set(FLOORS) == set(DATA)
