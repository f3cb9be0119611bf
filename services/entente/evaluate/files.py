"""Labelled data from files: rows of tables, an object a line; what is amiss named with its line."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from entente.contracts.errors import Misconfigured

Row = tuple[str, dict[str, Any]]
"""Where it stands ("gold.tsv, line 7"), and its fields."""


def tables(paths: Sequence[Path], columns: Sequence[str]) -> list[Row]:
    """Read the rows of every .tsv and .csv file that has all the columns.

    Raises:
        Misconfigured: a path can't be read, or no file has them.
    """
    rows: list[Row] = []
    for path, reader in _tables(paths, columns):
        rows += [(f"{path.name}, line {reader.line_num}", dict(row)) for row in reader]
    return _some(rows, paths, columns)


def files_with(paths: Sequence[Path], columns: Sequence[str]) -> list[Path]:
    """List the .tsv and .csv files that have all the columns.

    Raises:
        Misconfigured: a path can't be read.
    """
    return [path for path, _ in _tables(paths, columns)]


def _tables(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[tuple[Path, "csv.DictReader[str]"]]:
    for path in _files(paths, (".tsv", ".csv")):
        delimiter = "\t" if path.suffix == ".tsv" else ","
        reader = csv.DictReader(io.StringIO(_text(path)), delimiter=delimiter)
        if set(columns) <= set(reader.fieldnames or ()):
            yield path, reader


def records(paths: Sequence[Path], fields: Sequence[str]) -> list[Row]:
    """Read the objects of every .jsonl file whose first object has all the fields.

    Raises:
        Misconfigured: a path can't be read, a line is no object or lacks a field, or no file has them.
    """
    rows: list[Row] = []
    for path in _files(paths, (".jsonl", ".json")):
        found = list(_objects(path))
        if not found or not set(fields) <= set(found[0][1]):
            continue
        for where, one in found:
            missing = [name for name in fields if name not in one]
            if missing:
                raise Misconfigured(f"{where}: the object lacks {', '.join(missing)}")
        rows += found
    return _some(rows, paths, fields)


def _objects(path: Path) -> Iterator[Row]:
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            one = json.loads(line)
        except json.JSONDecodeError as error:
            raise Misconfigured(f"{where} is no JSON: {error.msg}") from error
        if not isinstance(one, dict):
            raise Misconfigured(f"{where} is no JSON object")
        yield where, one


def _files(paths: Sequence[Path], endings: Sequence[str]) -> Iterator[Path]:
    if not paths:
        raise Misconfigured("name a file or a folder with labelled data")
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.iterdir()) if one.suffix in endings and one.is_file())
        else:
            yield path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path} is no UTF-8 text: {error.reason} at byte {error.start}") from error


def _some(rows: list[Row], paths: Iterable[Path], names: Sequence[str]) -> list[Row]:
    if not rows:
        where = ", ".join(str(path) for path in paths)
        raise Misconfigured(f"no file in {where} has rows with {', '.join(names)}")
    return rows
