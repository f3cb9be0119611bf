"""Why a place of a text is marked: which cue, rule and watchlist entry made of it what was read there."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from entente.contracts.articles import Article
from entente.contracts.values import Span
from entente.reading.automaton import casings
from entente.reading.grammar import MODAL_CUES
from entente.reading.joining import Found
from entente.reading.lexicon import PatternKind
from entente.reading.mentions import Named
from entente.reading.normalise import normalise
from entente.reading.passage import EventFound, Rule
from entente.reading.reader import Reader, Taken
from entente.watchlist.loader import Entry, Item, contents, parse
from entente.watchlist.located import line_of, line_of_key
from entente.watchlist.model import Actor, Cue, Spelling, ThemeEntry, spellings_by_role, text_of
from entente.watchlist.names import StateNames
from entente.watchlist.places import Place

SCORES = "scores.yaml"
_RULES: dict[Rule, str] = {
    "verb": "a verb: its subject before it, its object after it",
    "passive": "a passive verb: what 'by' names did it to its subject",
    "noun": "a noun: its owner, and whom its prepositions join",
    "likely": "no phrase joins the powers of its sentence for certain: this one is the likeliest to",
    "weak": "a word that only leans joins the powers of a sentence of which no other tells: it moves no pair",
    "given": "source and target were given",
}


class Reason(Struct, frozen=True):
    """Why one thing was read at a place; places are code points of the article's full text.

    Attributes:
        kind: what it is.
        span: its place.
        surface: the text there.
        read_as: what was made of it: "RUS as leader", "AGREE CHN+RUS, future".
        phrase: the spelling or pattern that met it, as it is written; None: no phrase did.
        rule: how that led to what was read.
        file: where the phrase stands in the watchlist; None: in the reader's own grammar.
        line: its line there, from 1.
    """

    kind: Literal["actor", "theme", "event", "modality", "voice"]
    span: Span
    surface: str
    read_as: str
    phrase: str | None
    rule: str
    file: str | None = None
    line: int | None = None


def why(files: Mapping[str, str], article: Article, span: Span) -> tuple[Reason, ...]:
    """Give the reasons of everything that is marked within a span of an article's full text, in its order.

    Args:
        files: the watchlist's files.
        article: what is read by them.
        span: code points; what lies in it in part counts, too.

    Raises:
        Misconfigured: the watchlist can't be read.
    """
    reader = Reader(parse(files))
    teller = _Teller(files, reader, article, reader.taken(article))
    found = [one for one in teller.all() if one.span[0] < span[1] and span[0] < one.span[1]]
    return tuple(sorted(set(found), key=lambda one: (one.span, one.kind, one.read_as)))


class _Teller:
    def __init__(self, files: Mapping[str, str], reader: Reader, article: Article, taken: Taken) -> None:
        self._files = files
        self._pattern = reader.pattern
        self._full = article.full_text
        self._taken = taken
        entries = contents(files).entries
        self._actors = [one for one in entries if isinstance(one.item, Actor | StateNames | Place)]
        self._themes = [one for one in entries if isinstance(one.item, ThemeEntry)]
        self._cues = [one for one in entries if isinstance(one.item, Cue)]
        self._companies = reader.themes_by_company(taken)

    def all(self) -> Iterator[Reason]:
        for one in self._taken.passage.named:
            yield self._name(one)
        for found in self._taken.passage.phrases.themes():
            yield self._phrase("theme", found, self._themes[found.owner])
        for found in self._telling("voice"):
            yield self._of_grammar("voice", found, "a word of speaking", "who speaks is not who acts")
        for theme, (start, end) in self._companies:
            yield self._company(theme, start, end)
        for event in self._taken.events:
            yield self._event(event)
            if event.mood.span is not None:
                yield self._mood(event, event.mood.span)

    def _telling(self, kind: PatternKind) -> list[Found]:
        return [one for one in self._taken.passage.phrases.telling() if one.kind == kind]

    def _name(self, one: Named) -> Reason:
        power = "stands for nobody that day" if one.power is None else f"stands for {one.power} that day"
        span = self._taken.text.span(one.start, one.end)
        text = self._taken.text.text[one.start : one.end]
        for entry in self._actors:
            if _named_by(entry.item) != one.actor:
                continue
            for phrase, path, rule in _spellings(entry, text):
                line = line_of(self._files[entry.file], entry.place, path)
                read_as = f"{one.actor} as {one.role}"
                return Reason(
                    "actor", span, self._at(span), read_as, phrase, f"{rule}{power}", entry.file, line
                )
        return Reason("actor", span, self._at(span), f"{one.actor} as {one.role}", None, power)

    def _phrase(self, kind: Literal["theme", "event"], found: Found, entry: Entry) -> Reason:
        span = self._taken.text.span(found.start, found.end)
        phrase, line = self._place(entry, found.pattern)
        name = entry.item.id if isinstance(entry.item, ThemeEntry) else ""
        return Reason(kind, span, self._at(span), name, phrase, "its phrase stands here", entry.file, line)

    def _company(self, theme: str, start: int, end: int) -> Reason:
        entry = next(one for one in self._themes if isinstance(one.item, ThemeEntry) and one.item.id == theme)
        span = self._taken.text.span(start, end)
        line = line_of(self._files[entry.file], entry.place, "$.powers")
        return Reason(
            "theme", span, self._at(span), theme, None, "its powers meet in this sentence", entry.file, line
        )

    def _event(self, one: EventFound) -> Reason:
        span = self._taken.text.span(one.start, one.end)
        owner = next(
            found.owner
            for found in (*self._telling("cue"), *self._taken.passage.phrases.leaning())
            if found.pattern == one.pattern and found.start == one.start
        )
        entry = self._cues[owner]
        phrase, line = self._place(entry, one.pattern)
        sources = "+".join(one.sources)
        who = f"{sources} to {'+'.join(one.targets)}" if one.targets else sources
        kind = one.type if one.mode is None else f"{one.type}/{one.mode}"
        read_as = f"{kind} {who}, {one.mood.modality}, {one.voice.attribution}, {one.score:+.1f}"
        rule = f"{_RULES[one.rule]}; scored at {SCORES}:{self._score_line(kind, one.type)}"
        if isinstance(entry.item, Cue) and entry.item.type != one.type:
            rule += f"; a cue of {entry.item.type} that its surroundings make {one.type}"
        return Reason("event", span, self._at(span), read_as, phrase, rule, entry.file, line)

    def _mood(self, event: EventFound, place: tuple[int, int]) -> Reason:
        span = self._taken.text.span(*place)
        about = f"{event.mood.modality} (of {event.type})"
        for found in self._telling("modality"):
            if (found.start, found.end) == place:
                cue = MODAL_CUES[found.owner]
                where = {"after": "what follows it", "before": "what stands before it"}.get(
                    cue.scope, "the phrase it is part of" if cue.scope == "within" else "its sentence"
                )
                return self._of_grammar("modality", found, about, f"speaks of {where}")
        return Reason(
            "modality", span, self._at(span), about, None, "a small word, date or cue that governs it"
        )

    def _of_grammar(
        self, kind: Literal["modality", "voice"], found: Found, read_as: str, rule: str
    ) -> Reason:
        span = self._taken.text.span(found.start, found.end)
        return Reason(kind, span, self._at(span), read_as, self._pattern(found.pattern), rule)

    def _place(self, entry: Entry, number: int) -> tuple[str, int]:
        pattern, text = self._pattern(number), self._files[entry.file]
        if isinstance(entry.item, ThemeEntry | Cue):
            for language, group in entry.item.patterns.items():
                for i, spelling in enumerate(group):
                    if normalise(text_of(spelling)).text == pattern:
                        line = line_of(text, entry.place, f"$.patterns.{language}[{i}]")
                        return text_of(spelling), line
        return pattern, line_of(text, entry.place)

    def _score_line(self, kind: str, plain: str) -> int:
        text = self._files[SCORES]
        return line_of_key(text, kind if f"{kind}:" in text else plain)

    def _at(self, span: Span) -> str:
        return self._full[slice(*span)]


def _named_by(item: Item) -> str | None:
    """Tell which actor an entry's spellings name; None: no actor's."""
    if isinstance(item, Place):
        return item.stands_for
    return item.id if isinstance(item, Actor | StateNames) else None


def _spellings(entry: Entry, text: str) -> Iterator[tuple[str, str, str]]:
    """List an entry's spellings that a text is: as written, where below the entry, and on what condition."""
    if isinstance(entry.item, StateNames):
        for name, _ in entry.item.spellings():
            if text in casings(normalise(name).text, name=True):
                yield name, "$.names", "its name in another language; "
    elif isinstance(entry.item, Place):
        for name, path in entry.item.spellings():
            if _is_spelling(name, text):
                yield name, path, "a disputed place that the watchlist lets stand for it; "
    elif isinstance(entry.item, Actor):
        yield from _aliases(entry.item, text)


def _aliases(actor: Actor, text: str) -> Iterator[tuple[str, str, str]]:
    for language, aliases in actor.aliases.items():
        places: dict[str, int] = {}
        for role, spelling in spellings_by_role(aliases):
            i = places[role] = places.get(role, -1) + 1
            if _is_spelling(spelling, text):
                yield text_of(spelling), f"$.aliases.{language}.{role}[{i}]", _condition(spelling)
        if text in aliases.short:
            where = f"$.aliases.{language}.short"
            yield text, where, "one character beside a power or a word of dealing; "


def _is_spelling(spelling: Spelling, text: str) -> bool:
    whole = normalise(text_of(spelling)).text
    stem = whole.removesuffix("*")
    forms = casings(stem, name=True)
    return text in forms or (stem != whole and text.startswith(forms))


def _condition(spelling: Spelling) -> str:
    if isinstance(spelling, str):
        return ""
    needs = f"one of {', '.join(spelling.needs)} stands in the text; " if spelling.needs else ""
    unless = f"none of {', '.join(spelling.unless)} stands near; " if spelling.unless else ""
    return needs + unless
