"""A text made ready for its events to be read: the share of each sentence that may tell one."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from entente.contracts.values import EventType
from entente.reading.attribution import Voice
from entente.reading.candidates import MAX_NAMES, MAX_SENTENCE, PAIR, lowered, may_tell, means_others, outside
from entente.reading.grammar import may_stand_in
from entente.reading.joining import Found
from entente.reading.lexicon import PatternKind
from entente.reading.marks import SmallWord, SmallWords
from entente.reading.mentions import Named
from entente.reading.moods import Mood
from entente.reading.phrases import Phrases

Rule = Literal["verb", "passive", "noun", "likely", "weak", "given"]
"""How an event's actors were found: by a verb's voice, a noun's owner and prepositions, as the likeliest.

`weak`: as the likeliest, by a word that only leans.
"""


class EventFound(NamedTuple):
    """An event in the normalised text.

    `pattern` is the lexicon's number of the phrase that told it, `rule` how its actors were found.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    type: EventType
    mode: str | None
    mood: Mood
    voice: Voice
    sentence: int
    start: int
    end: int
    score: float
    pattern: int
    rule: Rule


class Passage(NamedTuple):
    """What events are read from.

    Attributes:
        text: the normalised text.
        language: whose small words to go by; English where it has none.
        sentences: their bounds.
        named: the mentions, in order.
        phrases: its phrases, put together where they are asked for.
        year: the article's own; what an earlier year dates is historical.
        title_end: where the title ends; in it the grammar of headlines holds.
        cut: whether the body stops without a stop, its last sentence half said.
    """

    text: str
    language: str
    sentences: Sequence[tuple[int, int]]
    named: Sequence[Named]
    phrases: Phrases
    year: int
    title_end: int
    cut: bool = False


class Own(NamedTuple):
    """One sentence's share of a passage; `near`: its phrases, `cut`: it is half said."""

    number: int
    bounds: tuple[int, int]
    named: Sequence[Named]
    marks: list[SmallWord]
    near: list[Found]
    cut: bool

    def of_kind(self, kind: PatternKind) -> list[Found]:
        """List its phrases of a kind."""
        return [one for one in self.near if one.kind == kind]


def own_of(passage: Passage, words: SmallWords, number: int, named: list[Named], powers: int) -> Own | None:
    """Take a sentence's share of a passage; None where it can tell of no event."""
    text, bounds = passage.text, passage.sentences[number]
    if bounds[1] - bounds[0] > MAX_SENTENCE or len(named) > MAX_NAMES:
        return None
    marks = words.find(text, *bounds)
    # Most sentences that name no two powers mean no others, which is told sooner than their phrases.
    if powers < PAIR and not (may_stand_in(text[slice(*bounds)]) or means_others(named, (), marks)):
        return None
    found = near(passage, bounds, named)
    # A weak cue tells something only between powers that the sentence itself names.
    if not may_tell(text, bounds, named, found) and not (powers >= PAIR and leaning(passage, bounds, named)):
        return None
    if powers < PAIR and not means_others(named, found, marks):
        return None
    cut = passage.cut and bounds[1] > passage.title_end and number == len(passage.sentences) - 1
    return Own(number, bounds, named, marks, found, cut)


def near(passage: Passage, bounds: tuple[int, int], named: Sequence[Named]) -> list[Found]:
    """The phrases that stand in a sentence and aren't part of a name."""
    return _standing(passage, passage.phrases.telling(bounds), bounds, named)


def leaning(passage: Passage, bounds: tuple[int, int], named: Sequence[Named]) -> list[Found]:
    """The weak cues that stand in a sentence and aren't part of a name."""
    return _standing(passage, passage.phrases.leaning(bounds), bounds, named)


def _standing(
    passage: Passage, phrases: Sequence[Found], bounds: tuple[int, int], named: Sequence[Named]
) -> list[Found]:
    found = list(outside(phrases, named))
    return lowered(found, passage.text, bounds, headline=bounds[0] < passage.title_end) if found else found
