"""What the desk reads from Elasticsearch, as messages; every query has typed fields and a limit."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from elasticsearch import Elasticsearch
from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.errors import EntenteError, Misconfigured
from entente.contracts.registry import Message, snake
from entente.contracts.signals import Signal, Story
from entente.runtime.search import spoken

T = TypeVar("T", Alert, TaggedArticle, Signal, Story)

PAGE = 50
_READY_SECONDS = 2.0


class _Source(Struct):
    entente: dict[str, object]


class _Hit(Struct):
    source: _Source = msgspec.field(name="_source")


class _Total(Struct):
    value: int


class _Hits(Struct):
    total: _Total
    hits: list[_Hit]


class _Found(Struct):
    hits: _Hits


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
        Misconfigured: it refuses, or holds what another version of Entente has written.
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
            sort=[
                {"entente.alert.state": "asc"},  # firing, resolved, withdrawn
                {"entente.alert.window_end_at": "desc"},
                {"entente.alert.id": "asc"},
            ],
            start=start,
            size=PAGE,
        )
        return Page(alerts=_messages(Alert, found), total=found.total.value)

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert, or null where there is none."""
        return self._one(Alert, "entente-alerts", "entente.alert.id", alert_id)

    def article(self, article_id: str) -> TaggedArticle | None:
        """Give one article as it was read, or null where there is none."""
        return self._one(TaggedArticle, "entente-articles", "entente.tagged_article.article.id", article_id)

    def signals(self, article_id: str, revision: str) -> tuple[Signal, ...]:
        """Give what one revision of an article says, pair by pair: an update may name a pair no more."""
        found = self._search(
            "entente-signals",
            query={
                "bool": {
                    "filter": [
                        {"term": {"entente.signal.article_id": article_id}},
                        {"term": {"entente.signal.revision": revision}},
                    ]
                }
            },
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

    def ready(self) -> str | None:
        """Say why there is nothing to be read; null where Elasticsearch answers and the alerts are there."""
        client = self._client.options(request_timeout=_READY_SECONDS)
        try:
            with spoken(client):
                there = client.indices.exists_alias(name="entente-alerts")
        except EntenteError as error:
            return str(error)
        return None if there else "Elasticsearch has no alerts; run `entente index apply`"

    def _one(self, kind: type[T], index: str, field: str, value: str) -> T | None:
        found = self._search(index, query={"term": {field: value}}, sort=[], start=0, size=1)
        return next(iter(_messages(kind, found)), None)

    def _search(
        self, index: str, *, query: dict[str, object], sort: list[dict[str, str]], start: int, size: int
    ) -> _Hits:
        with spoken(self._client):
            answer = self._client.search(
                index=index, query=query, sort=sort, from_=start, size=size, track_total_hits=True
            )
        return msgspec.convert(answer.body, _Found).hits


def _messages(kind: type[T], found: _Hits) -> tuple[T, ...]:
    field = snake(_kind(kind), "_")
    try:
        return tuple(msgspec.convert(hit.source.entente[field], kind) for hit in found.hits)
    except msgspec.ValidationError as error:
        raise Misconfigured(
            f"Elasticsearch holds a {kind.__name__} of another version of Entente: {error}"
        ) from error


def _kind(kind: type[T]) -> type[Message]:
    return kind
