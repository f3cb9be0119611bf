"""Search over articles, stories and signals: typed fields and `simple_query_string`, with limits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct

from entente.contracts.articles import TaggedArticle
from entente.contracts.signals import Signal, Story
from entente.desk.store.desk import ARTICLES, SIGNALS, STORIES
from entente.desk.store.index import Found, Index

What = Literal["articles", "stories", "signals"]
KINDS: tuple[What, ...] = get_args(What)

MAX_QUERY = 300
"""Characters of a query: what a person types."""
PAGE = 25


class Wanted(Struct, frozen=True, kw_only=True):
    """What is looked for; null: any."""

    what: What = "articles"
    text: str = ""
    pair: str | None = None
    actor: str | None = None
    theme: str | None = None
    event: str | None = None
    source: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class _Places(Struct, frozen=True):
    """Where a kind keeps what is asked for; null: it has no such field."""

    kind: type[TaggedArticle] | type[Story] | type[Signal]
    alias: str
    text: tuple[str, ...]
    pair: str | None
    actor: str | None
    theme: str
    source: str
    language: str
    at: str
    tie: str


_PLACES: dict[What, _Places] = {
    "articles": _Places(
        TaggedArticle,
        ARTICLES,
        ("entente.tagged_article.article.title^3", "entente.tagged_article.article.text"),
        None,
        "entente.tagged_article.mentions.actor",
        "entente.tagged_article.themes.theme",
        "entente.tagged_article.article.source",
        "entente.tagged_article.language",
        "@timestamp",
        "entente.tagged_article.article.id",
    ),
    "stories": _Places(
        Story,
        STORIES,
        ("entente.story.headline^3", "entente.story.sentences.text", "entente.story.members.title"),
        "entente.story.pair",
        None,
        "entente.story.themes",
        "entente.story.members.source",
        "entente.story.language",
        "@timestamp",
        "event.id",
    ),
    "signals": _Places(
        Signal,
        SIGNALS,
        ("entente.signal.title^3", "entente.signal.sentences.text"),
        "entente.signal.pair",
        None,
        "entente.signal.themes",
        "entente.signal.source",
        "entente.signal.language",
        "@timestamp",
        "event.id",
    ),
}


def search(index: Index, wanted: Wanted, after: Sequence[object] | None = None) -> Found:
    """Look for something, the newest first.

    `simple_query_string` never fails on what is typed; wildcards and fuzziness are off, since one of them
    alone can take seconds.
    """
    places = _PLACES[wanted.what]
    must: list[dict[str, object]] = []
    if wanted.text:
        must.append(
            {
                "simple_query_string": {
                    "query": wanted.text[:MAX_QUERY],
                    "fields": list(places.text),
                    "default_operator": "and",
                    "flags": "AND|OR|NOT|PHRASE|PRECEDENCE|WHITESPACE|ESCAPE",
                }
            }
        )
    return index.find(
        places.kind,
        places.alias,
        {"bool": {"must": must, "filter": list(_filters(places, wanted))}},
        sort=[{places.at: "desc"}, {places.tie: "asc"}],
        size=PAGE,
        after=after,
        highlight=[name.partition("^")[0] for name in places.text] if wanted.text else (),
    )


def _filters(places: _Places, wanted: Wanted) -> Sequence[dict[str, object]]:
    fields = (
        (places.theme, wanted.theme),
        (places.source, wanted.source),
        (places.language, wanted.language),
        ("event.action", wanted.event),
    )
    found: list[dict[str, object]] = [{"term": {field: value}} for field, value in fields if value]
    powers = (wanted.pair or "").split("-") if wanted.pair else []
    if wanted.pair and places.pair:
        found.append({"term": {places.pair: wanted.pair}})
    elif places.actor:
        found += [{"term": {places.actor: power}} for power in powers]
    if wanted.actor and places.actor:
        found.append({"term": {places.actor: wanted.actor}})
    elif wanted.actor and places.pair:
        either = [
            {"prefix": {places.pair: f"{wanted.actor}-"}},
            {"wildcard": {places.pair: f"*-{wanted.actor}"}},
        ]
        found.append({"bool": {"should": either}})
    if wanted.since or wanted.until:
        span = {"gte": wanted.since, "lt": wanted.until}
        found.append({"range": {places.at: {k: v.isoformat() for k, v in span.items() if v}}})
    return found
