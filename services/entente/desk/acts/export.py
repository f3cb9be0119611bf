"""The audit trail as JSON lines or CSV, record by record. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from entente.contracts.alerts import Act, Seen

COLUMNS = ("at", "who", "what", "value", "alert_id", "reason", "until", "case", "pair", "rule", "kind", "id")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_lines(acts: Iterable[Act]) -> Iterator[bytes]:
    """Write an act a line, whole."""
    for act in acts:
        yield msgspec.json.encode(act) + b"\n"


def comma_separated(acts: Iterable[Act]) -> Iterator[bytes]:
    """Write an act a row; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    yield _row(COLUMNS)
    for act in acts:
        about = act.seen or Seen()
        whole = {**msgspec.structs.asdict(act), "pair": about.pair, "rule": about.rule, "kind": about.kind}
        yield _row([_cell(whole[name]) for name in COLUMNS])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()
