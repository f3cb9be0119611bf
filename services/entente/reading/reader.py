"""The reader: one pass over an article, and what it makes of what it met."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, date
from functools import cached_property
from typing import NamedTuple, Self

from entente.contracts.articles import Article, Event, Mention, TaggedArticle
from entente.contracts.values import EventType
from entente.reading.automaton import Automaton
from entente.reading.datelines import masks
from entente.reading.events import EventReader
from entente.reading.fingerprint import fingerprint
from entente.reading.given import Given, given_names
from entente.reading.grammar import grammar
from entente.reading.language import READ_BY_CUES, language_of
from entente.reading.lexicon import Lexicon
from entente.reading.mentions import MentionReader, Named
from entente.reading.normalise import Normalised, normalise
from entente.reading.passage import EventFound, Passage
from entente.reading.phrases import PhraseReader
from entente.reading.sentences import ENDERS, split
from entente.reading.themes import ThemeReader
from entente.watchlist.model import Watchlist

_TITLE_GAP = 2
"""The blank line between title and body in an article's full text."""


class Taken(NamedTuple):
    """An article taken apart: its normalised text, its names and phrases, its events, and the day."""

    text: Normalised
    passage: Passage
    events: list[EventFound]
    day: date


class Reader:
    """Reads articles by one version of the watchlist; compiled once, then pure and safe to share."""

    def __init__(self, watchlist: Watchlist) -> None:
        with _without_collecting():
            self._compile(watchlist)

    def _compile(self, watchlist: Watchlist) -> None:
        lexicon = Lexicon(watchlist, grammar())
        self.version = watchlist.version
        self._automaton = Automaton(lexicon.needles, ENDERS)
        self._foreign = lexicon.foreign
        self._mentions = MentionReader(lexicon)
        self._phrases = PhraseReader(lexicon)
        self._events = EventReader(watchlist)
        self._themes = ThemeReader(watchlist.themes)

    @cached_property
    def _abroad(self) -> Automaton:
        """The names of other languages: a quarter of all, made when the first text in one of them comes."""
        return Automaton(self._foreign, ())

    def under(self, version: str) -> Self:
        """Give a reader that reads the same, under another version's name."""
        other = copy(self)
        other.version = version
        return other

    def read(self, article: Article, given: Given | None = None) -> TaggedArticle:
        """Read an article: whom it names, what it is about, who did what to whom.

        With a given source and target the text is one sentence that tells of an event between these two and
        names nobody else; the first event is the one that it most likely tells.
        """
        return self._tagged(article, self.taken(article, given))

    def taken(self, article: Article, given: Given | None = None) -> Taken:
        """Take apart an article: all that `read` makes its reading of, with the phrases that told it."""
        text = normalise(article.full_text)
        title_end = len(normalise(article.title).text) if text.offsets else len(article.title)
        scan = self._automaton.scan(text.text)
        body = title_end + _TITLE_GAP
        sentences = split(text.text, scan.enders) if given is None else [(body, len(text.text))]
        day = reading_day(article)
        hidden = masks(text.text, body)
        language = language_of(article.language, text.text)
        if given is None:
            names = (
                scan.names if language in READ_BY_CUES else scan.names + self._abroad.scan(text.text).names
            )
            named = self._mentions.read(
                text.text, names, sentences, hidden.places, day=day, language=language
            )
        else:
            named = given_names(given, text, len(article.title) + _TITLE_GAP)
        phrases = self._phrases.of(text.text, scan.phrases)
        passage = Passage(text.text, language, sentences, named, phrases, day.year, title_end, hidden.cut)
        events = self._events.read(passage) if given is None else self._events.between(passage)
        return Taken(text, passage, events, day)

    def _tagged(self, article: Article, taken: Taken) -> TaggedArticle:
        full, text, passage = article.full_text, taken.text, taken.passage
        powers = {one.power for one in passage.named if one.power is not None}
        return TaggedArticle(
            article=article,
            language=passage.language,
            sentences=tuple(text.span(*one) for one in passage.sentences),
            mentions=tuple(_mention(full, text, one) for one in passage.named),
            themes=self._themes.read(
                text, passage.phrases.themes(), passage.named, passage.title_end, taken.day
            ),
            events=tuple(_event(text, one) for one in taken.events),
            fingerprint=fingerprint(full) if len(powers) > 1 else None,
            watchlist_version=self.version,
        )

    def themes_by_company(self, taken: Taken) -> list[tuple[str, tuple[int, int]]]:
        """List the themes that powers show by meeting in a sentence, with their places."""
        passage = taken.passage
        return self._themes.by_company(passage.named, passage.phrases.themes(), taken.day)

    def pattern(self, number: int) -> str:
        """Write the phrase of a number that `Found` and `EventFound` carry, as the watchlist has it."""
        return self._phrases.pattern(number)

    def cues_in(self, text: str) -> tuple[tuple[EventType, str | None], ...]:
        """List the cues that a text holds, with or without actors: types and modes, in text order."""
        normal = normalise(text).text
        phrases = self._phrases.of(normal)
        return self._events.cues_in(phrases.telling()) or self._events.cues_in(phrases.leaning())


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Make a million small objects that all stay: looking for garbage among them would take a third more."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def reading_day(article: Article) -> date:
    """The day by which tenures are judged: the article's own before a replay moved it, else its fetching."""
    at = article.original_published_at or article.published_at or article.fetched_at
    return at.astimezone(UTC).date()


def _mention(full_text: str, text: Normalised, one: Named) -> Mention:
    start, end = text.span(one.start, one.end)
    return Mention(
        actor=one.actor,
        power=one.power,
        surface=full_text[start:end],
        span=(start, end),
        sentence=one.sentence,
        role=one.role,
    )


def _event(text: Normalised, one: EventFound) -> Event:
    return Event(
        sources=one.sources,
        targets=one.targets,
        type=one.type,
        mode=one.mode,
        modality=one.mood.modality,
        modality_span=None if one.mood.span is None else text.span(*one.mood.span),
        attribution=one.voice.attribution,
        said_by=one.voice.said_by,
        sentence=one.sentence,
        span=text.span(one.start, one.end),
        score=one.score,
        weak=one.rule == "weak",
    )
