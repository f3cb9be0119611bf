"""Documents in the real Elasticsearch: strict, idempotent, in whatever order they come."""

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch
from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.codec import encode
from entente.contracts.errors import Misconfigured, Reason, Reject, Transient
from entente.contracts.registry import Message
from entente.contracts.signals import Story
from entente.indexer import templates
from entente.indexer.bulk import Applied, Older
from entente.indexer.documents import Document, deletion, document
from entente.indexer.mappings import KINDS, alias
from entente.indexer.sink import to_document
from entente.local.stack import LocalStack
from entente.runtime.records import Record
from entente.runtime.search import SearchSettings, connect
from support.answering import answering
from support.examples import example
from support.indices import emptied, fresh, put


def _connect(url: str) -> Elasticsearch:
    return connect(SearchSettings.model_validate({"elasticsearch_url": url}), timeout_s=10)


@pytest.fixture(scope="module")
def indices(stack: LocalStack) -> Iterator[Elasticsearch]:
    """A client of an Elasticsearch whose indices were empty when this module began."""
    with _connect(stack.elasticsearch_url) as made:
        fresh(made)
        yield made


@pytest.fixture
def client(indices: Elasticsearch) -> Elasticsearch:
    """A client of an Elasticsearch without stories."""
    emptied(indices, Story)
    return indices


def _headlines(client: Elasticsearch) -> set[str]:
    client.indices.refresh(index=alias(Story))
    found = client.search(index=alias(Story), size=100)
    return {hit["_source"]["entente"]["story"]["headline"] for hit in found["hits"]["hits"]}


def _story(headline: str, offset: int) -> Document:
    return document(example(Story, headline=headline), key="CHN-RUS/1", offset=offset)


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_taken_by_the_strict_mapping(client: Elasticsearch, kind: type[Message]) -> None:
    """No field of any message is unknown to its index."""
    assert put(client, [document(example(kind), key="1", offset=1)]) == [Applied()]


def test_applying_twice_is_harmless(client: Elasticsearch) -> None:
    """What stands already is said to, and stays."""
    put(client, [_story("kept", 1)])
    assert all(
        "applied" in line or "up to date" in line or "not offered" in line for line in templates.apply(client)
    )
    assert _headlines(client) == {"kept"}


def test_applying_spares_an_index_from_before_the_refresh_of_each_second(client: Elasticsearch) -> None:
    """What comes by the thousand is made searchable every five seconds, alerts at once as a search asks."""
    client.indices.put_settings(index=alias(Story), settings={"index.refresh_interval": None})
    put(client, [_story("old", 1)])
    list(templates.apply(client))
    told = client.indices.get_settings(index=f"{alias(Story)},{alias(Alert)}").body
    intervals = {
        name.split("-v")[0]: one["settings"]["index"].get("refresh_interval") for name, one in told.items()
    }
    assert intervals == {alias(Story): "5s", alias(Alert): None}


def test_an_unknown_field_is_refused_and_the_rest_stands(client: Elasticsearch) -> None:
    """One document that the mapping doesn't know is rejected alone."""
    strange = replace(_story("strange", 1), id="2", body=b'{"surprise": 1}')
    fates = put(client, [_story("good", 1), strange])
    assert fates[0] == Applied()
    assert isinstance(fates[1], Reject)
    assert fates[1].reason is Reason.INVALID
    assert _headlines(client) == {"good"}


def test_the_greater_version_wins_whatever_the_order(client: Elasticsearch) -> None:
    """An older write after a newer changes nothing and counts as done; the same again is applied again."""
    assert put(client, [_story("newer", 7)]) == [Applied()]
    assert put(client, [_story("older", 3)]) == [Older()]
    assert put(client, [_story("newer", 7)]) == [Applied()]
    assert _headlines(client) == {"newer"}


def test_a_tombstone_deletes_and_nothing_older_comes_back(client: Elasticsearch) -> None:
    """After a tombstone the story is gone, and a late older write can't bring it back."""
    put(client, [_story("gone", 1)])
    assert put(client, [deletion(Story, key="CHN-RUS/1", offset=5)]) == [Applied()]
    assert put(client, [_story("gone", 1)]) == [Older()]
    assert _headlines(client) == set()
    assert put(client, [deletion(Story, key="CHN-RUS/none", offset=5)]) == [Applied()]


def test_an_update_of_an_article_replaces_it(client: Elasticsearch) -> None:
    """Of one article the later fetched stands, whichever arrives last."""
    first = example(TaggedArticle)
    later = replace(
        first,
        article=replace(first.article, title="Later", fetched_at=first.article.fetched_at.replace(day=3)),
    )
    put(client, [document(later, key="a", offset=9), document(first, key="a", offset=10)])
    client.indices.refresh(index=alias(TaggedArticle))
    found = client.search(index=alias(TaggedArticle), query={"ids": {"values": ["a"]}})
    assert [hit["_source"]["message"] for hit in found["hits"]["hits"]] == ["Later"]


def test_a_missing_index_is_waited_for(client: Elasticsearch) -> None:
    """Without its index nothing is written, nothing is made up, and the sentence says what to run."""
    for name in client.indices.get(index="entente-stories-v*"):
        client.indices.delete(index=name)
    with pytest.raises(Transient, match="entente index apply"):
        put(client, [_story("early", 1)])
    with pytest.raises(Transient, match="entente index apply"):
        templates.check(client)


def test_an_elasticsearch_that_is_away_is_waited_for(stack: LocalStack, client: Elasticsearch) -> None:
    """While it is killed, work is put off; once it is back, it goes through."""
    stack.kill_elasticsearch()
    try:
        with pytest.raises(Transient, match=r"Elasticsearch at http://127\.0\.0\.1"):
            put(client, [_story("patient", 1)])
    finally:
        stack.restart_elasticsearch()
    assert put(client, [_story("patient", 1)]) == [Applied()]


def test_another_major_is_refused_in_one_sentence() -> None:
    """A server of another major version is named with its version and what to do."""
    about = {"nodes": {"a": {"version": "8.19.1"}}}
    with (
        answering(lambda _: (200, about)) as url,
        _connect(url) as old,
        pytest.raises(Misconfigured) as caught,
    ):
        templates.check(old)
    assert "8.19.1" in str(caught.value)
    assert "upgrade" in str(caught.value)


def _record(topic: str, key: bytes | None, value: bytes | None) -> Record:
    return Record(topic, 0, 1, key, value, (), 0)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (_record("alerts", None, b"{}"), Reason.INVALID),
        (_record("alerts", b"\xff", b"{}"), Reason.INVALID),
        (_record("alerts", b"1", None), Reason.EMPTY),
        (_record("alerts", b"1", b"{"), Reason.MALFORMED),
        (_record("signals", b"1", b'{"pair": 7}'), Reason.INVALID),
    ],
)
def test_what_is_no_document_is_rejected(record: Record, reason: Reason) -> None:
    """No key, no text as key, no value, no JSON, a wrong type: each has its reason."""
    with pytest.raises(Reject) as caught:
        to_document(record)
    assert caught.value.reason is reason


def test_a_key_too_long_for_an_id_is_rejected_alone() -> None:
    """Elasticsearch would refuse the whole request for one such id."""
    with pytest.raises(Reject) as caught:
        to_document(_record("alerts", b"k" * 513, encode(example(Alert))))
    assert caught.value.reason is Reason.TOO_LARGE
