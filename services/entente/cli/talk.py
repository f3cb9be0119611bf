"""How a command speaks: progress and errors on standard error, one sentence an error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from entente.contracts.errors import EntenteError

FAILED = 2
FOUND = 1

stderr = Console(stderr=True)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn an error raised on purpose into its sentence and exit code 2."""
    try:
        yield
    except EntenteError as error:
        stderr.print(f"entente: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(FAILED) from error


def progress() -> Progress:
    """Make a progress bar on standard error; without a terminal it stays silent."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=stderr,
        disable=not stderr.is_terminal,
        transient=True,
    )


def bytes_progress() -> Progress:
    """Make a progress bar of bytes on standard error; without a terminal it stays silent."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=stderr,
        disable=not stderr.is_terminal,
        transient=True,
    )


def print_json(value: object) -> None:
    """Print a value as one line of JSON."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
