"""The little language of theme patterns, cues and aliases, and what a pattern stands for.

| written | matches |
|---|---|
| `trade war` | the words as they stand |
| `sign~` | every form of an English verb: sign, signs, signed, signing |
| `deal^` | an English noun in singular and plural |
| `Росси*` | the letters and any ending |
| `sign~|ink~` | either word |
| `joint_venture^|pact^` | either; `_` is a space within one alternative, each word of which may be marked |
| `lift~ ... sanction^` | the second within four words of the first (twenty characters in Chinese) |
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from entente.watchlist.inflection import Tense, noun_forms, verb_forms
from entente.watchlist.wordlists import listed

GAP = "..."
GAP_WORDS = 4
MAX_SPELLINGS = 400
"""Spellings that one part may expand to; a pattern beyond that is a mistake, not a phrase."""


_NO_PAST = listed("united need speed indeed embed breed feed creed greed seed weed deed opposed concerned")
"""Words in -ed that are no deed done."""


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
        pieces = alternative.split("_")
        if any(piece.rstrip("~^*") == "" for piece in pieces):
            raise PatternError(f"pattern {pattern!r} has an empty alternative in {word!r}; take out the '|'")
        if any(piece.endswith("*") for piece in pieces[:-1]):
            raise PatternError(f"pattern {pattern!r} has a '*' before '_' in {word!r}; write a blank for '_'")
        yield from (_join(words) for words in product(*map(_forms, pieces)))


def _forms(word: str) -> tuple[Spelled, ...]:
    if word.endswith("*"):
        return (Spelled(word[:-1], open=True, tense=""),)
    if word.endswith("~"):
        return tuple(Spelled(form.text, open=False, tense=form.tense) for form in verb_forms(word[:-1]))
    if word.endswith("^"):
        return tuple(Spelled(form, open=False, tense="") for form in noun_forms(word[:-1]))
    return (Spelled(word, open=False, tense=""),)


def _part(pattern: str, run: list[tuple[Spelled, ...]], gap: int) -> Part:
    count = 1
    for word in run:
        count *= len(word)
    if count > MAX_SPELLINGS:
        raise PatternError(
            f"pattern {pattern!r} has {count} spellings in one run of words, more than {MAX_SPELLINGS}; "
            "put '...' between its words"
        )
    return Part(tuple(_with_tense(_join(words)) for words in product(*run)), gap)


def _with_tense(spelled: Spelled) -> Spelled:
    """Tell a participle that is written out ("freed", "sentenced to") from a noun: it acts as a verb does."""
    first = spelled.text.partition(" ")[0]
    if spelled.tense or spelled.open or not first.endswith("ed") or first in _NO_PAST:
        return spelled
    return spelled._replace(tense="past")


def _join(words: tuple[Spelled, ...]) -> Spelled:
    tense: Tense = next((word.tense for word in words if word.tense), "")
    return Spelled(" ".join(word.text for word in words), words[-1].open, tense)
