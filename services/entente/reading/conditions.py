"""What must stand in a text, and what must not stand near, for a spelling to mean what the watchlist says."""

from typing import NamedTuple

from entente.reading.automaton import UNSPACED
from entente.reading.normalise import normalise
from entente.watchlist.model import Spelling

UNLESS_WINDOW = 40
"""Code points around a spelling in which none of its `unless` words may stand (the watchlist's promise)."""


class _Word(NamedTuple):
    """A word of a condition: its letters, and whether a word must begin and end with them."""

    stem: str
    left: bool
    right: bool


class Condition:
    """What must stand in the text, and what must not stand near; its words are made out when first asked.

    Words are looked for one by one: most texts hold none of their letters, which `in` tells at once.
    """

    __slots__ = ("_needed", "_needs", "_ruling_out", "_unless")

    def __init__(self, needs: tuple[str, ...], unless: tuple[str, ...]) -> None:
        self._needs = needs
        self._unless = unless
        self._needed: tuple[_Word, ...] | None = None
        self._ruling_out: tuple[_Word, ...] | None = None

    def is_met(self, text: str) -> bool:
        """Tell whether what is needed stands anywhere in a normalised text."""
        if not self._needs:
            return True
        if self._needed is None:
            self._needed = tuple(map(_word, self._needs))
        return any(word.stem in text and _stands(word, text, 0, len(text)) for word in self._needed)

    def is_ruled_out(self, text: str, start: int, end: int) -> bool:
        """Tell whether something near the spelling, which stands at a place of the text, says otherwise."""
        if not self._unless:
            return False
        if self._ruling_out is None:
            self._ruling_out = tuple(map(_word, self._unless))
        first, last = max(0, start - UNLESS_WINDOW), end + UNLESS_WINDOW
        return any(_stands(word, text, first, last) for word in self._ruling_out)


class Holding:
    """Which conditions hold in one normalised text: what one needs of the whole text is looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._met: dict[Condition, bool] = {}

    def __call__(self, condition: Condition, start: int, end: int) -> bool:
        """Tell whether a spelling that stands at a place of the text means its actor there."""
        met = self._met.get(condition)
        if met is None:
            met = self._met[condition] = condition.is_met(self._text)
        return met and not condition.is_ruled_out(self._text, start, end)


def condition(spelling: Spelling) -> Condition | None:
    """Compile a spelling's conditions; None where it has none that need a look at the text.

    An `unless` that holds the spelling itself is no such condition: it is a name that hides it.
    """
    if isinstance(spelling, str):
        return None
    unless = tuple(word for word in spelling.unless if not hides(word, spelling.text))
    return Condition(spelling.needs, unless) if spelling.needs or unless else None


def _word(word: str) -> _Word:
    plain = normalise(word).text
    stem = plain.removesuffix("*")
    left = stem[:1].isalnum() and stem[0] < UNSPACED
    right = stem == plain and stem[-1:].isalnum() and stem[-1] < UNSPACED
    return _Word(stem, left, right)


def _stands(word: _Word, text: str, first: int, last: int) -> bool:
    """Whether a word stands within a stretch of a text, as a word of its own."""
    last = min(last, len(text))
    at = text.find(word.stem, first, last)
    while at >= 0:
        end = at + len(word.stem)
        begins = not word.left or at == 0 or not text[at - 1].isalnum()
        if begins and (not word.right or end == last or not text[end].isalnum()):
            return True
        at = text.find(word.stem, at + 1, last)
    return False


def hides(phrase: str, spelling: str) -> bool:
    """Whether an `unless` phrase holds the spelling itself: it is a name that hides it."""
    return spelling.removesuffix("*") in phrase
