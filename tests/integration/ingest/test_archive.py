"""Archives on disk: packed or not, whole or damaged, read as a stream."""

import gzip
import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from entente.contracts.articles import MAX_TEXT_BYTES, Article
from entente.contracts.errors import Misconfigured, Reason
from entente.ingest.archive import RejectedLine, read_archive
from entente.ingest.field_map import FieldMap, parse_field_map
from entente.ingest.physical import MAX_LINE_BYTES

NOW = datetime(2025, 9, 7, 12, tzinfo=UTC)
SPOKEN = [
    {
        "source": "agency.example",
        "title": f"Talks, day {n}",
        "text": "They went on.",
        "published_at": f"2025-09-0{n}",
    }
    for n in range(1, 5)
]
JSON_LINES = "".join(json.dumps(record) + "\n" for record in SPOKEN).encode()
CSV = (
    "source,title,text,published_at\n"
    + "".join(f'agency.example,"{r["title"]}",{r["text"]},{r["published_at"]}\n' for r in SPOKEN)
).encode()


def _read(path: Path, field_map: FieldMap | None = None) -> tuple[list[Article], list[RejectedLine]]:
    read = list(read_archive(path, field_map or FieldMap(), NOW))
    return [a for a in read if isinstance(a, Article)], [r for r in read if isinstance(r, RejectedLine)]


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", JSON_LINES),
        ("a.jsonl.gz", gzip.compress(JSON_LINES)),
        ("a.gz", gzip.compress(JSON_LINES[:100]) + gzip.compress(JSON_LINES[100:])),
        ("a.jsonl.zst", zstandard.compress(JSON_LINES)),
        ("a.csv", CSV),
        ("a.csv.gz", gzip.compress(CSV)),
        ("a.txt", JSON_LINES),
        ("unnamed", CSV),
    ],
)
def test_every_format_gives_the_same_articles(tmp_path: Path, name: str, data: bytes) -> None:
    """Packing is known from the first bytes, the format from the name or the first line."""
    articles, rejected = _read(_written(tmp_path / name, data))
    assert [article.title for article in articles] == [record["title"] for record in SPOKEN]
    assert {article.published_precision for article in articles} == {"day"}
    assert rejected == []


def test_every_bad_line_is_told_and_no_other_is_lost(tmp_path: Path) -> None:
    """File, line, reason and bytes of each; dates that can't be believed only make an article undated."""
    good = json.dumps(SPOKEN[0]).encode()
    bad = {
        2: (b'{"title": "broken', Reason.MALFORMED),
        3: (b'{"title": 17, "source": "a"}', Reason.INVALID),
        4: (b"null", Reason.EMPTY),
        5: (b'{"title": null, "text": null, "source": "a"}', Reason.INVALID),
        6: (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, Reason.MALFORMED),
        7: (b'{"title": "\\udc00", "source": "a"}', Reason.MALFORMED),
        8: (b'{"title": "no source"}', Reason.INVALID),
    }
    undated = [
        b'{"title": "bad date", "source": "a", "published_at": "the other day"}',
        b'{"title": "from the future", "source": "a", "published_at": "2031-01-01T00:00:00Z"}',
        b'{"title": "date of a wrong type", "source": "a", "published_at": {"day": 7}}',
    ]
    long = json.dumps({"title": "long", "source": "a", "text": "long " * 1_000_000}).encode()
    data = b"\n".join([good, *(raw for raw, _ in bad.values()), *undated, long, good])
    articles, rejected = _read(_written(tmp_path / "junk.jsonl", data))
    assert {r.line: (r.raw, r.reason) for r in rejected} == bad
    assert {r.file for r in rejected} == {"junk.jsonl"}
    assert [article.flags for article in articles] == [(), *[("undated",)] * 3, ("undated", "cut"), ()]
    assert MAX_TEXT_BYTES - 10 < len(articles[4].text.encode()) <= MAX_TEXT_BYTES


def test_a_line_without_end_is_told_and_skipped(tmp_path: Path) -> None:
    """40 MB in one line are passed over; the next line is read."""
    line = b'{"text": "' + b"x" * (MAX_LINE_BYTES + 8_000_000) + b'"}\n'
    articles, rejected = _read(_written(tmp_path / "a.jsonl", line + JSON_LINES))
    assert len(articles) == len(SPOKEN)
    assert [(r.line, r.reason) for r in rejected] == [(1, Reason.TOO_LARGE)]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_damaged_packing_loses_only_what_is_damaged(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """What could be unpacked is read, and the place where it breaks off is told."""
    lines = b"".join(
        json.dumps({"source": "a", "title": f"{n} {hash(str(n))}", "text": f"{hash(n * n)}"}).encode() + b"\n"
        for n in range(20_000)
    )
    packed = pack(lines)
    articles, rejected = _read(_written(tmp_path / "a.packed", packed[: len(packed) // 2]))
    assert len(articles) > 5_000
    assert len(rejected) == 1
    assert "damaged" in rejected[0].detail or rejected[0].reason is Reason.MALFORMED


@pytest.mark.parametrize("data", [b"", b"\n\n  \n", gzip.compress(b""), b"title,text\n"])
def test_an_empty_archive_is_an_error(tmp_path: Path, data: bytes) -> None:
    """Nothing to read is said, not passed over."""
    with pytest.raises(Misconfigured, match=r"a\.csv is empty: there is no record in it"):
        _read(_written(tmp_path / "a.csv", data))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"[\n{}\n]", "one JSON document"),
        (b'{\n  "title": "x"\n}', "one JSON document"),
        (b'<?xml version="1.0"?><rss/>', "XML"),
        (b"PK\x03\x04rest", "a zip file"),
        (b"BZh91AY", "bzip2"),
        ("{}".encode("utf-16"), "UTF-16"),
    ],
)
def test_another_format_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    """The error says what the file is and what to do."""
    with pytest.raises(Misconfigured, match=what):
        _read(_written(tmp_path / "a.json", data))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """So is a folder."""
    with pytest.raises(Misconfigured, match=r"gone\.jsonl can't be read: No such file"):
        _read(tmp_path / "gone.jsonl")
    with pytest.raises(Misconfigured, match="can't be read: Is a directory"):
        _read(tmp_path)


def test_a_map_to_a_field_that_no_record_has_names_those_there_are(tmp_path: Path) -> None:
    """A field that only the last record has is there; one that none has is an error beforehand."""
    path = _written(
        tmp_path / "a.jsonl", JSON_LINES + b'{"source": "a", "headline": "x", "outlet": {"name": "y"}}'
    )
    articles, _ = _read(path, parse_field_map("title=title+headline"))
    assert articles[-1].title == "x"
    with pytest.raises(
        Misconfigured, match=r"no record has a field date; there are headline, outlet, outlet\.name"
    ):
        _read(path, parse_field_map("published_at=date"))


def test_an_archive_without_words_names_its_fields(tmp_path: Path) -> None:
    """Where no map was given and none fits, the error says what there is and how to say which is which."""
    with pytest.raises(
        Misconfigured, match="no record has a field title or text; there are body, headline: say"
    ):
        _read(_written(tmp_path / "a.jsonl", b'{"headline": "x", "body": "y"}'))


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """60 MB are read within 8."""
    line = json.dumps({"source": "a", "title": "Talks", "text": "word " * 600}).encode() + b"\n"
    path = _written(tmp_path / "a.jsonl.gz", gzip.compress(line * 20_000, 1))
    tracemalloc.start()
    count = sum(1 for _ in read_archive(path, FieldMap(), NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 8_000_000
