"""An archive as a stream of articles; what can't be one is told line by line, and nothing else is lost."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from entente.contracts.articles import Article
from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.ingest.article import normalise
from entente.ingest.csv_records import csv_lines
from entente.ingest.field_map import FieldMap, names_of
from entente.ingest.lines import Line, json_lines
from entente.ingest.physical import PhysicalLine, opened, physical_lines

CHUNK_BYTES = 256 * 1024
"""Some hundred articles: enough to be worth handing over, little to hold."""

L = TypeVar("L", PhysicalLine, Line)

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


class Chunk(msgspec.Struct, frozen=True):
    """Some records of an archive that any process can make articles of; JSON is not decoded yet."""

    file: str
    physical: tuple[PhysicalLine, ...] = ()
    parsed: tuple[Line, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Read the records as they are, before any map."""
        return json_lines(iter(self.physical)) if self.physical else iter(self.parsed)

    def articles(self, field_map: FieldMap, now: datetime) -> Iterator[Article | RejectedLine]:
        """Make articles of the records, as `read_archive` does."""
        return (_article(line, self.file, field_map, now) for line in self.lines())


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
    for chunk in chunks(path):
        yield from chunk.articles(field_map, now)


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
    return (line for chunk in chunks(path) for line in chunk.lines())


def chunks(path: Path, hear: Callable[[int], None] | None = None) -> Iterator[Chunk]:
    """Cut an archive into chunks of about a quarter of a megabyte.

    Args:
        path: the file.
        hear: told the number of bytes, as they lie on the disk, with every read.

    Raises:
        Misconfigured: the file is missing, empty or of another format.
    """
    found = False
    with opened(path, hear) as stream:
        lines = physical_lines(stream)
        first = next((line for line in lines if line.raw.strip() or line.reason), None)
        if first is not None:
            every = _chain(first, lines)
            if _is_csv(path, first.raw.lstrip()):
                parts = (Chunk(path.name, parsed=part) for part in _parts(csv_lines(every)))
            else:
                parts = (Chunk(path.name, physical=part) for part in _parts(every))
            for chunk in parts:
                found = True
                yield chunk
    if not found:
        raise Misconfigured(f"{path} is empty: there is no record in it")


def _parts(lines: Iterator[L]) -> Iterator[tuple[L, ...]]:
    part: list[L] = []
    held = 0
    for line in lines:
        part.append(line)
        held += len(line.raw)
        if held >= CHUNK_BYTES:
            yield tuple(part)
            part, held = [], 0
    if part:
        yield tuple(part)


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
        Misconfigured: it is a single JSON document, or XML.
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if start.startswith(b"<"):
        raise Misconfigured(
            f"{path} is XML; an archive is JSON lines or CSV, and ingest follows a feed at its address"
        )
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
