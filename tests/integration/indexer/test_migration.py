"""`entente index migrate` and `entente index erase` on the real servers, while an indexer writes."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch
from typer.testing import CliRunner

from entente.cli.main import app
from entente.contracts.articles import TaggedArticle
from entente.contracts.codec import encode
from entente.contracts.errors import Misconfigured, Transient
from entente.contracts.signals import Signal, Story
from entente.indexer.app import DECLARED
from entente.indexer.documents import Document, deletion, document
from entente.indexer.mappings import alias
from entente.indexer.migration import migrate
from entente.indexer.routes import write_alias
from entente.indexer.sink import MESSAGES, Search
from entente.indexer.terms import EVERYTHING, Keeping
from entente.local.settling import Reads
from entente.local.stack import LocalStack
from entente.runtime.clock import HandClock
from entente.runtime.metrics import Metrics
from entente.runtime.records import Outgoing
from entente.runtime.search import SearchSettings, connect
from support.examples import example
from support.indices import NOW, fresh, put, standing
from support.system import System, system

MONTHS = [datetime(2023, month, 5, tzinfo=UTC) for month in range(9, 13)]
WRITES = 120
TRIES = 600


@pytest.fixture
def client(stack: LocalStack) -> Iterator[Elasticsearch]:
    """A client of an Elasticsearch with empty indices."""
    found = SearchSettings.model_validate({"elasticsearch_url": stack.elasticsearch_url})
    with connect(found, timeout_s=20) as made:
        fresh(made)
        yield made


def _story(key: str, offset: int, at: datetime) -> Document:
    return document(example(Story, first_published_at=at), key=key, offset=offset)


class _Writer(threading.Thread):
    """Writes stories that change their month, and deletes some, until it has said all."""

    def __init__(self, client: Elasticsearch) -> None:
        super().__init__(daemon=True)
        self._search = Search(client, Metrics(DECLARED), HandClock(NOW))
        self.expected: dict[str, int] = {}
        self.half = threading.Event()

    def run(self) -> None:
        for offset in range(WRITES):
            key = str(offset * 7 % 83)
            said = _story(key, offset, MONTHS[offset % 4])
            self.expected[key] = said.version
            if offset % 5 == 0:
                said = deletion(Story, key=key, offset=offset)
                del self.expected[key]
            self._write(said)
            if offset == WRITES // 4:
                self.half.set()

    def _write(self, said: Document) -> None:
        for _ in range(TRIES):
            try:
                self._search.put([said])
            except Transient:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"{said.id} was put off {TRIES} times")


def test_a_migration_loses_nothing_while_an_indexer_writes(client: Elasticsearch) -> None:
    """Months grown old become one year, under writes, moves and deletions; each id stands once."""
    put(client, [_story(f"old-{n}", n, MONTHS[n % 4]) for n in range(100)])
    writer = _Writer(client)
    writer.start()
    assert writer.half.wait(60)
    later = HandClock(datetime(2026, 6, 1, tzinfo=UTC))
    lines = list(migrate(client, later, EVERYTHING))
    writer.join(60)
    found = standing(client, Story)
    assert {
        key: copies[0][1] for key, copies in found.items() if not key.startswith("old")
    } == writer.expected
    assert all(len(copies) == 1 for copies in found.values())
    assert sum(key.startswith("old") for key in found) == 100
    assert {copies[0][0] for copies in found.values()} == {"entente-stories-v1-2023-2"}
    written = client.indices.get_alias(
        name=",".join(write_alias(Story, f"2023.{m:02}") for m in range(9, 13))
    )
    assert set(written) == {"entente-stories-v1-2023-2"}
    assert lines[-1] == "1 indices written anew"
    assert list(migrate(client, later, EVERYTHING))[-1] == "nothing to migrate"


def test_a_migration_writes_by_todays_terms(client: Elasticsearch) -> None:
    """With --all every document is written anew; a source that now allows links only keeps no text."""
    tagged = example(TaggedArticle)
    put(client, [document(tagged, key="a", offset=1)])
    keeping = Keeping(terms={tagged.article.source: "link"})
    list(migrate(client, HandClock(NOW), keeping, everything=True))
    client.indices.refresh(index=alias(TaggedArticle))
    hits = client.search(index=alias(TaggedArticle))["hits"]["hits"]
    assert [hit["_source"]["entente"]["tagged_article"]["article"]["text"] for hit in hits] == [""]
    assert hits[0]["_index"] == "entente-articles-v1-2025.09-2"


def test_what_cant_be_read_stops_a_migration_and_nothing_is_moved(client: Elasticsearch) -> None:
    """A document of another version of Entente is named; its index stays in place and open for writing."""
    put(client, [_story("a", 1, MONTHS[0])])
    index = standing(client, Story)["a"][0][0]
    client.index(index=index, id="strange", document={"entente": {"story": {"id": "x"}}}, refresh=True)
    with pytest.raises(Misconfigured, match="strange holds a Story of another version"):
        list(migrate(client, HandClock(NOW), EVERYTHING, everything=True))
    put(client, [_story("a", 2, MONTHS[0])])
    assert standing(client, Story)["a"] == [(index, 3)]


@pytest.fixture
def erasing(
    stack: LocalStack,
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[System]:
    """A system with an indexer, and a command line whose settings name it."""
    del tmp_path
    with system(stack, tmp_path_factory.mktemp("erasing")) as made:
        made.start("indexer")
        made.groups = {"indexer": Reads(list(MESSAGES))}
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


def _sources(made: System, kind: str, field: str) -> set[str]:
    made.client.indices.refresh(index=f"entente-{kind}")
    hits = made.client.search(index=f"entente-{kind}", size=100)["hits"]["hits"]
    return {field for hit in hits if field in str(hit["_source"])}


def test_an_erased_article_stays_away_through_a_rebuild(erasing: System) -> None:
    """It and its signals go, and come back neither with an indexer that reads all anew nor by a replay."""
    tagged, signal = example(TaggedArticle), example(Signal)
    signal = example(Signal, article_id=tagged.article.id, url=tagged.article.url)
    said = [
        Outgoing("articles.tagged", tagged.article.id.encode(), encode(tagged)),
        Outgoing("signals", f"{signal.pair}/{tagged.article.id}".encode(), encode(signal)),
    ]
    erasing.send(said)
    erasing.fleet.await_ready()
    erasing.settle()
    assert _sources(erasing, "articles", tagged.article.id)
    arguments = ["index", "erase", "--article", tagged.article.id, "--who", "m", "--reason", "asked for"]
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (0, f"article {tagged.article.id}: erased\n")
    assert not _sources(erasing, "articles", tagged.article.id)
    assert not _sources(erasing, "signals", tagged.article.id)
    erasing.fleet.retire("indexer")
    fresh(erasing.client)
    erasing.start("indexer", "rebuilder", settings={"ENTENTE_GROUP_ID": "rebuild"})
    erasing.groups = {"rebuild": Reads(list(MESSAGES))}
    erasing.send(said)
    erasing.fleet.await_ready()
    erasing.settle()
    assert not _sources(erasing, "articles", tagged.article.id)
    lifted = CliRunner().invoke(app, ["index", "erase", "--article", tagged.article.id, "--lift"])
    assert lifted.exit_code == 0
    erasing.send(said)
    erasing.settle()
    assert _sources(erasing, "articles", tagged.article.id)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name either --article ID or --source ID"),
        (["--article", "a", "--source", "b"], "name either"),
        (["--article", "a"], "an erasure needs --who and --reason"),
    ],
)
def test_an_erasure_that_says_too_little_is_refused(arguments: list[str], said: str) -> None:
    """One sentence and exit code 2."""
    result = CliRunner().invoke(app, ["index", "erase", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr
