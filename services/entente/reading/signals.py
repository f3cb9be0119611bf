"""A reading cut up by pair: one signal an article and pair, and the article's record for the volume."""

from collections.abc import Iterable, Sequence
from datetime import UTC

from entente.contracts.articles import Event, TaggedArticle, VolumeRecord
from entente.contracts.signals import MAX_SENTENCE, Mark, Signal, TellingSentence
from entente.contracts.values import MarkKind, Span, powers_of
from entente.reading.fingerprint import fingerprint
from entente.reading.pairs import pairs_of, shared_sentences

MAX_TELLING = 6
"""Telling sentences a signal carries: what a desk reads of one article."""
MAX_ALIGNMENT = 10.0


def counted(event: Event) -> bool:
    """Whether an event moves a pair closer or apart: asserted, and not the word of a quoted analyst."""
    return event.modality == "asserted" and event.attribution != "analyst"


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
    return tuple(
        _signal(tagged, pair, shared.get(pair, []), events.get(pair, []))
        for pair in sorted(shared.keys() | events.keys())
    )


def volume(tagged: TaggedArticle) -> VolumeRecord:
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


def _signal(tagged: TaggedArticle, pair: str, shared: Sequence[int], events: Sequence[Event]) -> Signal:
    article = tagged.article
    numbers = sorted({*shared, *(event.sentence for event in events)})
    places = [tagged.sentences[i] for i in numbers]
    themes = [
        theme.theme
        for theme in tagged.themes
        if any(start <= span[0] < end for span in theme.spans for start, end in places)
    ]
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
        themes=tuple(themes),
        alignment=alignment(events),
        fingerprint=tagged.fingerprint or fingerprint(article.full_text),
        sentences=_telling(tagged, pair, numbers, events),
    )


def _telling(
    tagged: TaggedArticle, pair: str, numbers: Sequence[int], events: Sequence[Event]
) -> tuple[TellingSentence, ...]:
    """Choose the sentences that tell most: by the weight of their events, then as they stand in the text."""
    weight = dict.fromkeys(numbers, 0.0)
    score = dict.fromkeys(numbers, 0.0)
    for event in events:
        weight[event.sentence] += 1 + abs(event.score)
        if counted(event):
            score[event.sentence] += event.score
    best = sorted(sorted(numbers, key=lambda i: (-weight[i], i))[:MAX_TELLING])
    return tuple(_sentence(tagged, pair, i, round(score[i], 4), events) for i in best)


def _sentence(
    tagged: TaggedArticle, pair: str, number: int, score: float, events: Sequence[Event]
) -> TellingSentence:
    start, end = tagged.sentences[number]
    places = _places(tagged, pair, number, events)
    if end - start > MAX_SENTENCE:
        first = min((span[0] for span, _, _ in places), default=start)
        start = max(start, min(first - MAX_SENTENCE // 4, end - MAX_SENTENCE))
        end = start + MAX_SENTENCE
    marks = [
        Mark(span=(a - start, b - start), kind=kind, label=label)
        for (a, b), kind, label in places
        if start <= a and b <= end
    ]
    return TellingSentence(
        text=tagged.article.full_text[start:end], start=start, score=score, marks=tuple(marks)
    )


def _places(
    tagged: TaggedArticle, pair: str, number: int, events: Sequence[Event]
) -> list[tuple[Span, MarkKind, str]]:
    start, end = tagged.sentences[number]
    powers = powers_of(pair)
    places: list[tuple[Span, MarkKind, str]] = []
    for mention in tagged.mentions:
        if mention.sentence == number and mention.role == "quoted":
            places.append((mention.span, "quoted", mention.actor))
        elif mention.sentence == number and mention.power in powers:
            places.append((mention.span, "actor", mention.actor))
    for event in events:
        if event.sentence == number:
            places.append((event.span, "event", event.type))
            if event.modality_span is not None:
                places.append((event.modality_span, "modality", event.modality))
    places += [
        (span, "theme", theme.theme)
        for theme in tagged.themes
        for span in theme.spans
        if start <= span[0] < end
    ]
    return sorted(set(places))
