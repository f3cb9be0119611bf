"""Hits put together to phrases of several parts: "lift" and, within four words, "sanctions"."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from entente.reading.automaton import UNSPACED, Hit
from entente.reading.conditions import Holding
from entente.reading.lexicon import Lexicon, Pattern, PatternKind, Use
from entente.watchlist.inflection import Tense

MAX_GAP = 48
"""Code points that may lie between two parts, however few the words."""
MAX_GAP_UNSPACED = 20
"""The same where words aren't spaced."""
_FIRST_WORD = re.compile(r"[^\W_]+")
_NONE: frozenset[int] = frozenset()


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


class _Head(NamedTuple):
    """What a spelling may begin: of the phrases of several parts, how each is taken up after it.

    `near` are all of these, `apart` those whose second part may stand apart. A small word is found
    by one expression for all of them; `by_word` says whose second part it then may be.
    """

    uses: dict[int, Use]
    near: frozenset[int]
    apart: frozenset[int]
    small: re.Pattern[str] | None
    by_word: dict[str, tuple[int, ...]]


class Joiner:
    """Puts the automaton's hits together to phrases."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns = lexicon.patterns
        self._uses = lexicon.uses
        self._patterns = patterns
        self._whole: list[tuple[Use, ...]] = []
        self._heads: list[_Head | None] = []
        self._further: list[frozenset[int]] = []
        for uses in lexicon.uses:
            begun = {use.pattern: use for use in uses if not use.part and patterns[use.pattern].tails}
            self._whole.append(tuple(use for use in uses if not use.part and not patterns[use.pattern].tails))
            self._heads.append(_head(begun, patterns) if begun else None)
            self._further.append(frozenset(use.pattern for use in uses if use.part == 1) or _NONE)

    def join(self, text: str, hits: Iterable[Hit], holds: Holding, last: int = sys.maxsize) -> list[Found]:
        """List the whole phrases that hits make up to a place, in text order; overlapping ones too.

        Args:
            text: the normalised text.
            hits: what one pass over it, or over a part of it, found.
            holds: says which conditions hold in the text.
            last: where the phrases end at the latest.
        """
        ordered = sorted(hits)
        further, heads = self._further, self._heads
        going_on = [hit for hit in ordered if further[hit[2]]]
        starts = [hit[0] for hit in going_on]
        whole = self._whole
        found: list[Found] = []
        for i, (start, end, key, letters) in enumerate(ordered):
            for use in whole[key]:
                self._add(found, text, (start, end, end, letters), use, holds)
            head = heads[key]
            if head is None:
                continue
            wanted = self._taken_up(text, end, head, going_on, starts)
            for pattern in sorted(wanted):
                stop, more = self._complete(text, ordered, i, pattern, wanted[pattern])
                if 0 <= stop <= last:
                    self._add(found, text, (start, stop, end, more), head.uses[pattern], holds)
        return found

    def _taken_up(
        self, text: str, end: int, head: _Head, going_on: Sequence[Hit], starts: Sequence[int]
    ) -> dict[int, Hit | None]:
        """Tell which phrases whose first part ends here may go on, each with the next hit that does so."""
        wanted: dict[int, Hit | None] = {}
        for at in range(bisect_left(starts, end), len(starts)):
            begin = starts[at]
            if begin > end + MAX_GAP:
                break
            ahead = self._further[going_on[at][2]]
            apart = head.near if begin <= end + 1 else head.apart
            if not ahead.isdisjoint(apart):
                for pattern in ahead.intersection(apart):
                    wanted.setdefault(pattern, going_on[at])
        if head.small is not None:
            for match in head.small.finditer(text, end, end + MAX_GAP):
                near = match.start() == end
                for pattern in head.by_word[match[1]]:
                    if near or pattern in head.apart:
                        wanted.setdefault(pattern, None)
        return wanted

    def _add(
        self, found: list[Found], text: str, place: tuple[int, int, int, int], use: Use, holds: Holding
    ) -> None:
        start, end, first_end, letters = place
        pattern = self._patterns[use.pattern]
        if pattern.condition is None or holds(pattern.condition, start, end):
            raised = pattern.lowered and text[start].isupper()
            kind, owner = pattern.kind, pattern.owner
            found.append(Found(start, end, first_end, kind, owner, use.tense, use.pattern, letters, raised))

    def _complete(
        self, text: str, ordered: list[Hit], i: int, pattern: int, second: Hit | None
    ) -> tuple[int, int]:
        """Find the further parts, each the nearest: the last's end (-1: none), the letters of all."""
        _, end, _, letters = ordered[i]
        hit = second
        for part, tail in enumerate(self._patterns[pattern].tails, start=1):
            if part > 1:
                hit = self._next(ordered, i, end, (pattern, part))
            at = hit[0] if hit is not None else -1
            stop = hit[1] if hit is not None else -1
            for word in tail.small:
                place = _small_word(text, word, end)
                if place >= 0 and (at < 0 or place < at):
                    at, stop = place, place + len(word) - 1
            if at < 0 or not _near(text, end, at, tail.gap):
                return -1, 0
            letters += stop - at
            end = stop
        return end, letters

    def _next(self, ordered: list[Hit], i: int, end: int, wanted: tuple[int, int]) -> Hit | None:
        """The nearest hit after a place that is a given part of a given pattern."""
        for hit in self._after(ordered, i, end):
            if any((use.pattern, use.part) == wanted for use in self._uses[hit[2]]):
                return hit
        return None

    def _after(self, ordered: list[Hit], i: int, end: int) -> Iterator[Hit]:
        for at in range(i + 1, len(ordered)):
            other = ordered[at]
            if other[0] > end + MAX_GAP:
                return
            if other[0] >= end:
                yield other


def _head(begun: dict[int, Use], patterns: Sequence[Pattern]) -> _Head:
    by_word: dict[str, list[int]] = {}
    for number in begun:
        for word in patterns[number].tails[0].small:
            first = _FIRST_WORD.match(word, 1)
            slot = by_word.setdefault(first[0] if first is not None else "", [])
            if number not in slot:
                slot.append(number)
    small = None
    if by_word:
        longest_first = sorted(by_word, key=len, reverse=True)
        small = re.compile(f" ({'|'.join(longest_first)})(?![^\\W_])")
    return _Head(
        uses=begun,
        near=frozenset(begun),
        apart=frozenset(number for number in begun if patterns[number].tails[0].gap),
        small=small,
        by_word={word: tuple(numbers) for word, numbers in by_word.items()},
    )


def _small_word(text: str, word: str, end: int) -> int:
    """Where a small word (a blank before it) stands next after a place, as a word; -1: nowhere near."""
    limit = end + MAX_GAP
    at = text.find(word, end, limit)
    while at >= 0 and text[at + len(word) : at + len(word) + 1].isalnum():
        at = text.find(word, at + 1, limit)
    return at + 1 if at >= 0 else -1


def _near(text: str, end: int, start: int, gap: int) -> bool:
    between = text[end:start]
    if "\n" in between or ". " in between:
        return False
    if between and max(between) >= UNSPACED and " " not in between:
        return gap > 0 and len(between) <= MAX_GAP_UNSPACED
    if gap == 0:
        return between in {"", " ", "-"}
    return len(between) <= MAX_GAP and between.count(" ") <= gap + 1
