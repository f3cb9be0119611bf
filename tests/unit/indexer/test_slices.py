"""Where a document stands: its slice, and what is to be written and deleted, without a server."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.signals import Signal, Story
from entente.indexer.documents import Document, deletion, document
from entente.indexer.placing import plan, rounds
from entente.indexer.routes import Place
from entente.indexer.slices import index_slice, slice_of
from support.examples import example

FETCHED = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published_at", "name"),
    [
        (datetime(2025, 9, 3, tzinfo=UTC), "2025.09"),
        (datetime(1990, 1, 1, tzinfo=UTC), "1990.01"),
        (datetime(1989, 12, 31, tzinfo=UTC), "early"),
        (datetime(2026, 3, 2, tzinfo=UTC), "2026.03"),
        (datetime(2026, 3, 4, tzinfo=UTC), "undated"),
        (None, "undated"),
    ],
)
def test_an_articles_month_follows_from_the_article(published_at: datetime | None, name: str) -> None:
    """By publication; what has no date, or one after it was fetched, is undated."""
    tagged = example(TaggedArticle)
    article = replace(tagged.article, published_at=published_at, fetched_at=FETCHED)
    assert slice_of(replace(tagged, article=article)) == name
    assert slice_of(example(Signal, published_at=published_at, fetched_at=FETCHED)) == name


def test_what_is_few_is_whole() -> None:
    """Stories go by their first month; alerts and the like stand in one index."""
    assert slice_of(example(Story, first_published_at=datetime(2020, 5, 1, tzinfo=UTC))) == "2020.05"
    assert slice_of(example(Alert)) == "all"


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("2026.03", "2026.03"),
        ("2024.04", "2024.04"),
        ("2024.03", "2024"),
        ("1990.01", "1990"),
        ("early", "early"),
        ("undated", "undated"),
        ("all", "all"),
    ],
)
def test_two_years_stand_by_month_and_the_rest_by_year(name: str, home: str) -> None:
    """Twenty-four months, this one included, have an index each."""
    assert index_slice(name, FETCHED) == home


@pytest.mark.parametrize("name", ["entente-articles-v1-2026.03-1", "entente-alerts-v12-all-30"])
def test_an_index_name_is_read_back(name: str) -> None:
    """What is written into a name can be read from it."""
    assert str(Place.parse(name)) == name


@pytest.mark.parametrize("name", ["entente-articles", "entente-articles-v1", "logs-v1-all-1", ""])
def test_other_names_are_no_places(name: str) -> None:
    """An index that isn't ours has no place in the table."""
    assert Place.parse(name) is None


def _story(version: int, identity: str = "1") -> Document:
    return document(example(Story), key=identity, offset=version - 1)


def test_a_moved_document_is_written_and_its_old_copy_deleted_by_the_same_version() -> None:
    """The new index gets the document, every other the deletion."""
    found = plan(_story(5), "new", {"old": 3, "new": 2, "perhaps": -1})
    assert found is not None
    assert found.write is not None
    assert (found.write.index, found.write.version) == ("new", 5)
    assert [(one.index, one.version, one.body) for one in found.deletions] == [
        ("old", 5, None), ("perhaps", 5, None),
    ]  # fmt: skip


def test_an_older_document_goes_nowhere() -> None:
    """Where a newer version stands, in whatever index, nothing is written and nothing deleted."""
    assert plan(_story(5), "new", {"old": 6}) is None
    assert plan(deletion(Story, key="1", offset=4), None, {"old": 6}) is None


def test_a_tombstone_deletes_wherever_it_stands() -> None:
    """A deletion has no index of its own."""
    found = plan(deletion(Story, key="1", offset=4), None, {"a": 1, "b": 5})
    assert found is not None
    assert found.write is None
    assert [one.index for one in found.deletions] == ["a", "b"]


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_rounds_hold_each_id_once_and_lose_none(ids: list[str]) -> None:
    """Every document comes once, an id's documents in their order, no id twice in a round."""
    documents = [_story(n + 1, one) for n, one in enumerate(ids)]
    cut = rounds(documents)
    assert sorted(number for part in cut for number, _ in part) == list(range(len(ids)))
    for part in cut:
        assert len({one.id for _, one in part}) == len(part)
    for one in set(ids):
        numbers = [number for part in cut for number, document in part if document.id == one]
        assert numbers == sorted(numbers)
