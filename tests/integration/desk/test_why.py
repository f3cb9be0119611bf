"""Why, asked of Elasticsearch: by the command, and on the desk's page through it."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from elasticsearch import Elasticsearch
from typer.testing import CliRunner

from entente.cli.main import app
from entente.contracts.alerts import Alert
from entente.contracts.articles import Article
from entente.detecting import Why
from entente.indexer.documents import Document, document
from entente.ingest.archive import read_archive
from entente.ingest.field_map import FieldMap
from entente.local.stack import LocalStack
from entente.reading.reader import Reader
from entente.reading.signals import signals
from entente.watchlist.loader import parse
from entente.watchlist.pack import pack
from support.desk import Desk
from support.examples import example
from support.indices import put
from support.small_archive import NOW, lines
from support.timeline import T0
from support.watchlists import small_files

FILES = small_files() | {
    "rules.yaml": """- id: chn-rus-day
  pairs: [CHN-RUS]
  directions: [closer]
  theme: null
  window_hours: 24
  budget: {alarms: 1.0, days: 30}
  family: null
  min_stories: 3
  severity: notice
"""
}
LOUD, QUIET = T0 + timedelta(days=30, hours=4), T0 + timedelta(days=20, hours=4)


@pytest.fixture
def archive(client: Elasticsearch, tmp_path: Path) -> Path:
    """The small archive as a file; what was read of it, and a silence on its loud day, are indexed."""
    path = tmp_path / "whole.jsonl"
    path.write_bytes(b"".join(lines()[:-1]))
    reader, found = Reader(parse(FILES)), list[Document]()
    for number, article in enumerate(read_archive(path, FieldMap(), NOW)):
        assert isinstance(article, Article)
        tagged = reader.read(article)
        found.append(document(tagged, key=article.id, offset=number))
        found += [document(one, key=f"{one.pair}/{article.id}", offset=number) for one in signals(tagged)]
    silence = example(
        Alert,
        id="silence",
        kind="coverage",
        state="resolved",
        pair=None,
        source="northwire.example",
        window_start_at=LOUD - timedelta(hours=1),
        window_end_at=LOUD,
    )
    put(client, [*found, document(silence, key="silence", offset=1)])
    client.indices.refresh(index="entente-*")
    return path


def _lay(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_what_elasticsearch_holds_gives_the_archives_answer(
    archive: Path, stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every figure, gate and alert is the archive's; who was quiet is told besides, in its time alone."""
    monkeypatch.setenv("ENTENTE_ELASTICSEARCH_URL", stack.elasticsearch_url)
    asked = ["why", "CHN-RUS", "--watchlist", str(_lay(tmp_path / "list")), "--json", "--at"]
    for at, quiet in ((LOUD, ("northwire.example",)), (QUIET, ())):
        kept = CliRunner().invoke(app, [*asked, at.isoformat()])
        read = CliRunner().invoke(app, [*asked, at.isoformat(), "--archive", str(archive)])
        assert (kept.exit_code, read.exit_code) == (0, 0), kept.output + read.output
        found, other = (msgspec.json.decode(one.stdout, type=Why) for one in (kept, read))
        assert found.stories > 0
        assert {one.quiet for one in found.judged} == {quiet}
        bare = [msgspec.structs.replace(one, quiet=()) for one in found.judged]
        assert msgspec.structs.replace(found, judged=tuple(bare)) == other


@pytest.mark.usefixtures("archive")
def test_the_desk_asks_it_of_elasticsearch(desk: Desk) -> None:
    """The page tells which window fired, its alert, and who was quiet."""
    desk.live.board.hear_watchlist(pack(FILES, desk.clock.now()))
    page = desk.browser().get(f"/why?pair=RUS-CHN&at={LOUD:%Y-%m-%dT%H:%M}").text
    assert "chn-rus-day, closer: alerted" in page
    assert "quiet then: northwire.example" in page


def test_an_elasticsearch_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence with its address, and exit code 2."""
    monkeypatch.setenv("ENTENTE_ELASTICSEARCH_URL", "http://127.0.0.1:1")
    done = CliRunner().invoke(app, ["why", "CHN-RUS", "--at", "2025-09-03"])
    assert done.exit_code == 2
    assert "http://127.0.0.1:1" in done.stderr
