"""What a task reports: figures for a program, tables and the worst errors for people."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from entente.contracts.values import Direction, Pair
from entente.reading.reader import Reader
from entente.watchlist.model import Watchlist

Figure = int | float | str | None | Mapping[str, "Figure"] | Sequence["Figure"]
"""A figure, or figures by name or in order; shares are 0..1, times say their unit in their name."""


class Table(NamedTuple):
    """A table for people: a title, the columns' heads, rows of cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Report(NamedTuple):
    """What one task found.

    Attributes:
        figures: by the name that `--json` prints.
        tables: confusion tables and the like.
        errors: the worst first, one line each.
    """

    figures: Mapping[str, Figure]
    tables: tuple[Table, ...] = ()
    errors: tuple[str, ...] = ()


class Asked(NamedTuple):
    """What a task is run with.

    Attributes:
        paths: files or folders of labelled data, as the task's own module describes them.
        watchlist: what the readers and detectors go by.
        reader: makes the reader of that watchlist, which takes a moment.
        errors: how many errors to tell.
        events: a table of dated events.
        pair: whose alerts are held against them.
        direction: of those alerts; "any" for all.
        field_map: an archive's fields, as `--map` says them.
        seed: of drawn streams.
    """

    paths: Sequence[Path]
    watchlist: Watchlist
    reader: Callable[[], Reader]
    errors: int = 0
    events: Path | None = None
    pair: Pair | None = None
    direction: Direction | Literal["any"] = "closer"
    field_map: str = ""
    seed: int = 0


class Task(NamedTuple):
    """A measurement: its name on the command line, what it needs, and the function that makes it.

    `run` raises Misconfigured when the data can't be read as the task needs it.
    """

    name: str
    needs: str
    run: Callable[[Asked], Report]
