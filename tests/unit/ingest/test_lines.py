"""Lines of an archive: a record, or why it is none."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.errors import Reason
from entente.ingest.csv_records import csv_lines
from entente.ingest.lines import Line, json_lines
from entente.ingest.physical import PhysicalLine, physical_lines

cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def _csv(data: bytes) -> list[Line]:
    return list(csv_lines(physical_lines(io.BytesIO(data))))


def _json(data: bytes) -> list[Line]:
    return list(json_lines(physical_lines(io.BytesIO(data))))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"title": "x"', Reason.MALFORMED),
        (b"nonsense", Reason.MALFORMED),
        (b'{"title": "\\ud800"}', Reason.MALFORMED),
        (b'{"title": "\xed\xa0\x80"}', Reason.MALFORMED),
        (b'{"title": "\xff"}', Reason.MALFORMED),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, Reason.MALFORMED),
        (b"[" * 1_000_000, Reason.MALFORMED),
        (b"null", Reason.EMPTY),
        (b"[1, 2]", Reason.INVALID),
        (b'"text"', Reason.INVALID),
        (b"17", Reason.INVALID),
    ],
)
def test_a_bad_json_line_says_why_and_spares_its_neighbours(raw: bytes, reason: Reason) -> None:
    """The line's number, bytes and reason are told; the lines around it are read."""
    first, bad, last = _json(b'{"n": 1}\n' + raw + b'\n\n{"n": 2}')
    assert (first.record, last.record, last.number) == ({"n": 1}, {"n": 2}, 4)
    assert (bad.number, bad.record, bad.reason, bad.raw) == (2, None, reason, raw)
    assert bad.detail


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    """Neither of JSON nor of CSV."""
    assert _json(b'\xef\xbb\xbf{"n": 1}')[0].record == {"n": 1}
    assert _csv(b"\xef\xbb\xbfn,m\n1,2\n")[0].record == {"n": "1", "m": "2"}


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_csv_is_read_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    """Quotes, commas and line ends within cells are read back whole."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(("title", "text"))
    writer.writerows(rows)
    assert [line.record for line in _csv(written.getvalue().encode())] == [
        {"title": title, "text": text} for title, text in rows
    ]


def test_a_quote_left_open_costs_its_own_line_only() -> None:
    """What it would swallow is read again."""
    lines = _csv(b'title,text\na,"one\nb,two\nc,"thr""ee"\nd,"two\nlines"\n')
    assert [(line.number, line.record) for line in lines] == [
        (2, None),
        (3, {"title": "b", "text": "two"}),
        (4, {"title": "c", "text": 'thr"ee'}),
        (5, {"title": "d", "text": "two\nlines"}),
    ]
    assert (lines[0].raw, lines[0].reason) == (b'a,"one', Reason.MALFORMED)


def test_a_row_of_another_length_or_encoding_is_told() -> None:
    """Too few values, or bytes that are not UTF-8."""
    short, windows, good = _csv(b"title,text\na\n\xcc\xee\xf1\xea\xe2\xe0,x\nb,y\n")
    assert short.detail == "1 values where the first line names 2 fields"
    assert windows.detail.startswith("it is not UTF-8")
    assert good.record == {"title": "b", "text": "y"}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_known_from_the_first_line(delimiter: str) -> None:
    """The commonest of them parts the fields."""
    data = f"title{delimiter}text{delimiter}date\na, b{delimiter}c{delimiter}d\n".encode()
    assert [line.record for line in _csv(data)] == [{"title": "a, b", "text": "c", "date": "d"}]


def test_a_line_that_is_not_usable_is_told_in_csv_too() -> None:
    """A damaged end of the packing doesn't hide the records before it."""
    lines = [
        PhysicalLine(1, b"t\n"),
        PhysicalLine(2, b"a\n"),
        PhysicalLine(3, b"", Reason.MALFORMED, "damaged"),
    ]
    assert list(csv_lines(iter(lines))) == [
        Line(2, b"a", {"t": "a"}),
        Line(3, b"", None, Reason.MALFORMED, "damaged"),
    ]
