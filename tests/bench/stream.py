"""Articles of about 2 kB without end: distinct stories in three languages, their pairs spread as in news.

English sentences of the shipped archive that name two powers become patterns with two open places; the pair
is drawn, sentences that name no power fill the text up. Russian and Chinese articles join the archive's own
sentences. The same seed always gives the same articles.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import combinations, count

from msgspec import Struct

from bench.reading import article as read_as
from bench.texts import SEED, written
from entente.contracts.articles import Article, Mention
from entente.contracts.identity import article_id, text_revision
from entente.contracts.values import pair_of
from entente.reading.reader import Reader
from entente.reading.signals import signals
from entente.watchlist.loader import default_files, parse
from entente.watchlist.model import Actor, Aliases, text_of

BYTES = 2000
PAIRED = 0.7
"""The share of articles that tell of a pair; the others name at most one power, as most news does."""
FOREIGN = 0.15
"""The share of articles in Russian and Chinese."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[\u3002\uff01\uff1f])")
_FREQUENT = 60
"""States that the stream speaks of, those that the archive names most; the others are left to clusters."""
_WARM = 3.0
"""How far closer a sentence must draw a pair to be one of a cluster that must alert."""


class Nation(Struct, frozen=True):
    """A state as English patterns need it."""

    power: str
    name: str
    people: str


Pair = tuple[Nation, Nation]
_TRIED: Pair = (Nation("SWE", "Sweden", "Swedish"), Nation("KEN", "Kenya", "Kenyan"))
"""Two states without ambiguous names, by which a pattern is read to know which way it points."""


class Pattern(Struct, frozen=True):
    """A sentence with places for two states: `pieces` around `slots`, (which of the two, as a people)."""

    pieces: tuple[str, ...]
    slots: tuple[tuple[int, bool], ...]

    def filled(self, one: Nation, other: Nation) -> str:
        """Write the sentence of two states."""
        text = self.pieces[0]
        for (which, people), piece in zip(self.slots, self.pieces[1:], strict=True):
            nation = other if which else one
            text += (nation.people if people else nation.name) + piece
        return text


class Material(Struct, frozen=True):
    """What articles are put together from."""

    common: tuple[Nation, ...]
    rare: tuple[Nation, ...]
    patterns: tuple[Pattern, ...]
    warm: tuple[Pattern, ...]
    fillers: tuple[str, ...]
    foreign: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]


@cache
def material() -> Material:
    """Sort the archive's sentences by whom they name, as the reader says."""
    watchlist = parse(default_files())
    reader = Reader(watchlist)
    nations = {one.power: one for one in map(_nation, watchlist.actors) if one is not None}
    patterns: list[Pattern] = []
    fillers: list[str] = []
    foreign: dict[str, list[str]] = {"ru": [], "zh": []}
    named: Counter[str] = Counter()
    for one in written():
        for sentence in _SENTENCE.split(one.text):
            mentions = reader.read(read_as(0, "", sentence)).mentions
            named.update({mention.power for mention in mentions if mention.power is not None})
            if one.language != "en":
                foreign[one.language].append(sentence)
            elif not mentions:
                fillers.append(sentence)
            elif (pattern := _pattern(sentence, mentions, nations)) is not None:
                patterns.append(pattern)
    warm = tuple(one for one in patterns if _draws_closer(reader, one, *_TRIED))
    ordered = sorted(nations.values(), key=lambda one: -named[one.power])
    return Material(
        common=tuple(ordered[:_FREQUENT]),
        rare=tuple(
            nation
            for nation in ordered[_FREQUENT:]
            if all(
                _draws_closer(reader, one, nation, other)
                for one in warm
                for other in _TRIED
                if other.power != nation.power
            )
        ),
        patterns=tuple(patterns),
        warm=warm,
        fillers=tuple(fillers),
        foreign={language: tuple(sentences) for language, sentences in foreign.items()},
        sources=tuple(sorted({one.source for one in written()})),
    )


class Stream:
    """Makes articles, one after another, none a copy of another."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same articles in every run
        self._numbers = count(1)
        self._material = material()
        pairs = list(combinations(self._material.common, 2))
        self._chance.shuffle(pairs)
        self._pairs = pairs
        # Zipf: a few pairs fill the news, most are named now and then.
        self._weights = [1 / rank for rank in range(1, len(pairs) + 1)]

    def article(self, at: datetime) -> Article:
        """Make the next article, published at an instant."""
        if self._chance.random() < FOREIGN:
            return self._foreign(at)
        if self._chance.random() < PAIRED:
            (pair,) = self._chance.choices(self._pairs, self._weights)
            return self.story(pair, at)
        return self._made("en", self._fillers(BYTES), at)

    def story(self, pair: Pair, at: datetime) -> Article:
        """Make an article on a pair: a headline and two sentences that name both, among others."""
        return self._story(pair, self._chance.sample(self._material.patterns, 3), at)

    def warm_story(self, pair: Pair, at: datetime) -> Article:
        """Make an article whose two sentences on the pair draw it closer."""
        return self._story(pair, self._chance.sample(self._material.warm, 2), at)

    def rare_pairs(self) -> Iterator[Pair]:
        """List pairs of which no other article speaks, and which the reader can't take for others."""
        rare = list(self._material.rare)
        self._chance.shuffle(rare)
        return combinations(rare, 2)

    def _story(self, pair: Pair, patterns: list[Pattern], at: datetime) -> Article:
        telling = [one.filled(*pair) for one in patterns]
        rest = self._fillers(BYTES - sum(map(len, telling)))
        return self._made("en", [*telling[:-1], *rest, telling[-1]], at)

    def _foreign(self, at: datetime) -> Article:
        language = self._chance.choice(("ru", "zh"))
        sentences = self._material.foreign[language]
        chosen: list[str] = []
        while sum(len(one.encode()) for one in chosen) < BYTES:
            chosen.append(self._chance.choice(sentences))
        return self._made(language, chosen, at)

    def _fillers(self, size: int) -> list[str]:
        chosen: list[str] = []
        while sum(map(len, chosen)) < size:
            chosen.append(self._chance.choice(self._material.fillers))
        return chosen

    def _made(self, language: str, sentences: list[str], at: datetime) -> Article:
        source = self._chance.choice(self._material.sources)
        url = f"https://{source}/bench/{next(self._numbers)}"
        title, text = sentences[0], ("" if language == "zh" else " ").join(sentences[1:])
        return Article(
            id=article_id(url, source, title, None),
            revision=text_revision(title, text),
            url=url,
            source=source,
            title=title,
            text=text,
            language=language,
            published_at=at,
            published_precision="second",
            fetched_at=at,
        )


def _draws_closer(reader: Reader, pattern: Pattern, one: Nation, other: Nation) -> bool:
    found = signals(reader.read(read_as(0, "", pattern.filled(one, other))))
    pair = pair_of(one.power, other.power)
    return [signal.pair for signal in found] == [pair] and found[0].alignment >= _WARM


def _nation(actor: Actor) -> Nation | None:
    aliases = actor.aliases.get("en", Aliases())
    peoples = [text_of(one) for one in aliases.demonym if text_of(one).isalpha()]
    if actor.kind != "state" or not peoples:
        return None
    return Nation(actor.id, actor.name, peoples[0])


def _pattern(sentence: str, mentions: tuple[Mention, ...], nations: dict[str, Nation]) -> Pattern | None:
    """Open the places of a sentence that names exactly two states, by their usual names only."""
    # What the reader was given began with an empty title and a blank line.
    spans = [(one.span[0] - 2, one.span[1] - 2) for one in mentions]
    powers = list(dict.fromkeys(one.power for one in mentions if one.power is not None))
    slots: list[tuple[int, bool]] = []
    for mention in mentions:
        nation = nations.get(mention.power or "")
        if nation is None or mention.surface not in {nation.name, nation.people}:
            return None
        slots.append((powers.index(nation.power), mention.surface == nation.people))
    if len(powers) != 2:
        return None
    edges = [0, *(edge for span in spans for edge in span), len(sentence)]
    pieces = tuple(sentence[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2))
    return Pattern(pieces, tuple(slots))
