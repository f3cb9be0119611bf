"""An archive on its way to a broker."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from entente.contracts.articles import Article
from entente.contracts.codec import decode
from entente.contracts.errors import Misconfigured, Reason
from entente.ingest.field_map import FieldMap, parse_field_map
from entente.ingest.replay import ReplayProgress, ReplayReport, replay
from entente.runtime.clock import HandClock
from entente.runtime.deadletters import read_dead_letter
from entente.runtime.memory import MemoryBroker
from entente.runtime.topics import manifests, partitioned

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)
END = datetime(2025, 9, 7, 12, tzinfo=UTC)
HOURS = 300


def _archive(folder: Path) -> Path:
    """Write 300 hourly articles, newest first, two wrong dates, a copy, an undated one, a bad line."""
    records = [
        {
            "source": "agency",
            "title": f"Talks, hour {n}",
            "published_at": (END - timedelta(hours=n)).isoformat(),
        }
        for n in range(HOURS)
    ]
    records += [
        {"source": "agency", "title": "A year ahead", "published_at": "2026-02-20T00:00:00Z"},
        {"source": "agency", "title": "Long ago", "published_at": "1999-01-01"},
        records[0],
        {"source": "agency", "title": "Some day", "published_at": "some day"},
    ]
    path = folder / "archive.jsonl"
    path.write_text("\n".join(map(json.dumps, records)) + "\nnonsense\n", encoding="utf-8")
    return path


def _replayed(path: Path, *, as_live: bool) -> tuple[MemoryBroker, ReplayReport, list[ReplayProgress]]:
    clock = HandClock(NOW)
    broker = MemoryBroker(partitioned(manifests(), 1), clock)
    told: list[ReplayProgress] = []
    report = replay(path, FieldMap(), broker.producer(), as_live=as_live, clock=clock, progress=told.append)
    return broker, report, told


def _articles(broker: MemoryBroker) -> list[Article]:
    return [decode(Article, record.value) for record in broker.records("articles.raw")]


def test_articles_go_out_in_order_of_time_with_the_dates_they_had(tmp_path: Path) -> None:
    """Without --as-live nothing is moved."""
    broker, report, told = _replayed(_archive(tmp_path), as_live=False)
    dated = [article.published_at for article in _articles(broker) if article.published_at is not None]
    assert dated == sorted(dated)
    assert all(article.original_published_at is None for article in _articles(broker))
    assert (report.articles, report.distinct, report.undated, report.moved_days) == (
        HOURS + 4,
        HOURS + 3,
        1,
        0,
    )
    assert (told[0].phase, told[-1]) == ("reading", ReplayProgress("sending", HOURS + 4, HOURS + 4))


def test_every_bad_line_is_counted_named_and_a_dead_letter(tmp_path: Path) -> None:
    """File, line and reason."""
    broker, report, _ = _replayed(_archive(tmp_path), as_live=False)
    (letter,) = [read_dead_letter(record) for record in broker.records("articles.raw.dead")]
    assert (letter.key, letter.value) == (f"archive.jsonl:{HOURS + 5}".encode(), b"nonsense")
    assert (report.rejected, report.reasons) == (1, {Reason.MALFORMED: 1})
    assert report.first_rejected[0].startswith(f"archive.jsonl:{HOURS + 5}: malformed: it is no JSON")


def test_as_live_the_archive_ends_now_and_a_wrong_date_moves_nothing(tmp_path: Path) -> None:
    """Whole days, the original date kept, ids as ever; what would lie ahead of now is undated."""
    plain, _, _ = _replayed(_archive(tmp_path), as_live=False)
    broker, report, _ = _replayed(_archive(tmp_path), as_live=True)
    moved = timedelta(days=report.moved_days)
    assert report.moved_days == 174
    assert report.last_published_at == END + moved
    assert NOW - timedelta(days=1) < END + moved < NOW
    was = {article.id: article for article in _articles(plain)}
    for article in _articles(broker):
        original = was[article.id]
        if article.published_at is not None:
            assert original.published_at is not None
            assert article.published_at == original.published_at + moved
            assert article.original_published_at == original.published_at
    undated = {a.title for a in _articles(broker) if "undated" in a.flags}
    assert undated == {"A year ahead", "Some day"}


def test_a_second_replay_sends_the_same(tmp_path: Path) -> None:
    """So that it changes nothing downstream."""
    once, _, _ = _replayed(_archive(tmp_path), as_live=True)
    twice, _, _ = _replayed(_archive(tmp_path), as_live=True)
    assert [r.value for r in once.records("articles.raw")] == [r.value for r in twice.records("articles.raw")]


def test_a_wrong_map_sends_nothing(tmp_path: Path) -> None:
    """The error comes before the first article."""
    clock = HandClock(NOW)
    broker = MemoryBroker(manifests(), clock)
    with pytest.raises(
        Misconfigured, match="no record has a field day; there are published_at, source, title"
    ):
        replay(
            _archive(tmp_path),
            parse_field_map("published_at=day"),
            broker.producer(),
            as_live=False,
            clock=clock,
            progress=lambda _: None,
        )
    assert broker.records("articles.raw") == broker.records("articles.raw.dead") == []
