"""An archive as a stream of articles; what can't be one is told line by line, and nothing else is lost."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from entente.contracts.articles import Article
from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.ingest.article import normalise
from entente.ingest.csv_records import csv_lines
from entente.ingest.field_map import FieldMap, names_of
from entente.ingest.lines import Line, json_lines
from entente.ingest.physical import PhysicalLine, opened, physical_lines

_NAMES_SHOWN = 30


class RejectedLine(msgspec.Struct, frozen=True):
    """A line that is no article, and why."""

    file: str
    line: int
    reason: Reason
    detail: str
    raw: bytes

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}: {self.detail}"


def read_archive(path: Path, field_map: FieldMap, now: datetime) -> Iterator[Article | RejectedLine]:
    """Read an archive of JSON lines or CSV, plain or packed with gzip or zstd, in its own order.

    Args:
        path: the file.
        field_map: which of its fields are an article's.
        now: ingest's own clock; what is dated more than an hour past it is undated.

    Raises:
        Misconfigured: the file is missing, empty or of another format, or no record has a mapped field.
    """
    check_fields(path, field_map)
    for line in read_lines(path):
        yield _article(line, path.name, field_map, now)


def _article(line: Line, file: str, field_map: FieldMap, now: datetime) -> Article | RejectedLine:
    if line.record is None:
        return RejectedLine(file, line.number, line.reason or Reason.MALFORMED, line.detail, line.raw)
    try:
        return normalise(field_map.read(line.record), now)
    except Reject as error:
        return RejectedLine(file, line.number, error.reason, error.detail, line.raw)


def read_lines(path: Path) -> Iterator[Line]:
    """Read an archive's records as they are, before any map.

    Raises:
        Misconfigured: the file is missing, empty or of another format.
    """
    found = False
    with opened(path) as stream:
        lines = physical_lines(stream)
        first = next((line for line in lines if line.raw.strip() or line.reason), None)
        if first is not None:
            is_csv = _is_csv(path, first.raw.lstrip())
            for line in (csv_lines if is_csv else json_lines)(_chain(first, lines)):
                found = True
                yield line
    if not found:
        raise Misconfigured(f"{path} is empty: there is no record in it")


def check_fields(path: Path, field_map: FieldMap) -> None:
    """Look whether each field that the map names is in some record; reads on only until all were seen.

    Raises:
        Misconfigured: one is not; the sentence names those there are.
    """
    seen: set[str] = set()
    for line in read_lines(path):
        if line.record is not None:
            seen |= names_of(line.record)
            if field_map.missing(seen) is None:
                return
    if seen:
        shown = ", ".join(sorted(seen)[:_NAMES_SHOWN])
        raise Misconfigured(
            f"{path}: no record has a field {field_map.missing(seen)}; there are {shown}:"
            " say which is which with --map, as in --map published_at=date,text=title+snippet"
        )


def _is_csv(path: Path, start: bytes) -> bool:
    """Tell the format from the name, else from the first line.

    Raises:
        Misconfigured: it is a single JSON document.
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if name.endswith((".csv", ".tsv")):
        return True
    if start.rstrip() in {b"[", b"{", b"[{"}:
        raise Misconfigured(
            f"{path} is one JSON document, not one object a line; convert it: jq -c '.[]' {path.name}"
        )
    return not (name.endswith((".jsonl", ".ndjson", ".json")) or start.startswith(b"{"))


def _chain(first: PhysicalLine, rest: Iterator[PhysicalLine]) -> Iterator[PhysicalLine]:
    yield first
    yield from rest
