"""The little language of theme patterns, cues and aliases, and what a pattern stands for.

| written | matches |
|---|---|
| `trade war` | the words as they stand |
| `sign~` | every form of an English verb: sign, signs, signed, signing |
| `deal^` | an English noun in singular and plural |
| `Росси*` | the letters and any ending |
| `sign~|ink~` | either word |
| `joint_venture^|pact^` | either, `_` being a space within one alternative |
| `lift~ ... sanction^` | the second within four words of the first (twelve characters in Chinese) |
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from entente.watchlist.inflection import Tense, noun_forms, verb_forms

GAP = "..."
GAP_WORDS = 4
MAX_SPELLINGS = 400
"""Spellings that one part may expand to; a pattern beyond that is a mistake, not a phrase."""


class Spelled(NamedTuple):
    """One spelling of a part: its text, whether any ending may follow, and the tense of its first verb."""

    text: str
    open: bool
    tense: Tense


class Part(NamedTuple):
    """A run of adjacent words, in all its spellings; `gap` words at most may stand before it."""

    spellings: tuple[Spelled, ...]
    gap: int


class PatternError(ValueError):
    """A pattern that says nothing, or too much."""


@cache
def parse(pattern: str) -> tuple[Part, ...]:
    """Split a pattern into its parts, each with every spelling written out.

    Raises:
        PatternError: it is empty, has a gap at an end, an empty alternative, or too many spellings.
    """
    words = pattern.split()
    if not words or GAP in {words[0], words[-1]}:
        raise PatternError(f"pattern {pattern!r} is empty or has '...' at an end; put a word there")
    parts: list[Part] = []
    run: list[tuple[Spelled, ...]] = []
    gap = 0
    for word in words:
        if word == GAP:
            if run:
                parts.append(_part(pattern, run, gap))
            run, gap = [], GAP_WORDS
            continue
        run.append(tuple(_alternatives(pattern, word)))
        if any(one.open for one in run[-1]):
            # What stands after an open ending can't be spelled out: it is a part of its own, next to this.
            parts.append(_part(pattern, run, gap))
            run, gap = [], 0
    if run:
        parts.append(_part(pattern, run, gap))
    return tuple(parts)


def _alternatives(pattern: str, word: str) -> Iterator[Spelled]:
    for alternative in word.split("|"):
        text = alternative.replace("_", " ").strip()
        if text.rstrip("~^*") == "":
            raise PatternError(f"pattern {pattern!r} has an empty alternative in {word!r}; take out the '|'")
        yield from _spell(text)


def _spell(text: str) -> Iterator[Spelled]:
    if text.endswith("*"):
        yield Spelled(text[:-1], open=True, tense="")
    elif text.endswith("~"):
        before, space, verb = text[:-1].rpartition(" ")
        yield from (Spelled(before + space + f.text, open=False, tense=f.tense) for f in verb_forms(verb))
    elif text.endswith("^"):
        before, space, noun = text[:-1].rpartition(" ")
        yield from (Spelled(before + space + one, open=False, tense="") for one in noun_forms(noun))
    else:
        yield Spelled(text, open=False, tense="")


def _part(pattern: str, run: list[tuple[Spelled, ...]], gap: int) -> Part:
    count = 1
    for word in run:
        count *= len(word)
    if count > MAX_SPELLINGS:
        raise PatternError(
            f"pattern {pattern!r} has {count} spellings in one run of words, more than {MAX_SPELLINGS}; "
            "put '...' between its words"
        )
    return Part(tuple(_join(words) for words in product(*run)), gap)


def _join(words: tuple[Spelled, ...]) -> Spelled:
    tense: Tense = next((word.tense for word in words if word.tense), "")
    return Spelled(" ".join(word.text for word in words), words[-1].open, tense)
