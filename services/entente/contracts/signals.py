"""What one article says of one pair, and the stories that signals are grouped into."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from entente.contracts.articles import Event, Fingerprint
from entente.contracts.values import (
    Count,
    Direction,
    Instant,
    MarkKind,
    Pair,
    Precision,
    Revision,
    Share,
    SourceClass,
    Span,
)

MAX_SENTENCE = 400
"""Code points of a telling sentence; what a watch desk can read at a glance."""


class Mark(Struct, frozen=True, kw_only=True):
    """A marked place within a telling sentence."""

    span: Annotated[Span, Meta(description="Within the sentence's own text.")]
    kind: MarkKind
    label: str


class TellingSentence(Struct, frozen=True, kw_only=True):
    """A sentence that shows why, cut to 400 code points, in its own language."""

    text: Annotated[str, Meta(max_length=MAX_SENTENCE)]
    start: Annotated[Count, Meta(description="Where it begins in the article's full text.")]
    score: Annotated[float, Meta(description="Sum of the scores of the pair's counted events in it.")]
    marks: tuple[Mark, ...]


class Signal(Struct, frozen=True, kw_only=True):
    """What one article says of one pair (topic signals, key: pair/article id, partitioned by pair)."""

    pair: Pair
    article_id: str
    revision: Revision
    watchlist_version: str
    published_at: Instant | None
    published_precision: Precision
    fetched_at: Instant
    source: str
    language: str
    title: str
    url: str | None
    events: Annotated[tuple[Event, ...], Meta(description="The pair's events only, in text order.")]
    themes: tuple[str, ...]
    alignment: Annotated[float, Meta(ge=-10, le=10, description="Counted events' scores added up, clipped.")]
    fingerprint: Fingerprint
    sentences: tuple[TellingSentence, ...]


class Member(Struct, frozen=True, kw_only=True):
    """An article in a story."""

    article_id: str
    source: str
    owner: str
    bloc: str | None
    source_class: SourceClass
    url: str | None
    title: str
    published_at: Instant


class Story(Struct, frozen=True, kw_only=True):
    """Copies of one report on one pair, counted once (topic stories, key: pair/story id)."""

    pair: Pair
    id: str
    first_published_at: Instant
    last_published_at: Instant
    published_precision: Precision
    members: tuple[Member, ...]
    voices: Annotated[int, Meta(ge=1, description="Distinct owners among the members' sources.")]
    state_media_share: Share
    direction: Direction
    score: Annotated[float, Meta(ge=-10, le=10)]
    themes: tuple[str, ...]
    headline: str
    url: str | None
    source: str
    language: str
    sentences: tuple[TellingSentence, ...]
    events: Annotated[tuple[Event, ...], Meta(description="Those of the fullest member.")]


class BlocIndex(Struct, frozen=True, kw_only=True):
    """The index of the stories that one bloc's sources tell; a story counts with each of its blocs."""

    index: Annotated[float, Meta(ge=-10, le=10)]
    low: float
    high: float
    n: Count


class Alignment(Struct, frozen=True, kw_only=True):
    """The alignment index of a pair and UTC day (topic alignment, key: pair/day)."""

    pair: Pair
    day: date
    index: Annotated[float, Meta(ge=-10, le=10)]
    low: float
    high: float
    n: Annotated[Count, Meta(description="Stories of that day.")]
    blocs: Annotated[
        dict[str, BlocIndex],
        Meta(description="The same by the bloc of the sources that tell; other: those of no known bloc."),
    ] = {}
