"""One line of an archive: a record, or why it is none."""

from collections.abc import Iterator

import msgspec

from entente.contracts.errors import Reason
from entente.ingest.field_map import Record
from entente.ingest.physical import PhysicalLine


class Line(msgspec.Struct, frozen=True):
    """A record with the bytes it was read from (a CSV record may span lines), or a reason."""

    number: int
    raw: bytes
    record: Record | None
    reason: Reason | None = None
    detail: str = ""


def json_lines(lines: Iterator[PhysicalLine]) -> Iterator[Line]:
    """Read one JSON object a line; blank lines are passed over."""
    for line in lines:
        raw = line.raw.strip()
        if line.reason is not None:
            yield Line(line.number, raw, None, line.reason, line.detail)
        elif raw:
            yield _json_line(line.number, raw)


def _json_line(number: int, raw: bytes) -> Line:
    try:
        value = msgspec.json.decode(raw)
    except RecursionError:
        return Line(number, raw, None, Reason.MALFORMED, "it is nested too deep")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Line(number, raw, None, Reason.MALFORMED, f"it is no JSON: {error}")
    if value is None:
        return Line(number, raw, None, Reason.EMPTY, "null where an object was expected")
    if not isinstance(value, dict):
        return Line(
            number, raw, None, Reason.INVALID, f"a {type(value).__name__} where an object was expected"
        )
    return Line(number, raw, value)
