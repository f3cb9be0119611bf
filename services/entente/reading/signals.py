"""A reading cut up by pair: one signal an article and pair, and the article's record for the volume."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Struct

from entente.contracts.articles import Event, Mention, TaggedArticle, VolumeRecord
from entente.contracts.signals import MAX_SENTENCE, Mark, Signal, TellingSentence
from entente.contracts.values import MarkKind, Precision, Span, powers_of
from entente.reading.fingerprint import fingerprint
from entente.reading.pairs import pairs_of, shared_sentences

MAX_TELLING = 6
"""Telling sentences a signal carries: what a desk reads of one article."""
MAX_ALIGNMENT = 10.0


def counted(event: Event) -> bool:
    """Whether an event moves a pair closer or apart: asserted, not weak, no analyst's word."""
    return event.is_asserted and event.attribution != "analyst"


def alignment(events: Iterable[Event]) -> float:
    """Add up the scores of the counted events, clipped to -10..+10."""
    total = sum(event.score for event in events if counted(event))
    return max(-MAX_ALIGNMENT, min(MAX_ALIGNMENT, round(total, 4)))


def signals(tagged: TaggedArticle) -> tuple[Signal, ...]:
    """Make a signal for each pair that shares a sentence or an event, sorted by pair."""
    shared = shared_sentences(tagged.mentions)
    events: dict[str, list[Event]] = {}
    for event in tagged.events:
        for pair in pairs_of(event):
            events.setdefault(pair, []).append(event)
    if not shared and not events:
        return ()
    reading = _Reading(tagged, tagged.article.full_text, _by_sentence(tagged))
    return tuple(
        _signal(reading, pair, shared.get(pair, []), events.get(pair, []))
        for pair in sorted(shared.keys() | events.keys())
    )


class SkimmedArticle(Struct, frozen=True):
    """What is counted of an article."""

    id: str
    revision: str
    source: str
    published_at: datetime | None
    published_precision: Precision
    fetched_at: datetime


class SkimmedMention(Struct, frozen=True):
    """What is counted of a mention."""

    power: str | None


class Skimmed(Struct, frozen=True):
    """Those fields of a tagged article that its volume record is made of."""

    article: SkimmedArticle
    mentions: tuple[SkimmedMention, ...]
    watchlist_version: str


def volume(tagged: TaggedArticle | Skimmed) -> VolumeRecord:
    """Record that an article was read, and which powers it names."""
    article = tagged.article
    at = article.published_at
    return VolumeRecord(
        article_id=article.id,
        revision=article.revision,
        fetched_at=article.fetched_at,
        hour_at=None if at is None else at.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
        published_precision=article.published_precision,
        source=article.source,
        powers=tuple(sorted({one.power for one in tagged.mentions if one.power is not None})),
        watchlist_version=tagged.watchlist_version,
    )


class _Places(NamedTuple):
    """What a sentence holds: its mentions, and the places of its themes."""

    mentions: list[Mention]
    themes: list[tuple[Span, str]]


class _Reading(NamedTuple):
    """A tagged article, its full text made once, and what its sentences hold."""

    tagged: TaggedArticle
    text: str
    places: dict[int, _Places]


def _by_sentence(tagged: TaggedArticle) -> dict[int, _Places]:
    starts = [start for start, _ in tagged.sentences]
    places: dict[int, _Places] = {}
    for mention in tagged.mentions:
        places.setdefault(mention.sentence, _Places([], [])).mentions.append(mention)
    for theme in tagged.themes:
        for span in theme.spans:
            number = bisect_right(starts, span[0]) - 1
            places.setdefault(number, _Places([], [])).themes.append((span, theme.theme))
    return places


def _signal(reading: _Reading, pair: str, shared: Sequence[int], events: Sequence[Event]) -> Signal:
    tagged, places = reading.tagged, reading.places
    article = tagged.article
    numbers = sorted({*shared, *(event.sentence for event in events)})
    near = {theme for i in numbers if i in places for _, theme in places[i].themes}
    return Signal(
        pair=pair,
        article_id=article.id,
        revision=article.revision,
        watchlist_version=tagged.watchlist_version,
        published_at=article.published_at,
        published_precision=article.published_precision,
        fetched_at=article.fetched_at,
        source=article.source,
        language=tagged.language,
        title=article.title,
        url=article.url,
        events=tuple(events),
        themes=tuple(theme.theme for theme in tagged.themes if theme.theme in near),
        alignment=alignment(events),
        fingerprint=tagged.fingerprint or fingerprint(reading.text),
        sentences=_telling(reading, pair, numbers, events),
    )


def _telling(
    reading: _Reading, pair: str, numbers: Sequence[int], events: Sequence[Event]
) -> tuple[TellingSentence, ...]:
    """Choose the sentences that tell most: by the weight of their events, then as they stand in the text."""
    own: dict[int, list[Event]] = {number: [] for number in numbers}
    for event in events:
        own[event.sentence].append(event)
    weight = {i: sum(1 + abs(event.score) for event in told if not event.weak) for i, told in own.items()}
    best = sorted(sorted(numbers, key=lambda i: (-weight[i], i))[:MAX_TELLING])
    return tuple(_sentence(reading, i, pair, own[i]) for i in best)


def _sentence(reading: _Reading, number: int, pair: str, events: Sequence[Event]) -> TellingSentence:
    start, end = reading.tagged.sentences[number]
    places = reading.places.get(number, _Places([], []))
    if end - start > MAX_SENTENCE:
        powers = powers_of(pair)
        firsts = [event.span[0] for event in events[:1]]
        firsts += [one.span[0] for one in places.mentions if one.power in powers][:1]
        first = min(firsts, default=start)
        start = max(start, min(first - MAX_SENTENCE // 4, end - MAX_SENTENCE))
        end = start + MAX_SENTENCE
    marked = {one for one in _marked(places, pair, events) if start <= one[0][0] and one[0][1] <= end}
    score = round(sum(event.score for event in events if counted(event)), 4)
    return TellingSentence(
        text=reading.text[start:end],
        start=start,
        score=score,
        marks=tuple(
            Mark(span=(a - start, b - start), kind=kind, label=label)
            for (a, b), kind, label in sorted(marked)
        ),
    )


def _marked(places: _Places, pair: str, events: Sequence[Event]) -> Iterator[tuple[Span, MarkKind, str]]:
    powers = powers_of(pair)
    for span, theme in places.themes:
        yield span, "theme", theme
    for mention in places.mentions:
        if mention.role == "quoted":
            yield mention.span, "quoted", mention.actor
        elif mention.power in powers:
            yield mention.span, "actor", mention.actor
    for event in events:
        if event.weak:
            continue
        yield event.span, "event", event.type
        if event.modality_span is not None:
            yield event.modality_span, "modality", event.modality
