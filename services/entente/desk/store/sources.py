"""How each source is heard: what ingest says of it, and what came of its articles."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from entente.desk.store.desk import ARTICLES, MOST_SOURCES, Store

USUAL_DAYS = 7
"""Days over which a usual rate is taken: a whole week, since weekends are quieter."""

_ARTICLE = "entente.tagged_article.article"


class Heard(Struct, frozen=True, kw_only=True):
    """A source, as the coverage page shows it."""

    source: str
    feed: str | None
    last_seen_at: datetime | None
    """When its last new article was fetched, else of when its newest article is; null: never."""
    quiet: str | None
    """The alert that tells of its standstill; null: it is heard as usual."""
    articles: int
    """In Elasticsearch, of any age."""
    per_day: float
    undated: int
    """Read and indexed, but never counted: nobody knows when they appeared."""
    errors: int
    last_error: str | None
    dropped: tuple[tuple[str, int], ...]
    """Reasons of its newest dead letters, the commonest first."""


class _Doc(Struct, frozen=True):
    doc_count: int


class _Newest(Struct, frozen=True):
    value: float | None = None
    """Milliseconds."""


class _Bucket(Struct, frozen=True):
    key: str
    doc_count: int
    week: _Doc
    undated: _Doc
    newest: _Newest


class _Sources(Struct, frozen=True):
    buckets: list[_Bucket] = []


def heard(
    store: Store, now: datetime, dropped: Mapping[str, Mapping[str, int]], quiet: Mapping[str, str]
) -> tuple[Heard, ...]:
    """Give every source that ingest tells of, that has articles, or of which something was dropped, by name.

    Args:
        store: where they are counted.
        now: up to when.
        dropped: reasons of dead letters, by source.
        quiet: the alert of each source that stands still.

    Raises:
        Transient, Misconfigured: as `Index` does.
    """
    week = {"range": {"@timestamp": {"gte": (now - timedelta(days=USUAL_DAYS)).isoformat()}}}
    asked = {
        "sources": {
            "terms": {"field": f"{_ARTICLE}.source", "size": MOST_SOURCES},
            "aggs": {
                "week": {"filter": week},
                "newest": {"max": {"field": "@timestamp"}},
                "undated": {"filter": {"term": {f"{_ARTICLE}.flags": "undated"}}},
            },
        }
    }
    found = store.index.aggregate(ARTICLES, {"match_all": {}}, asked)
    buckets = {one.key: one for one in msgspec.convert(found.get("sources", {}), _Sources).buckets}
    told = {one.source: one for one in store.coverage()}
    return tuple(
        Heard(
            source=name,
            feed=told[name].feed if name in told else None,
            last_seen_at=(told[name].last_seen_at if name in told else None) or _newest(buckets.get(name)),
            quiet=quiet.get(name),
            articles=buckets[name].doc_count if name in buckets else 0,
            per_day=buckets[name].week.doc_count / USUAL_DAYS if name in buckets else 0.0,
            undated=buckets[name].undated.doc_count if name in buckets else 0,
            errors=told[name].errors if name in told else 0,
            last_error=told[name].last_error if name in told else None,
            dropped=tuple(sorted(dropped.get(name, {}).items(), key=lambda one: (-one[1], one[0]))),
        )
        for name in sorted(buckets.keys() | told.keys() | dropped.keys() | quiet.keys())
    )


def _newest(bucket: _Bucket | None) -> datetime | None:
    newest = None if bucket is None else bucket.newest.value
    return None if newest is None else datetime.fromtimestamp(newest / 1000, UTC)
