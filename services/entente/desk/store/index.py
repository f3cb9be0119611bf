"""One search over one alias, its hits as messages, its aggregations as plain values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeGuard, TypeVar, cast, get_args

import msgspec
from elasticsearch import Elasticsearch
from msgspec import Struct

from entente.contracts.errors import EntenteError, Misconfigured
from entente.contracts.registry import Message, snake
from entente.runtime.search import spoken

T = TypeVar("T", bound=Struct)
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
Query = Mapping[str, object]
Sort = Sequence[Mapping[str, object]]

DEADLINE = "5s"
"""How long a shard searches at most: a page that takes longer says less instead of nothing."""
_READY_SECONDS = 2.0
_SCAN, _SKIM = 500, 5_000
_AT_ONCE = 16
"""Questions that wait for Elasticsearch side by side, those of all pages together."""

_asking = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="asking")


class _Source(Struct, frozen=True):
    entente: dict[str, object]


class _Hit(Struct, frozen=True):
    source: _Source = msgspec.field(name="_source")
    sort: list[object] = []
    highlight: dict[str, list[str]] = {}


class _Total(Struct, frozen=True):
    value: int
    relation: str = "eq"


class _Hits(Struct, frozen=True):
    hits: list[_Hit]
    total: _Total = _Total(0)


class _Found(Struct, frozen=True):
    hits: _Hits
    aggregations: dict[str, Any] = {}


class Hit(Struct, frozen=True):
    """A message that was found, where it stands in the order, and its marked words."""

    message: Message
    sort: tuple[object, ...]
    highlight: Mapping[str, Sequence[str]]


class Found(Struct, frozen=True):
    """A page of hits, and how many there are in all (at most 10,000 are counted)."""

    hits: tuple[Hit, ...]
    total: int
    more: bool
    """Whether there are more than were counted."""


def at_once(first: Callable[[], A], second: Callable[[], B], third: Callable[[], C]) -> tuple[A, B, C]:
    """Ask three questions side by side, since none waits for another's answer; the first error is raised.

    None of them may ask this of others: all threads could then wait for one.
    """
    one, two = _asking.submit(first), _asking.submit(second)
    last = third()
    return one.result(), two.result(), last


class Index:
    """Elasticsearch, asked.

    Every method raises:
        Transient: Elasticsearch can't be reached or can't answer now.
        Misconfigured: it refuses, or holds what another version of Entente has written.
    """

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def find(  # noqa: PLR0913 - a search is all of these
        self,
        kind: type[Message],
        alias: str,
        query: Query,
        *,
        sort: Sort = (),
        size: int,
        after: Sequence[object] | None = None,
        highlight: Sequence[str] = (),
        counted: bool = True,
    ) -> Found:
        """Search one alias; what nobody counts Elasticsearch may stop looking for once the page is full."""
        body: dict[str, object] = {
            "query": query,
            "size": size,
            "timeout": DEADLINE,
            "track_total_hits": 10_000 if counted else False,
        }
        if sort:
            body["sort"] = list(sort)
        if after is not None:
            body["search_after"] = list(after)
        if highlight:
            fields = {name: {"fragment_size": 180, "number_of_fragments": 2} for name in highlight}
            body["highlight"] = {"pre_tags": ["\ue000"], "post_tags": ["\ue001"], "fields": fields}
        found = self._ask(alias, body).hits
        hits = tuple(Hit(_message(kind, hit), tuple(hit.sort), hit.highlight) for hit in found.hits)
        return Found(hits, found.total.value, found.total.relation != "eq")

    def messages(
        self, kind: type[T], alias: str, query: Query, *, sort: Sort = (), size: int
    ) -> tuple[T, ...]:
        """Search one alias for messages alone."""
        found = self.find(cast("type[Message]", kind), alias, query, sort=sort, size=size, counted=False)
        return tuple(hit.message for hit in found.hits if isinstance(hit.message, kind))

    def one(self, kind: type[T], alias: str, field: str, value: str) -> T | None:
        """Give the message whose field has a value; null where there is none."""
        return next(iter(self.messages(kind, alias, {"term": {field: value}}, size=1)), None)

    def scan(self, kind: type[T], alias: str, query: Query, tie: str) -> Iterator[T]:
        """Give all that match, page by page, ordered by a field that no two share."""
        after: Sequence[object] | None = None
        while True:
            found = self.find(
                cast("type[Message]", kind),
                alias,
                query,
                sort=[{tie: "asc"}],
                size=_SCAN,
                after=after,
                counted=False,
            )
            yield from (hit.message for hit in found.hits if isinstance(hit.message, kind))
            if len(found.hits) < _SCAN:
                return
            after = found.hits[-1].sort

    def skim(self, shape: type[T], kind: type[Message], alias: str, query: Query, tie: str) -> Iterator[T]:
        """Give those fields of all messages that match that a shape has, in order of a field no two share."""
        place = snake(kind, "_")
        body: dict[str, object] = {
            "query": query,
            "size": _SKIM,
            "sort": [{tie: "asc"}],
            "_source": [f"entente.{place}.{path}" for path in _paths(shape)],
            "track_total_hits": False,
        }
        while True:
            hits = self._ask(alias, body).hits.hits
            yield from (_shaped(shape, kind, hit) for hit in hits)
            if len(hits) < _SKIM:
                return
            body["search_after"] = hits[-1].sort

    def count(self, alias: str, query: Query) -> int:
        """Count what matches."""
        with spoken(self._client):
            answer = self._client.count(index=alias, query=dict(query))
        return int(answer["count"])

    def aggregate(self, alias: str, query: Query, aggregations: Query) -> dict[str, Any]:
        """Ask for aggregations alone."""
        return self._ask(
            alias,
            {"query": query, "size": 0, "timeout": DEADLINE, "aggs": aggregations, "track_total_hits": False},
        ).aggregations

    def ready(self) -> str | None:
        """Say why there is nothing to be read; null where Elasticsearch answers and the alerts are there."""
        client = self._client.options(request_timeout=_READY_SECONDS)
        try:
            with spoken(client):
                there = client.indices.exists_alias(name="entente-alerts")
        except EntenteError as error:
            return str(error)
        return None if there else "Elasticsearch has no alerts; run `entente index apply`"

    def _ask(self, alias: str, body: Mapping[str, object]) -> _Found:
        with spoken(self._client):
            answer = self._client.search(index=alias, body=dict(body))
        return msgspec.convert(answer.body, _Found)


def _message(kind: type[Message], hit: _Hit) -> Message:
    return _shaped(kind, kind, hit)


def _paths(shape: type[Struct]) -> Iterator[str]:
    """List the paths of a shape's fields, through Structs and lists of them."""
    for field in msgspec.structs.fields(shape):
        inner = next((one for one in (field.type, *get_args(field.type)) if _is_struct(one)), None)
        if inner is None:
            yield field.encode_name
        else:
            yield from (f"{field.encode_name}.{path}" for path in _paths(inner))


def _is_struct(kind: object) -> TypeGuard[type[Struct]]:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _shaped(shape: type[T], kind: type[Message], hit: _Hit) -> T:
    field = snake(kind, "_")
    try:
        return msgspec.convert(hit.source.entente[field], shape)
    except (msgspec.ValidationError, KeyError) as error:
        raise Misconfigured(
            f"Elasticsearch holds a {kind.__name__} of another version of Entente: {error}"
        ) from error
