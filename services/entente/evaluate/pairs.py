"""Dated events against the days on which a pair's daily series leaves its band: the layout of gdelt_dyads.

A table with a column `date` and one a pair (`RUS_CHN`), each a sum of signed scores over a day's events;
perhaps `ALL_ABS`, the sum of all scores whatever their sign, as exposure, and `RUS_ALL`, the sum over all of
a power's pairs. Beside it a table start,end,kind,what,source; its name says the pair (`russia_china_events`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from entente.contracts.errors import Misconfigured
from entente.contracts.values import Pair, pair_of, powers_of
from entente.detecting import flagged
from entente.evaluate.dated import COLUMNS, events, held
from entente.evaluate.files import files_with, tables
from entente.evaluate.report import Asked, Report, Table, Task
from entente.watchlist.model import Actor, is_power

EXPOSURE = "ALL_ABS"


class Daily(NamedTuple):
    """One pair's series: its days in order, of each the value, the exposure if told, the powers' totals."""

    days: list[date]
    values: list[float]
    exposures: list[float] | None
    totals: list[list[float]]


def evaluate(asked: Asked) -> Report:
    """Flag the days of a pair's series by the detector's polarity function, and hold them against events.

    Raises:
        Misconfigured: a table can't be read, the pair isn't told or has no column, attention is asked for.
    """
    if asked.direction == "attention":
        raise Misconfigured("a daily series rises or falls; say --direction closer, apart or any")
    file = asked.events or _events_in(asked.paths)
    pair = asked.pair or _named(file, asked.watchlist.actors)
    daily = load([path for path in asked.paths if path != file], pair)
    signs = {"closer": (1,), "apart": (-1,)}.get(asked.direction, (1, -1))
    found = [daily.days[i] for sign in signs for i in _flagged(daily, sign)]
    outcome = held(events(file), daily.days, ([day] for day in found))
    return Report(
        figures={"pair": pair, **outcome.figures},
        tables=(Table("Flagged days", ("day",), tuple((f"{day}",) for day in sorted(found))),),
        errors=tuple(f"not found: {e.start} {e.kind}: {e.what}" for e in outcome.missed)[: asked.errors],
    )


def load(paths: Sequence[Path], pair: Pair) -> Daily:
    """Read one pair's series, in order of days; days without a value for it are left out.

    Raises:
        Misconfigured: no table has its column, a day stands twice, or a cell is no number.
    """
    one, other = powers_of(pair)
    rows = tables(paths, ("date",))
    heads = rows[0][1].keys()
    column = next((c for c in (f"{one}_{other}", f"{other}_{one}") if c in heads), None)
    if column is None:
        known = ", ".join(c for c in heads if c != "date")
        raise Misconfigured(f"no column is of {pair}; name another with --pair, of {known}")
    rows = [(where, row) for where, row in rows if (row.get(column) or "").strip()]
    if not rows:
        raise Misconfigured(f"the column {column} is empty")
    days = [_day(where, row["date"]) for where, row in rows]
    if len(set(days)) < len(days):
        twice = next(day for i, day in enumerate(sorted(days)) if sorted(days)[i + 1] == day)
        raise Misconfigured(f"the day {twice} stands twice; give one row a day")
    rows = [row for _, row in sorted(zip(days, rows, strict=True))]
    totals = [c for c in (f"{one}_ALL", f"{other}_ALL") if c in heads]
    return Daily(
        sorted(days),
        _numbers(rows, column),
        _numbers(rows, EXPOSURE) if EXPOSURE in heads else None,
        [_numbers(rows, c) for c in totals],
    )


def _flagged(daily: Daily, sign: int) -> list[int]:
    try:
        return flagged(
            [sign * v for v in daily.values],
            daily.exposures,
            [[sign * v for v in one] for one in daily.totals],
        )
    except ValueError as error:
        raise Misconfigured(f"the series can't be judged: {error}") from error


def _events_in(paths: Sequence[Path]) -> Path:
    """Find the one table of events among the paths and the files of folders."""
    found = files_with(paths, COLUMNS)
    if len(found) != 1:
        many = "several tables" if found else "no table"
        raise Misconfigured(f"there is {many} of {','.join(COLUMNS)}; name one with --events FILE")
    return found[0]


def _named(file: Path, actors: Iterable[Actor]) -> Pair:
    """Tell which pair the name of a table of events says: two powers by id or name, the first two words."""
    known = {name.casefold(): a.id for a in actors if is_power(a) for name in (a.id, a.name)}
    powers = [known.get(word.casefold()) for word in file.stem.split("_")[:2]]
    if len(powers) == 2 and powers[0] and powers[1] and powers[0] != powers[1]:  # noqa: PLR2004 - a pair
        return pair_of(powers[0], powers[1])
    raise Misconfigured(f"the name of {file.name} doesn't say whose events they are; add --pair CHN-RUS")


def _day(where: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise Misconfigured(f"{where}: date is {written!r}; write it as 2025-09-03") from error


def _numbers(rows: Iterable[tuple[str, Mapping[str, str]]], column: str) -> list[float]:
    return [_number(where, column, row.get(column)) for where, row in rows]


def _number(where: str, column: str, written: str | None) -> float:
    try:
        number = float(written or "")
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise Misconfigured(f"{where}: {column} is {written!r}; give a number, or leave the day out")
    return number


TASK = Task("pairs", "a folder in gdelt_dyads' layout; --pair, --events", evaluate)
