"""Slices in the real Elasticsearch: one document an id, whatever its months, order, replays and restarts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from entente.contracts.articles import TaggedArticle
from entente.contracts.errors import Transient
from entente.contracts.signals import Story
from entente.indexer.app import DECLARED
from entente.indexer.documents import Document, deletion, document
from entente.indexer.mappings import alias
from entente.indexer.routes import Routes, write_alias
from entente.indexer.sink import Search
from entente.local.stack import LocalStack
from entente.runtime.clock import HandClock
from entente.runtime.metrics import Metrics
from entente.runtime.search import SearchSettings, connect
from support.examples import example
from support.indices import NOW, emptied, fresh, standing

MONTHS = (
    None,
    datetime(2025, 9, 1, tzinfo=UTC),
    datetime(2025, 8, 1, tzinfo=UTC),
    datetime(2020, 2, 1, tzinfo=UTC),
)
IDS = ("one", "two", "three")

Step = tuple[str, int | None]
"""An id, and the month of what is said of it; null: it is no more."""


@pytest.fixture(scope="module")
def client(stack: LocalStack) -> Iterator[Elasticsearch]:
    """A client of an Elasticsearch with empty indices."""
    found = SearchSettings.model_validate({"elasticsearch_url": stack.elasticsearch_url})
    with connect(found, timeout_s=20) as made:
        fresh(made)
        yield made


def _search(client: Elasticsearch) -> Search:
    return Search(client, Metrics(DECLARED), HandClock(NOW))


def _said(step: Step, offset: int) -> Document:
    key, month = step
    if month is None:
        return deletion(Story, key=key, offset=offset)
    at = datetime(2025, 7 + month, 1, tzinfo=UTC) if month else datetime(2020, 2, 1, tzinfo=UTC)
    return document(example(Story, first_published_at=at), key=key, offset=offset)


def _last(steps: Sequence[Step]) -> Mapping[str, int]:
    """Give the version of what stands of each id when all was said in order."""
    last = {step[0]: (offset + 1, step[1]) for offset, step in enumerate(steps)}
    return {key: version for key, (version, month) in last.items() if month is not None}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(IDS), st.one_of(st.none(), st.integers(0, 2))), min_size=1, max_size=14
    ),
    restarts=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=3),
)
def test_the_last_word_stands_once_whatever_is_read_again(
    client: Elasticsearch, steps: list[Step], restarts: list[tuple[int, int]]
) -> None:
    """Restarts that read again from any earlier offset, up to any later one, change nothing at the end."""
    emptied(client, Story)
    said = [_said(step, offset) for offset, step in enumerate(steps)]
    for begin, end in [*restarts, (0, len(said))]:
        search = _search(client)
        for start in range(min(begin, end), max(begin, end), 4):
            search.put(said[start : min(start + 4, max(begin, end))])
    found = standing(client, Story)
    assert {key: [version for _, version in copies] for key, copies in found.items()} == {
        key: [version] for key, version in _last(steps).items()
    }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), months=st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_of_an_article_the_latest_stands_once_in_any_order(
    client: Elasticsearch, order: list[int], months: list[int]
) -> None:
    """Revisions come in any order and with any dates; the last fetched stands, in its month, alone."""
    emptied(client, TaggedArticle)
    revisions = [_revision(number, MONTHS[month]) for number, month in enumerate(months)]
    for number in order:
        _search(client).put([revisions[number]])
    found = standing(client, TaggedArticle)
    index = Routes(client, HandClock(NOW)).index_of(TaggedArticle, revisions[-1].slice or "")
    assert found == {"a": [(index, revisions[-1].version)]}


def _revision(number: int, published_at: datetime | None) -> Document:
    tagged = example(TaggedArticle)
    article = replace(
        tagged.article, published_at=published_at, fetched_at=datetime(2025, 9, 10, number, tzinfo=UTC)
    )
    return document(replace(tagged, article=article), key="a", offset=1)


def test_a_late_write_of_a_stalled_process_brings_no_old_copy_back(client: Elasticsearch) -> None:
    """It read only its own record, before another process took over, read it too, and went on."""
    emptied(client, Story)
    stalled = _search(client)
    stalled.put([_said(("other", 1), 0)])
    heir = _search(client)
    heir.put([_said(("one", 1), 5)])
    heir.put([_said(("one", 2), 6)])
    stalled.put([_said(("one", 1), 5)])
    assert {key: len(copies) for key, copies in standing(client, Story).items()} == {"other": 1, "one": 1}
    assert standing(client, Story)["one"][0][1] == 7


def test_a_month_has_its_index_and_an_old_one_its_years(client: Elasticsearch) -> None:
    """Months of the last two years have an index each, older ones share their year's."""
    emptied(client, Story)
    search = _search(client)
    months = [
        datetime(y, m, 2, tzinfo=UTC) for y, m in [(2025, 9), (2025, 8), (2019, 1), (2019, 12), (1955, 5)]
    ]
    search.put(
        [
            document(example(Story, first_published_at=at), key=str(number), offset=number)
            for number, at in enumerate(months)
        ]
    )
    places = standing(client, Story)
    assert [places[str(n)][0][0] for n in range(5)] == [
        "entente-stories-v1-2025.09-1",
        "entente-stories-v1-2025.08-1",
        "entente-stories-v1-2019-1",
        "entente-stories-v1-2019-1",
        "entente-stories-v1-early-1",
    ]


def test_what_is_refused_leaves_the_old_copy(client: Elasticsearch) -> None:
    """An update that the mapping refuses deletes nothing."""
    emptied(client, Story)
    search = _search(client)
    search.put([_said(("one", 1), 1)])
    search.put([replace(_said(("one", 2), 2), body=b'{"surprise": 1}')])
    assert [version for _, version in standing(client, Story)["one"]] == [2]


def test_an_index_closed_for_writing_is_waited_for(client: Elasticsearch) -> None:
    """While a slice is blocked its writes are put off; unblocked, they go through."""
    emptied(client, Story)
    search = _search(client)
    search.put([_said(("one", 1), 1)])
    index = client.indices.get_alias(name=write_alias(Story, "2025.08"))
    name = next(iter(index))
    client.indices.add_block(index=name, block="write")
    with pytest.raises(Transient, match="closed for writing"):
        search.put([_said(("one", 1), 3)])
    client.indices.put_settings(index=name, settings={"index.blocks.write": None})
    search.put([_said(("one", 1), 3)])
    assert [version for _, version in standing(client, Story)["one"]] == [4]


def test_two_processes_make_one_slice(client: Elasticsearch) -> None:
    """Two that meet a new month at once write to one index, and both go on."""
    emptied(client, Story)
    first, second = Routes(client, HandClock(NOW)), Routes(client, HandClock(NOW))
    first.table(), second.table()
    assert first.index_of(Story, "2025.09") == second.index_of(Story, "2025.09")
    assert (
        alias(Story)
        in client.indices.get_alias(index=first.index_of(Story, "2025.09")).body.popitem()[1]["aliases"]
    )
