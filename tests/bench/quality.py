"""How well the shipped watchlist reads labelled data: `entente evaluate`, with its targets."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from bench.figures import Figure, Target, figure
from entente.evaluate.report import Asked
from entente.evaluate.tasks import task_named
from entente.reading.reader import Reader
from entente.watchlist.loader import default_files, parse

GROUP = "quality"
ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
GOLD = ROOT / "tests" / "data" / "gold"
MEASURES: tuple[tuple[str, Path, dict[str, float]], ...] = (
    ("events", SHARED / "plover_events", {"classes4_macro_f1": 0.86, "types15_macro_f1": 0.75}),
    ("actors", SHARED / "entity_linking", {"f1": 0.90, "precision": 0.95}),
    ("extract", GOLD / "open.jsonl", {"pair_f1": 0.75, "pair_and_sign_f1": 0.70}),
    (
        "extract",
        GOLD / "held.jsonl",
        {"pair_f1": 0.75, "pair_and_sign_f1": 0.70, "modality_macro_f1": 0.85, "actors_f1": 0.90},
    ),
)
"""Task, data, and the least that each figure shall be."""


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Run each task whose data is there."""
    say("Reading labelled data")
    shipped = parse(default_files())
    reader = cache(lambda: Reader(shipped))
    figures = []
    for task, path, targets in MEASURES:
        if not path.exists():
            continue
        found = task_named(task).run(Asked((path,), shipped, reader)).figures
        for name, least in targets.items():
            value = found[name]
            if isinstance(value, float):
                told = f"{task} {path.name}: {name}"
                figures.append(figure(GROUP, told, value, "", target=Target("at least", least)))
    return figures
