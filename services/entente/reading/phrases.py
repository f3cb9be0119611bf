"""Phrases of several parts put together: "lift" and, within four words, "sanctions"."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from entente.reading.automaton import UNSPACED, Hit
from entente.reading.lexicon import UNLESS_WINDOW, Lexicon, PatternKind
from entente.watchlist.inflection import Tense

MAX_GAP = 48
"""Code points that may lie between two parts, however few the words."""
MAX_GAP_UNSPACED = 12
"""The same where words aren't spaced."""


class Found(NamedTuple):
    """A whole phrase in the text: `end` of its last part, `first_end` of its first."""

    start: int
    end: int
    first_end: int
    kind: PatternKind
    owner: int
    tense: Tense
    pattern: int
    letters: int


class PhraseReader:
    """Puts the automaton's phrase hits together."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._uses = lexicon.uses
        self._patterns = lexicon.patterns

    def read(self, text: str, hits: Iterable[Hit]) -> list[Found]:
        """List the whole phrases in text order; overlapping ones too."""
        ordered = sorted(hits, key=_in_text_order)
        found: list[Found] = []
        for i, hit in enumerate(ordered):
            for use in self._uses[hit.key]:
                if use.part:
                    continue
                pattern = self._patterns[use.pattern]
                end, letters = hit.end, hit.length
                if pattern.gaps:
                    whole = self._complete(text, ordered, i, use.pattern, pattern.gaps)
                    if whole is None:
                        continue
                    end, more = whole
                    letters += more
                if pattern.condition is not None:
                    needs, unless = pattern.condition
                    if needs is not None and needs.search(text) is None:
                        continue
                    around = max(0, hit.start - UNLESS_WINDOW), end + UNLESS_WINDOW
                    if unless is not None and unless.search(text, *around) is not None:
                        continue
                found.append(
                    Found(
                        hit.start, end, hit.end, pattern.kind, pattern.owner, use.tense, use.pattern, letters
                    )
                )
        return found

    def _complete(
        self, text: str, ordered: list[Hit], i: int, pattern: int, gaps: tuple[int, ...]
    ) -> tuple[int, int] | None:
        """Find the further parts, each the nearest that fits: the end of the last, the letters of all."""
        end, letters = ordered[i].end, 0
        for part, gap in enumerate(gaps, start=1):
            for other in self._after(ordered, i, end):
                if any(u.pattern == pattern and u.part == part for u in self._uses[other.key]) and _near(
                    text, end, other.start, gap
                ):
                    end, letters = other.end, letters + other.length
                    break
            else:
                return None
        return end, letters

    def _after(self, ordered: list[Hit], i: int, end: int) -> Iterator[Hit]:
        for at in range(i + 1, len(ordered)):
            other = ordered[at]
            if other.start > end + MAX_GAP:
                return
            if other.start >= end:
                yield other


def _in_text_order(hit: Hit) -> tuple[int, int]:
    return (hit.start, -hit.end)


def _near(text: str, end: int, start: int, gap: int) -> bool:
    between = text[end:start]
    if "\n" in between or ". " in between:
        return False
    if between and max(between) >= UNSPACED and " " not in between:
        return gap > 0 and len(between) <= MAX_GAP_UNSPACED
    if gap == 0:
        return between in {"", " ", "-"}
    return len(between) <= MAX_GAP and between.count(" ") <= gap + 1
