"""Dated events held against days of alerts: found, and how many of the days are near one by chance. Pure."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from entente.contracts.errors import Misconfigured
from entente.evaluate.report import Figure

BEFORE = timedelta(days=1)
AFTER = timedelta(days=2)
"""An event is found by an alert from a day before it begins to two days after it ends."""
COLUMNS = ("start", "end", "kind", "what", "source")


class Dated(NamedTuple):
    """An event with its first and last day."""

    start: date
    end: date
    kind: str
    what: str

    def window(self) -> set[date]:
        """Give the days within which an alert finds it."""
        first, last = self.start - BEFORE, self.end + AFTER
        return {first + timedelta(days=i) for i in range((last - first).days + 1)}


def events(file: Path) -> list[Dated]:
    """Read a table of start,end,kind,what,source.

    Raises:
        Misconfigured: it can't be read, lacks a column, or a row has no days in order.
    """
    try:
        rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file} can't be read: {error}") from error
    missing = [c for c in COLUMNS if c not in (rows.fieldnames or ())]
    if missing:
        raise Misconfigured(f"{file} has no column {missing[0]}; it needs {','.join(COLUMNS)}")
    found = []
    for row in rows:
        where = f"{file.name}, line {rows.line_num}"
        try:
            start, end = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        except (TypeError, ValueError) as error:
            raise Misconfigured(f"{where}: start and end are days, as in 2025-09-03") from error
        if end < start:
            raise Misconfigured(f"{where}: the event ends before it starts")
        found.append(Dated(start, end, row["kind"], row["what"]))
    return found


class Held(NamedTuple):
    """What the days of alerts found of the events, and by chance would have."""

    figures: dict[str, Figure]
    missed: list[Dated]


def held(dated: Iterable[Dated], days: Collection[date], alerts: Iterable[Sequence[date]]) -> Held:
    """Hold alerts against events; events outside the series' days don't count.

    Args:
        dated: the events.
        days: those of the series: when there was something to alert on; an event on a missing day between
            them counts where a day of its window is there.
        alerts: the days that each alert covers.
    """
    known = set(days)
    counted = [e for e in dated if _between(e, known)]
    alarmed = {day for alert in alerts for day in alert} & known
    near = set().union(*(e.window() for e in counted)) & known if counted else set()
    found = [e for e in counted if not alarmed.isdisjoint(e.window())]
    hits, share = len(alarmed & near), len(near) / len(known) if known else 0.0
    return Held(
        {
            "events": len(counted),
            "found": len(found),
            "alert_days": len(alarmed),
            "alert_days_in_windows": hits,
            "random_in_windows": round(share * len(alarmed), 2),
            "precision": round(hits / len(alarmed), 3) if alarmed else None,
            "random_precision": round(share, 3),
            "times_random": round(hits / len(alarmed) / share, 2) if alarmed and share else None,
            "days": len(known),
        },
        [e for e in counted if e not in found],
    )


def _between(event: Dated, known: Collection[date]) -> bool:
    """Tell whether an event lies between the first and last of the days, and some of them are near it."""
    if not known or event.start > max(known) or event.end < min(known):
        return False
    return not event.window().isdisjoint(known)
