"""`entente evaluate TASK DIR…`: how good the services' own functions are on labelled data."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as Shown

from entente.cli.pairs import read_pair
from entente.cli.replay import FieldMapOption
from entente.cli.talk import one_sentence, print_json, stderr
from entente.cli.watchlist import files_of
from entente.evaluate.report import Asked, Figure, Report, Table
from entente.evaluate.tasks import TASKS, task_named
from entente.reading.reader import Reader
from entente.watchlist.loader import parse


class Sought(StrEnum):
    """Which alerts are held against dated events."""

    CLOSER = "closer"
    APART = "apart"
    ATTENTION = "attention"
    ANY = "any"


def run_evaluate(  # noqa: PLR0913 - a command's options
    task: Annotated[
        str, typer.Argument(help="What to measure: " + ", ".join(one.name for one in TASKS) + ".")
    ],
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders of labelled data.")] = None,
    *,
    watchlist: Annotated[Path | None, typer.Option(help="A folder of watchlist files.")] = None,
    errors: Annotated[int, typer.Option(min=0, help="Tell this many of the worst errors.")] = 0,
    events: Annotated[
        Path | None, typer.Option(help="For stream and pairs: a table of start,end,kind,what,source.")
    ] = None,
    pair: Annotated[
        str | None, typer.Option(help="For stream and pairs: whose alerts, in either order.")
    ] = None,
    direction: Annotated[
        Sought, typer.Option(help="For stream and pairs: the direction of those alerts.")
    ] = Sought.CLOSER,
    field_map: FieldMapOption = "",
    seed: Annotated[int, typer.Option(help="For null: other streams than the usual ones.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one line of JSON.")] = False,
) -> None:
    """Measure the tagger's and detector's own functions on labelled data, with confusion tables."""
    with one_sentence():
        chosen = task_named(task)
        watched = parse(files_of(watchlist))
        asked = Asked(
            tuple(paths or ()),
            watched,
            partial(Reader, watched),
            errors,
            events,
            None if pair is None else read_pair(pair),
            direction.value,
            field_map,
            seed,
        )
        report = chosen.run(asked)
    if as_json:
        print_json(report.figures)
        for error in report.errors:
            stderr.print(error, markup=False, highlight=False, soft_wrap=True)
    else:
        _show(report)


def _show(report: Report) -> None:
    console = Console()
    for table in report.tables:
        console.print(_shown(table))
    figures = Shown("figure", "value", box=None, title_justify="left")
    for name, value in report.figures.items():
        if isinstance(value, int | float | str) or value is None:
            figures.add_row(name, _written(value))
    console.print(figures)
    for error in report.errors:
        console.print(error, markup=False, highlight=False, soft_wrap=True)


def _shown(table: Table) -> Shown:
    made = Shown(*table.columns, title=table.title, title_justify="left", box=None)
    for column in made.columns[1:]:
        column.justify = "right"
    for row in table.rows:
        made.add_row(*row)
    return made


def _written(value: Figure) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
