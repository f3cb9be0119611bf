"""Heartbeats: keys that reach every partition, and nothing else taken for one."""

from datetime import UTC, datetime

import pytest

from entente.contracts.codec import decode
from entente.contracts.errors import Reject
from entente.contracts.topics import partition_key
from entente.contracts.upkeep import Heartbeat
from entente.runtime.heartbeats import heartbeat, is_heartbeat, passed_on, ways
from entente.runtime.records import Outgoing, Record, partition_for
from entente.runtime.topics import manifests

T0 = datetime(2025, 9, 2, 7, 52, tzinfo=UTC)
BEAT = Heartbeat(way="2-0", at=T0)


def _read(sent: Outgoing) -> Record:
    return Record(sent.topic, 0, 0, sent.key, sent.value, sent.headers, 0)


@pytest.mark.parametrize(("articles", "signals"), [(1, 1), (4, 4), (3, 7), (12, 4), (50, 64)])
def test_the_ways_reach_every_partition(articles: int, signals: int) -> None:
    """Each partition of both topics is passed; there are no more ways than partitions together."""
    found = ways(articles, signals)
    keys = {topic: [partition_key(manifests()[topic], way.key) for way in found] for topic in _PASSED}
    assert {partition_for(key, articles) for key in keys["articles.raw"]} == set(range(articles))
    assert {partition_for(key, signals) for key in keys["signals"]} == set(range(signals))
    assert max(articles, signals) <= len(found) <= articles + signals
    assert len({way.name for way in found}) == len(found)


_PASSED = ("articles.raw", "signals")


def test_a_heartbeat_keeps_its_key_and_its_instant_all_the_way() -> None:
    """What the tagger and the detector write says when ingest sent it, and what came before says the same."""
    sent = heartbeat(BEAT, "articles.raw", b"heartbeat-1", "ingest")
    there = passed_on(_read(passed_on(_read(sent), "signals", "tagger")), "heartbeats", "detector")
    assert is_heartbeat(_read(there))
    assert (there.topic, there.key, decode(Heartbeat, there.value)) == ("heartbeats", b"heartbeat-1", BEAT)
    assert _read(there).said_at() == T0
    assert (_read(sent).header("ce_type"), _read(there).header("ce_source")) == (
        "entente.heartbeat.v1",
        "/entente/detector",
    )


def test_what_only_claims_to_be_one_is_rejected() -> None:
    """A record of that type with another value is a dead letter, not silence."""
    sent = heartbeat(BEAT, "articles.raw", b"heartbeat-1", "ingest")
    broken = Record("articles.raw", 0, 0, sent.key, b'{"title": "A"}', sent.headers, 0)
    with pytest.raises(Reject, match="Heartbeat"):
        passed_on(broken, "signals", "tagger")
    assert not is_heartbeat(Record("articles.raw", 0, 0, b"heartbeat-1", sent.value, (), 0))
