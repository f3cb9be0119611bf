"""The indexer as a process between the real Kafka and the real Elasticsearch, and its dead letters."""

import json
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from entente.cli.main import app
from entente.contracts.alerts import Act
from entente.contracts.articles import TaggedArticle
from entente.contracts.codec import encode
from entente.contracts.registry import Message
from entente.contracts.signals import Story
from entente.indexer.mappings import KINDS, alias
from entente.indexer.sink import MESSAGES
from entente.local.stack import LocalStack
from entente.runtime.records import Outgoing
from support.examples import example
from support.system import System, system

EACH = 40
BAD = {b"broken": b"{", b"wrong": b'{"id": 7}', b"\xff": b"{}", b"null": None, b"script": b"\x1b[2J[/red]"}


@pytest.fixture(scope="module")
def indexed(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system whose indexer was killed twice over hundreds of good messages and some bad ones."""
    with system(stack, tmp_path_factory.mktemp("indexer")) as made:
        made.start("indexer", settings={"ENTENTE_BATCH": "25", "ENTENTE_CRASH_BEFORE_COMMIT_EVERY": "6"})
        good = [_record(topic, kind, n) for topic, kind in MESSAGES.items() for n in range(EACH)]
        half = len(good) // 2
        made.send(good[:half])
        made.send([Outgoing("alerts", key, value) for key, value in BAD.items()])
        made.fleet.await_ready()
        made.fleet.signal("indexer", signal.SIGKILL)
        made.tend()
        made.send(good[half:])
        made.send([Outgoing("stories", b"CHN-RUS/0", None)])
        made.groups = {"indexer": made.groups["indexer"]}
        made.settle()
        made.client.indices.refresh(index="entente-*")
        yield made


@pytest.fixture
def dead(indexed: System, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line whose settings name this system's broker and topics."""
    monkeypatch.setenv("ENTENTE_BOOTSTRAP_SERVERS", indexed.stack.bootstrap_servers)
    prefix = indexed.broker.topics.physical("alerts").removesuffix("alerts")
    monkeypatch.setenv("ENTENTE_TOPIC_PREFIX", prefix)
    return CliRunner()


def _record(topic: str, kind: type[Message], number: int) -> Outgoing:
    key = f"CHN-RUS/{number}" if topic in {"signals", "stories", "alignment"} else f"key-{number:04}"
    return Outgoing(topic, key.encode(), encode(example(kind, id=key) if kind is Act else example(kind)))


def _letters(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_document_stands_once_though_the_indexer_was_killed(indexed: System) -> None:
    """All good messages of all kinds stand, none twice; what a tombstone names is gone."""
    assert indexed.deaths["indexer"] >= 1
    counts = {kind: indexed.client.count(index=alias(kind))["count"] for kind in KINDS}
    assert counts == dict.fromkeys(KINDS, EACH) | {Story: EACH - 1}
    one = {"ids": {"values": ["key-0007"]}}
    assert indexed.client.count(index=alias(TaggedArticle), query=one)["count"] == 1


@pytest.mark.usefixtures("indexed")
def test_bad_records_are_listed_once_each(dead: CliRunner) -> None:
    """`entente dead list` names each bad record with its reason, and exits with 1."""
    result = dead.invoke(app, ["dead", "list", "--topic", "alerts", "--json"])
    assert result.exit_code == 1
    assert "5 dead letters" in result.stderr
    letters = _letters(result)
    assert [letter["offset"] for letter in letters] == [letters[0]["offset"] + n for n in range(5)]
    assert [letter["reason"] for letter in letters] == [
        "malformed", "invalid", "invalid", "empty", "malformed",
    ]  # fmt: skip


def test_a_list_shows_hostile_bytes_as_text(dead: CliRunner) -> None:
    """Neither colours nor control characters of a bad record reach the terminal."""
    result = dead.invoke(app, ["dead", "list"], env={"COLUMNS": "400"})
    assert result.exit_code == 1
    assert "\x1b[2J" not in result.stdout
    assert "alerts/0/" in result.stdout


def test_a_letter_is_shown_and_replayed(dead: CliRunner) -> None:
    """One letter is shown whole and sent again by its id; the indexer then writes one letter more."""
    letters = _letters(dead.invoke(app, ["dead", "list", "--json"]))
    name = f"alerts/0/{letters[-1]['offset']}"
    shown = dead.invoke(app, ["dead", "show", name])
    assert shown.exit_code == 0
    assert "\\x1b[2J[/red]" in shown.stdout
    assert "indexer: malformed" in shown.stdout
    again = dead.invoke(app, ["dead", "replay", name])
    assert (again.exit_code, again.stdout) == (0, "1 sent again\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "alerts/0/999999"], "there is no dead letter"),
        (["show", "nonsense"], "'nonsense' has no dead letters"),
        (["replay"], "name one dead letter"),
        (["list", "--topic", "nosuch"], "'nosuch' has no dead letters"),
    ],
)
def test_what_is_not_there_is_said(dead: CliRunner, arguments: list[str], said: str) -> None:
    """An unknown id, topic, or nothing named: one sentence and exit code 2."""
    result = dead.invoke(app, ["dead", *arguments])
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_system_without_dead_letters_is_clean(dead: CliRunner) -> None:
    """Nothing to list is exit code 0."""
    result = dead.invoke(app, ["dead", "list", "--topic", "coverage"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 dead letters" in result.stderr
