"""Archives read by several processes and judged once."""

import gzip
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from msgspec.structs import replace

from entente.backtest import Archives, Backtest, backtest_archives
from entente.contracts.errors import Misconfigured, Reason
from entente.evaluate.report import Asked
from entente.evaluate.stream import TASK as STREAM
from entente.ingest import archive
from entente.ingest.field_map import FieldMap
from entente.watchlist.model import Watchlist
from support.readings import reader
from support.small_archive import NOW, RULE, lines, watched
from support.timeline import T0


def run(files: Sequence[Path], workers: int, *watchlists: Watchlist) -> list[Backtest]:
    """Backtest archives by watchlists."""
    return backtest_archives(
        Archives(tuple(files), FieldMap(), NOW), watchlists or (watched(),), workers=workers
    )


def test_two_processes_over_packed_parts_find_what_one_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However an archive is cut, packed and shared out, it comes to the same, counts and all."""
    monkeypatch.setattr(archive, "CHUNK_BYTES", 2_000)
    whole = tmp_path / "whole.jsonl"
    whole.write_bytes(b"".join(lines()))
    parts = [tmp_path / "one.jsonl.gz", tmp_path / "other.jsonl.zst"]
    parts[0].write_bytes(gzip.compress(b"".join(lines()[::2])))
    parts[1].write_bytes(zstandard.compress(b"".join(lines()[1::2])))
    heard: list[int] = []
    (once,) = run([whole], 1)
    (twice,) = backtest_archives(
        Archives(tuple(parts), FieldMap(), NOW), [watched()], workers=2, hear=heard.append
    )
    assert [a.pair for a in once.judgement.alerts] == ["CHN-RUS"]
    assert (once.articles, once.undated, once.rejected) == (len(lines()) - 1, 1, {Reason.MALFORMED: 1})
    assert twice.judgement == once.judgement
    assert "whole.jsonl" in (once.first_rejected or "")
    assert (twice.articles, twice.undated, twice.rejected) == (once.articles, once.undated, once.rejected)
    assert sum(heard) >= sum(p.stat().st_size for p in parts)


def test_two_watchlists_share_one_reading_where_they_read_alike(tmp_path: Path) -> None:
    """Rules alone don't change what is read; other actors do."""
    whole = tmp_path / "whole.jsonl"
    whole.write_bytes(b"".join(lines()))
    strict = replace(watched(), version="2", rules=(replace(RULE, min_stories=50),))
    blind = replace(watched(), version="3", actors=watched().actors[:1])
    found = run([whole], 1, watched(), strict, blind)
    assert [len(f.judgement.alerts) for f in found] == [1, 0, 0]
    assert found[0].signals == found[1].signals > found[2].signals


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """Chunks are cut as they are asked for: of a long archive little is held at a time."""
    path = tmp_path / "long.jsonl"
    line = json.dumps({"source": "a.example", "title": "t", "text": "x" * 1000}).encode() + b"\n"
    path.write_bytes(line * 2_000)
    sizes = [sum(len(p.raw) for p in chunk.physical) for chunk in archive.chunks(path)]
    assert sum(sizes) == path.stat().st_size
    assert max(sizes) <= archive.CHUNK_BYTES + len(line)


def test_an_archive_that_is_none_is_told_before_anything_is_read(tmp_path: Path) -> None:
    """A missing file and a field that no record has are one sentence each."""
    with pytest.raises(Misconfigured, match=r"gone\.jsonl can't be read"):
        run([tmp_path / "gone.jsonl"], 2)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"headline": "x"}\n')
    with pytest.raises(Misconfigured, match="no record has a field"):
        run([path], 2)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"title": \n', r"none of 1 records is an article; the first: a\.jsonl:1: malformed"),
        (
            b'{"title": 7, "source": ["a"]}\n',
            r"none of 1 records is an article; the first: a\.jsonl:1: invalid",
        ),
        (b"<rss><channel/></rss>", r"a\.jsonl is XML"),
        (b"", r"a\.jsonl is empty"),
    ],
)
def test_an_archive_without_an_article_is_refused(tmp_path: Path, raw: bytes, told: str) -> None:
    """Nothing read is no calm: the first line that can't be read is named, with its reason."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(raw)
    with pytest.raises(Misconfigured, match=told):
        run([path], 1)


def test_dated_events_are_held_against_a_backtest(tmp_path: Path) -> None:
    """The day on which much is signed is found; what it takes is named when it is missing."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "whole.jsonl").write_bytes(b"".join(lines()))
    dated = tmp_path / "events.csv"
    day = (T0 + timedelta(days=30)).date()
    dated.write_text(
        f"start,end,kind,what,source\n{day},{day},visit,signing,here\n2030-01-01,2030-01-01,a,b,c\n"
    )
    asked = Asked((tmp_path / "archive",), watched(), reader, events=dated, pair="CHN-RUS")
    figures = STREAM.run(asked).figures
    assert (figures["events"], figures["found"], figures["alerts"]) == (1, 1, 1)
    assert 1 <= int(str(figures["alert_days"])) == figures["alert_days_in_windows"]
    with pytest.raises(Misconfigured, match="needs --events"):
        STREAM.run(asked._replace(events=None))
