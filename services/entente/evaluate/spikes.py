"""Labelled spikes in counts: the layout of the Numenta Anomaly Benchmark, by its standard profile.

`data/<folder>/<series>.csv` (timestamp, value) and `labels/combined_windows.json` (series -> windows). A
folder of `data` may be named instead of the whole: the score is over the series given. Where
`published_scores_per_file.csv` lies beside them, other detectors' scores over the same series are told too.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from entente.contracts.errors import Misconfigured
from entente.evaluate.hourly import detections
from entente.evaluate.nab import FALSE_NEGATIVE, TRUE_POSITIVE, Scored, Window, normalised, scored
from entente.evaluate.report import Asked, Report, Table, Task

LABELS = Path("labels") / "combined_windows.json"
PUBLISHED = "published_scores_per_file.csv"


class Series(NamedTuple):
    """One series with its labels; its name is that of the labels."""

    name: str
    times: list[datetime]
    counts: list[float]
    windows: list[Window]


class Found(NamedTuple):
    """A series and what the count model scored on it."""

    name: str
    scored: Scored


def evaluate(asked: Asked) -> Report:
    """Judge every series hour by hour and score what was told as the benchmark does."""
    found = [Found(one.name, _scored(one)) for path in asked.paths or _none() for one in load(path)]
    every = [one.scored for one in found]
    folders = sorted({one.name.split("/", maxsplit=1)[0] for one in found})
    by_folder = {
        folder: round(normalised([one.scored for one in found if one.name.startswith(f"{folder}/")]), 1)
        for folder in folders
    }
    peers = _published(asked.paths, found)
    return Report(
        figures={
            "score": round(normalised(every), 1),
            "files": len(found),
            "windows": sum(one.windows for one in every),
            "found": sum(one.found for one in every),
            "false_alarms": sum(one.fp for one in every),
            "scores": by_folder,
            "per_file": {one.name: round(one.scored.score, 4) for one in found},
            "published": peers,
        },
        tables=(
            Table(
                "By series",
                ("series", "windows", "found", "false alarms", "score", "of at most"),
                tuple(_row(one) for one in found),
            ),
            Table(
                "Others over the same series, as published",
                ("detector", "score"),
                tuple((name, f"{score:.1f}") for name, score in peers.items()),
            ),
        ),
    )


def load(path: Path) -> Iterator[Series]:
    """Read the series under a folder with their windows.

    Raises:
        Misconfigured: there is none, its labels are missing, or a line is no record.
    """
    labels = _labels(path)
    root = path / "data" if (path / "data").is_dir() else path
    files = sorted(root.rglob("*.csv")) if root.is_dir() else [root]
    series = [file for file in files if file.name != PUBLISHED]
    if not series:
        raise Misconfigured(f"{path} holds no series: it needs data/<folder>/<series>.csv")
    for file in series:
        name = f"{file.parent.name}/{file.name}"
        if name not in labels:
            raise Misconfigured(f"{LABELS} has no windows for {name}; an empty list says that there are none")
        times, counts = _records(file)
        windows = [(_instant(LABELS.name, a), _instant(LABELS.name, b)) for a, b in labels[name]]
        for first, last in windows:
            if first not in times or last not in times or last < first:
                raise Misconfigured(f"{LABELS}: the window {first} to {last} of {name} has no such records")
        yield Series(name, times, counts, windows)


def _none() -> Sequence[Path]:
    raise Misconfigured("name a folder in the layout of NAB: data/<folder>/<series>.csv and labels/")


def _scored(series: Series) -> Scored:
    return scored(series.times, detections(series.times, series.counts), series.windows)


def _labels(path: Path) -> dict[str, list[list[str]]]:
    """Read the labels that lie in a folder or in one above it."""
    for folder in (path, *path.resolve().parents):
        file = folder / LABELS
        if file.is_file():
            try:
                return dict(json.loads(file.read_text(encoding="utf-8")))
            except (ValueError, TypeError) as error:
                raise Misconfigured(f"{file} is no JSON object of series to windows: {error}") from error
    raise Misconfigured(f"neither {path} nor a folder above it holds {LABELS}")


def _records(file: Path) -> tuple[list[datetime], list[float]]:
    try:
        rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file} can't be read: {error}") from error
    if not {"timestamp", "value"} <= set(rows.fieldnames or ()):
        raise Misconfigured(f"{file} has no columns timestamp and value")
    times: list[datetime] = []
    counts: list[float] = []
    for row in rows:
        where = f"{file.name}, line {rows.line_num}"
        times.append(_instant(where, row["timestamp"]))
        try:
            counts.append(float(row["value"]))
        except (TypeError, ValueError) as error:
            raise Misconfigured(f"{where}: {row['value']!r} is no number") from error
    return times, counts


def _instant(where: str, written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise Misconfigured(f"{where}: {written!r} is no time; write it as 2015-03-03 04:37:53") from error


def _row(one: Found) -> tuple[str, ...]:
    told = one.scored
    return one.name, str(told.windows), str(told.found), str(told.fp), f"{told.score:.2f}", str(told.windows)


def _published(paths: Sequence[Path], found: Sequence[Found]) -> dict[str, float]:
    """Give the normalised scores of other detectors over the same series, the best first."""
    files = [f / PUBLISHED for p in paths for f in (p, *p.resolve().parents) if (f / PUBLISHED).is_file()]
    if not files:
        return {}
    windows = {one.name: one.scored.windows for one in found}
    sums: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(io.StringIO(files[0].read_text(encoding="utf-8"))):
        if row["Profile"] == "standard" and row["File"] in windows:
            sums.setdefault(row["Detector"], {})[row["File"]] = float(row["Score"])
    null = -FALSE_NEGATIVE * sum(windows.values())
    width = (TRUE_POSITIVE + FALSE_NEGATIVE) * sum(windows.values()) or 1.0
    whole = {name: scores for name, scores in sums.items() if len(scores) == len(windows)}
    made = {name: round(100 * (sum(scores.values()) - null) / width, 1) for name, scores in whole.items()}
    return dict(sorted(made.items(), key=lambda item: -item[1]))


TASK = Task("spikes", "a folder in the layout of NAB", evaluate)
