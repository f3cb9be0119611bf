"""What the desk reads from Elasticsearch, as messages; every query has typed fields and a limit."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from elasticsearch import ApiError, Elasticsearch, TransportError
from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.errors import Transient
from entente.contracts.registry import Message, snake
from entente.contracts.signals import Signal, Story

T = TypeVar("T", Alert, TaggedArticle, Signal, Story)

PAGE = 50


class Filters(Struct, frozen=True, kw_only=True):
    """Which alerts to list; null: any."""

    state: str | None = None
    pair: str | None = None
    direction: str | None = None
    severity: str | None = None


class Page(Struct, frozen=True, kw_only=True):
    """One page of alerts, newest first, and how many there are in all."""

    alerts: tuple[Alert, ...]
    total: int


class Store:
    """The desk's view of Elasticsearch.

    Every method raises:
        Transient: Elasticsearch can't be reached or can't answer now.
    """

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def alerts(self, filters: Filters, start: int = 0) -> Page:
        """List alerts, firing ones first, then newest first."""
        terms = [
            {"term": {f"entente.alert.{name}": value}}
            for name, value in msgspec.structs.asdict(filters).items()
            if value is not None
        ]
        found = self._search(
            "entente-alerts",
            query={"bool": {"filter": terms}},
            sort=[{"entente.alert.window_start_at": "desc"}, {"entente.alert.id": "asc"}],
            start=start,
            size=PAGE,
        )
        return Page(alerts=_messages(Alert, found), total=found["hits"]["total"]["value"])

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert, or null where there is none."""
        return self._one(Alert, "entente-alerts", "entente.alert.id", alert_id)

    def article(self, article_id: str) -> TaggedArticle | None:
        """Give one article as it was read, or null where there is none."""
        return self._one(TaggedArticle, "entente-articles", "entente.tagged_article.article.id", article_id)

    def signals(self, article_id: str) -> tuple[Signal, ...]:
        """Give what one article says, pair by pair."""
        found = self._search(
            "entente-signals",
            query={"term": {"entente.signal.article_id": article_id}},
            sort=[{"entente.signal.pair": "asc"}],
            start=0,
            size=PAGE,
        )
        return _messages(Signal, found)

    def stories(self, pair: str, story_ids: Sequence[str]) -> tuple[Story, ...]:
        """Give stories of a pair by their ids, for the articles they are made of."""
        found = self._search(
            "entente-stories",
            query={"ids": {"values": [f"{pair}/{story}" for story in story_ids]}},
            sort=[{"entente.story.first_published_at": "desc"}],
            start=0,
            size=max(1, len(story_ids)),
        )
        return _messages(Story, found)

    def ready(self) -> bool:
        """Tell whether Elasticsearch answers and the indices are there."""
        try:
            return bool(self._client.indices.exists_alias(name="entente-alerts"))
        except (ApiError, TransportError):
            return False

    def _one(self, kind: type[T], index: str, field: str, value: str) -> T | None:
        found = self._search(index, query={"term": {field: value}}, sort=[], start=0, size=1)
        return next(iter(_messages(kind, found)), None)

    def _search(  # the response's shape is Elasticsearch's own
        self, index: str, *, query: dict[str, object], sort: list[dict[str, str]], start: int, size: int
    ) -> Any:  # noqa: ANN401
        try:
            return self._client.search(
                index=index, query=query, sort=sort, from_=start, size=size, track_total_hits=True
            )
        except ApiError as error:
            raise Transient(f"Elasticsearch can't search {index}: {error.message}") from error
        except TransportError as error:
            raise Transient(f"Elasticsearch can't be reached: {error.message}") from error


def _messages(kind: type[T], found: Any) -> tuple[T, ...]:  # noqa: ANN401 - Elasticsearch's own shape
    field = snake(_kind(kind), "_")
    return tuple(msgspec.convert(hit["_source"]["entente"][field], kind) for hit in found["hits"]["hits"])


def _kind(kind: type[T]) -> type[Message]:
    return kind
