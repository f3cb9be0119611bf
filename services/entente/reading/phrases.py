"""Phrases of several parts put together: "lift" and, within four words, "sanctions"."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from entente.reading.automaton import UNSPACED, Hit
from entente.reading.lexicon import UNLESS_WINDOW, Condition, Lexicon, PatternKind
from entente.watchlist.inflection import Tense

MAX_GAP = 48
"""Code points that may lie between two parts, however few the words."""
MAX_GAP_UNSPACED = 12
"""The same where words aren't spaced."""


class Found(NamedTuple):
    """A whole phrase in the text: `end` of its last part, `first_end` of its first.

    `raised`: it stands with a capital that its pattern doesn't have.
    """

    start: int
    end: int
    first_end: int
    kind: PatternKind
    owner: int
    tense: Tense
    pattern: int
    letters: int
    raised: bool


class PhraseReader:
    """Puts the automaton's phrase hits together."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._uses = lexicon.uses
        self._patterns = lexicon.patterns

    def read(self, text: str, hits: Iterable[Hit]) -> list[Found]:
        """List the whole phrases in text order; overlapping ones too."""
        ordered = sorted(hits, key=_in_text_order)
        found: list[Found] = []
        uses, patterns = self._uses, self._patterns
        for i, (start, first_end, key, written) in enumerate(ordered):
            for use in uses[key]:
                if use.part:
                    continue
                pattern = patterns[use.pattern]
                end, letters = first_end, written
                if pattern.tails:
                    end, letters = self._complete(text, ordered, i, use.pattern)
                    if end < 0:
                        continue
                if pattern.condition is not None and not _holds(pattern.condition, text, start, end):
                    continue
                raised = text[start].isupper() and pattern.text[0].islower()
                kind, owner = pattern.kind, pattern.owner
                found.append(
                    Found(start, end, first_end, kind, owner, use.tense, use.pattern, letters, raised)
                )
        return found

    def _complete(self, text: str, ordered: list[Hit], i: int, pattern: int) -> tuple[int, int]:
        """Find the further parts, each the nearest: the last's end (-1: none), the letters of all."""
        _, end, _, letters = ordered[i]
        for part, tail in enumerate(self._patterns[pattern].tails, start=1):
            if tail.small is not None:
                small = tail.small.search(text, end, end + MAX_GAP)
                if small is None or not _near(text, end, small.start(), tail.gap):
                    return -1, 0
                end, letters = small.end(), letters + len(small.group())
                continue
            for start, stop, key, written in self._after(ordered, i, end):
                if any(u.pattern == pattern and u.part == part for u in self._uses[key]) and _near(
                    text, end, start, tail.gap
                ):
                    end, letters = stop, letters + written
                    break
            else:
                return -1, 0
        return end, letters

    def _after(self, ordered: list[Hit], i: int, end: int) -> Iterator[Hit]:
        for at in range(i + 1, len(ordered)):
            other = ordered[at]
            if other[0] > end + MAX_GAP:
                return
            if other[0] >= end:
                yield other


def _holds(condition: Condition, text: str, start: int, end: int) -> bool:
    needs, unless = condition
    if needs is not None and needs.search(text) is None:
        return False
    around = max(0, start - UNLESS_WINDOW), end + UNLESS_WINDOW
    return unless is None or unless.search(text, *around) is None


def _in_text_order(hit: Hit) -> tuple[int, int]:
    return (hit[0], -hit[1])


def _near(text: str, end: int, start: int, gap: int) -> bool:
    between = text[end:start]
    if "\n" in between or ". " in between:
        return False
    if between and max(between) >= UNSPACED and " " not in between:
        return gap > 0 and len(between) <= MAX_GAP_UNSPACED
    if gap == 0:
        return between in {"", " ", "-"}
    return len(between) <= MAX_GAP and between.count(" ") <= gap + 1
