"""CSV as a stream of records that finds its way again after a broken one."""

import csv
from collections import deque
from collections.abc import Iterator

from entente.contracts.errors import Reason
from entente.ingest.lines import Line
from entente.ingest.physical import MAX_LINE_BYTES, PhysicalLine

_DELIMITERS = ",;\t|"


def csv_lines(lines: Iterator[PhysicalLine]) -> Iterator[Line]:
    """Read records by the names in the first line; the commonest of `, ; tab |` there parts the fields.

    A quote left open would swallow what follows up to the next one. So of a record over several lines that
    comes out wrong, only the first line is rejected, and reading starts again at the second.
    """
    csv.field_size_limit(MAX_LINE_BYTES)
    source = _Source(lines)
    delimiter, names = ",", None
    while (first := source.peek()) is not None:
        if first.reason is not None:
            source.drop()
            yield Line(first.number, first.raw, None, first.reason, first.detail)
            continue
        if names is None:
            delimiter = max(_DELIMITERS, key=first.raw.decode("utf-8", "replace").count)
        row = _row(source, delimiter)
        if names is not None and (problem := _problem(row, names, source.raw())):
            source.keep_first()
            yield Line(first.number, source.raw(), None, Reason.MALFORMED, problem)
        elif names is not None and row:
            yield Line(first.number, source.raw(), dict(zip(names, row, strict=True)))
        elif names is None and isinstance(row, list):
            names = [name.strip() for name in row] or None
        elif names is None:
            yield Line(first.number, source.raw(), None, Reason.MALFORMED, f"no line of field names: {row}")
        source.forget()


def _row(source: "_Source", delimiter: str) -> list[str] | str:
    """Read one row, or say what is wrong with it."""
    try:
        return next(csv.reader(source, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return str(error)


def _problem(row: list[str] | str, names: list[str], raw: bytes) -> str | None:
    if isinstance(row, str):
        return row
    if row and len(row) != len(names):
        return f"{len(row)} values where the first line names {len(names)} fields"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"it is not UTF-8: {error.reason}"
    return None


class _Source:
    """Lines as text, with those of the record being read kept, so that they can be read again."""

    def __init__(self, lines: Iterator[PhysicalLine]) -> None:
        self._lines = lines
        self._ahead: deque[PhysicalLine] = deque()
        self._taken: list[PhysicalLine] = []

    def peek(self) -> PhysicalLine | None:
        """Show the next line without taking it."""
        if not self._ahead and (line := next(self._lines, None)) is not None:
            self._ahead.append(line)
        return self._ahead[0] if self._ahead else None

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        """Take the next line; a line that is not usable ends what is being read."""
        line = self.peek()
        if line is None or line.reason is not None:
            raise StopIteration
        self._taken.append(self._ahead.popleft())
        return line.raw.decode("utf-8", "surrogateescape")

    def raw(self) -> bytes:
        """Give the bytes of the lines taken, without the last line end."""
        return b"".join(line.raw for line in self._taken).rstrip(b"\r\n")

    def drop(self) -> None:
        """Pass over the next line."""
        self._ahead.popleft()

    def keep_first(self) -> None:
        """Give back all lines taken but the first."""
        self._ahead.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]

    def forget(self) -> None:
        """Be done with the record."""
        self._taken.clear()
