"""A pair's themes, and all pairs beside each other: aggregations over stories."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from entente.desk.charts.values import Cell
from entente.desk.store.desk import STORIES
from entente.desk.store.index import Index
from entente.detecting.alignment import PSEUDO_STORIES

MOST_PAIRS = 400
MOST_THEMES = 20

_STORY = "entente.story"
_FIRST_AT = f"{_STORY}.first_published_at"


class Theme(Struct, frozen=True):
    """A theme of a pair's stories: how many, and how they score on average."""

    id: str
    n: int
    score: float


class _Sum(Struct, frozen=True):
    value: float | None = None


class _Bucket(Struct, frozen=True):
    key: str | int
    doc_count: int
    score: _Sum = _Sum()
    directions: Any = None


class _Buckets(Struct, frozen=True):
    buckets: list[_Bucket] = []


_SCORE = {"score": {"sum": {"field": f"{_STORY}.score"}}}


def themes(index: Index, pair: str, since: datetime, until: datetime) -> tuple[Theme, ...]:
    """Give the themes of a pair's stories, the commonest first."""
    asked = {"terms": {"field": f"{_STORY}.themes", "size": MOST_THEMES}, "aggs": _SCORE}
    found = index.aggregate(STORIES, _of(since, until, pair), {"themes": asked})
    return tuple(
        Theme(str(one.key), one.doc_count, (one.score.value or 0.0) / max(1, one.doc_count))
        for one in _read(found, "themes")
    )


def cells(index: Index, since: datetime, until: datetime) -> tuple[Cell, ...]:
    """Give every pair that was written about, the most first."""
    directions = {"directions": {"terms": {"field": f"{_STORY}.direction", "size": 3}}}
    asked = {
        "pairs": {
            "terms": {"field": f"{_STORY}.pair", "size": MOST_PAIRS},
            "aggs": {**_SCORE, **directions},
        }
    }
    return tuple(_cells(_read(index.aggregate(STORIES, _of(since, until), asked), "pairs")))


def _cells(buckets: Iterable[_Bucket]) -> Iterable[Cell]:
    for bucket in buckets:
        counts = {str(b.key): b.doc_count for b in msgspec.convert(bucket.directions, _Buckets).buckets}
        yield Cell(
            pair=str(bucket.key),
            n=bucket.doc_count,
            closer=counts.get("closer", 0),
            apart=counts.get("apart", 0),
            index=_index(bucket),
        )


def _index(bucket: _Bucket) -> float:
    return (bucket.score.value or 0.0) / (bucket.doc_count + PSEUDO_STORIES)


def _read(found: dict[str, Any], name: str) -> list[_Bucket]:
    return msgspec.convert(found.get(name, {}), _Buckets).buckets


def _of(since: datetime, until: datetime, pair: str | None = None) -> dict[str, object]:
    within: list[dict[str, object]] = [
        {"range": {_FIRST_AT: {"gte": since.isoformat(), "lt": until.isoformat()}}}
    ]
    if pair is not None:
        within.append({"term": {f"{_STORY}.pair": pair}})
    return {"bool": {"filter": within}}
