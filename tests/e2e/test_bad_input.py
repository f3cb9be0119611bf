"""What no service can use becomes a dead letter, whole and once for each reader; all else goes on."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from entente.contracts.articles import Article
from entente.contracts.codec import decode, encode
from entente.local.stack import LocalStack
from entente.runtime.broker import Broker
from entente.runtime.deadletters import PREFIX, read_dead_letter
from entente.runtime.records import Outgoing, Record
from support.system import SERVICES, system

GOOD = 150
BEGUN = datetime.now(UTC) - timedelta(minutes=1)
FACTS = {"topic", "partition", "offset", "service", "reason", "error", "attempts", "first_failure_at"}
BAD: Mapping[str, bytes | None] = {
    "bad-json": b'{"id": "bad-json", "title": ',
    "bad-type": b'{"id": 7, "title": ["no", "text"]}',
    "bad-null": None,
    "bad-nesting": b"[" * 100_000 + b"]" * 100_000,
    "bad-bytes": b"\xff\xfe\x00",
}
READERS: Mapping[str, Sequence[str]] = {
    "articles.raw": ["tagger"],
    "signals": ["detector", "indexer"],
    "alerts": ["indexer", "notifier"],
}
"""Who reads each topic: each that can't use a record writes a letter of its own."""

pytestmark = pytest.mark.timeout(240)


def _bad(topic: str) -> list[Outgoing]:
    return [Outgoing(topic=topic, key=key.encode(), value=value) for key, value in BAD.items()]


def _odd(good: Outgoing) -> tuple[Outgoing, Outgoing, Outgoing, Outgoing]:
    """One article with fields that nobody knows, one undated, one near the limit, one of lone surrogates."""
    article = decode(Article, good.value)

    def vary(key: str, **changes: object) -> Outgoing:
        changed = msgspec.structs.replace(article, id=key, **changes)
        return msgspec.structs.replace(good, key=key.encode(), value=encode(changed))

    unknown = vary("odd-unknown")
    fields = json.loads(unknown.value or b"") | {"nobody_knows": {"deep": [1, 2]}}
    surrogates = vary("bad-surrogates", title="TITLE")
    return (
        msgspec.structs.replace(unknown, value=json.dumps(fields).encode()),
        vary("odd-undated", published_at=None),
        vary("odd-long", text="Nothing happened. " * 28_000),
        msgspec.structs.replace(
            surrogates, value=(surrogates.value or b"").replace(b"TITLE", rb"\ud800 alone")
        ),
    )


def _letters(broker: Broker, topic: str) -> list[Record]:
    consumer = broker.consumer(None)
    try:
        places = list(consumer.partitions_of(f"{topic}.dead"))
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.seek_to_beginning(places)
        found: list[Record] = []
        while any(consumer.position(place) < end for place, end in ends.items()):
            found += consumer.poll(1.0, 500)
        return found
    finally:
        consumer.close(1.0)


def test_bad_records_are_dead_letters_and_nothing_else_is_lost(
    stack: LocalStack, tmp_path: Path, archive: Sequence[Outgoing]
) -> None:
    """Every good article is indexed, every bad record is a whole letter of each reader, nobody dies."""
    good = archive[:GOOD]
    *fine, surrogates = _odd(good[0])
    with system(stack, tmp_path) as running:
        for service in SERVICES:
            running.start(service)
        running.fleet.await_ready()
        running.send([*good[:50], *_bad("articles.raw"), surrogates, *good[50:100], *fine])
        running.send([*_bad("signals"), *_bad("alerts"), *good[100:]])
        running.settle()
        letters = {topic: _letters(running.broker, topic) for topic in READERS}
        outcome = running.outcome()
        assert not running.deaths
    articles = outcome.documents["entente-articles"].keys()
    assert articles == {record.key.decode() for record in [*good, *fine] if record.key is not None}
    assert not any("odd-undated" in str(story) for story in outcome.documents["entente-stories"].values())
    assert not outcome.documents["entente-signals"].keys() & BAD.keys()
    for topic, readers in READERS.items():
        sent = dict(BAD)
        if topic == "articles.raw":
            sent["bad-surrogates"] = surrogates.value
        wanted = Counter((key, reader) for key in sent for reader in readers)
        if topic == "signals":
            del wanted["bad-null", "detector"]  # there a null value says that a signal is withdrawn
        assert Counter(_named(record) for record in letters[topic]) == wanted, topic
        for record in letters[topic]:
            _assert_whole(record, topic, sent)


def _named(record: Record) -> tuple[str, str]:
    return (record.key or b"").decode(), read_dead_letter(record).service


def _assert_whole(record: Record, topic: str, sent: Mapping[str, bytes | None]) -> None:
    """A letter has its record's bytes, and says where it stood, who could not use it, and why."""
    letter = read_dead_letter(record)
    assert {name.removeprefix(PREFIX) for name, _ in record.headers if name.startswith(PREFIX)} >= FACTS
    assert record.key is not None
    assert record.value == sent[record.key.decode()]
    assert letter.topic == topic
    assert letter.offset >= 0
    assert letter.reason in {"malformed", "invalid", "empty"}
    assert letter.error
    assert letter.attempts == 1
    assert letter.first_failure_at > BEGUN
