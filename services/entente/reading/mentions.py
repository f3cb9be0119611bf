"""Which actors a text names, where, and for whom they stand that day."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from entente.contracts.values import Role
from entente.reading.abbreviations import Abbreviations
from entente.reading.automaton import Hit
from entente.reading.conditions import Holding
from entente.reading.institutions import are_citizens, in_firm, in_institution, is_outlet, is_panel
from entente.reading.language import READ_BY_CUES
from entente.reading.lexicon import Claim, Lexicon, power_on
from entente.watchlist.names import CHINESE

Bounds = tuple[int, int]

_REMEMBERED = 1 << 14
"""Persons and days of which is remembered whom they stood for."""


class Named(NamedTuple):
    """One place that names an actor, in the normalised text."""

    start: int
    end: int
    actor: str
    power: str | None
    role: Role
    sentence: int


class MentionReader:
    """Resolves the names that the automaton met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._actors = lexicon.actors
        self._claims = lexicon.claims
        self._abbreviations = Abbreviations(
            {
                character: i
                for i, actor in enumerate(lexicon.actors)
                if CHINESE in actor.aliases
                for character in actor.aliases[CHINESE].short
            }
        )
        self._simple = [
            len(claims) == 1 and claims[0].condition is None and not claims[0].elsewhere
            for claims in lexicon.claims
        ]
        self._standing = [
            actor.id if actor.kind in {"state", "organisation"} else None for actor in lexicon.actors
        ]
        # An article names the same people again and again, and the next one is mostly of the same day.
        self._power_on = lru_cache(_REMEMBERED)(lambda number, day: power_on(lexicon.actors[number], day))

    def read(  # noqa: PLR0913 - what a text is made of, each once
        self,
        text: str,
        hits: list[Hit],
        sentences: Sequence[Bounds],
        masks: Sequence[Bounds],
        *,
        day: date,
        language: str,
    ) -> list[Named]:
        """Resolve names: conditions first, then the longest from the left; each names one actor.

        Args:
            text: the normalised text.
            hits: every name met, overlapping ones too.
            sentences: the sentences' bounds.
            masks: places whose names count for nothing: datelines, bylines, cut-off tails.
            day: the day by which tenures are judged.
            language: the text's; names of other languages count where it is none of those read by cues.
        """
        named, taken = self._by_names(text, hits, sentences, masks, day=day, language=language)
        if language == CHINESE:
            short = list(self._by_characters(text, sentences, masks, taken))
            if short:
                named = sorted(named + short)
        return named

    def _by_characters(
        self, text: str, sentences: Sequence[Bounds], masks: Sequence[Bounds], taken: Sequence[Bounds]
    ) -> Iterator[Named]:
        for start, end, number in self._abbreviations.find(text, taken):
            if masks and _masked(start, masks):
                continue
            sentence = max(0, bisect_right(sentences, start, key=lambda bounds: bounds[0]) - 1)
            actor = self._actors[number].id
            yield Named(start, end, actor, self._standing[number], "direct", sentence)

    def _by_names(  # noqa: PLR0913 - as read
        self,
        text: str,
        hits: list[Hit],
        sentences: Sequence[Bounds],
        masks: Sequence[Bounds],
        *,
        day: date,
        language: str,
    ) -> tuple[list[Named], list[Bounds]]:
        """Resolve names; give also all that they cover, be it that a name hides what is in it."""
        if not hits:
            return [], []
        elsewhere, english = language not in READ_BY_CUES, language == "en"
        taken: list[Bounds] = []
        named: list[Named] = []
        holds = Holding(text)
        full = cache(lambda: self._full_names(hits))
        sentence = covered = 0
        last = len(sentences) - 1
        for start, end, key, _ in _leftmost_longest(hits):
            if start < covered:
                continue
            claims = self._claims[key]
            claim: Claim | None
            if self._simple[key]:
                claim = claims[0]
            elif claims:
                open_claims = [
                    c
                    for c in claims
                    if (elsewhere or not c.elsewhere)
                    and (c.condition is None or holds(c.condition, start, end))
                ]
                if not open_claims:
                    continue
                claim = self._choose(open_claims, full, day)
            else:
                claim = None
            covered = end
            taken.append((start, end))
            if claim is None or (masks and _masked(start, masks)):
                continue
            while sentence < last and sentences[sentence][1] <= start:
                sentence += 1
            actor = self._actors[claim.actor]
            if english and _is_part(text, taken, actor.kind, claim.role):
                continue
            power = self._standing[claim.actor] or self._power_on(claim.actor, day)
            named.append(Named(start, end, actor.id, power, claim.role, sentence))
        return named, taken

    def _full_names(self, hits: list[Hit]) -> frozenset[int]:
        """The actors that some name of the text means without a doubt."""
        return frozenset(self._claims[key][0].actor for _, _, key, _ in hits if self._simple[key])

    def _choose(self, claims: list[Claim], full: Callable[[], frozenset[int]], day: date) -> Claim | None:
        """Choose among rivals: who is named in full, then who is in office; None if powers still differ."""
        if len(claims) == 1:
            return claims[0]
        claims = [c for c in claims if c.actor in full()] or claims
        if len(claims) > 1:
            claims = [c for c in claims if self._power(c, day) is not None] or claims
        if len({self._power(c, day) or c.actor for c in claims}) > 1:
            return None
        return claims[0]

    def _power(self, claim: Claim, day: date) -> str | None:
        return self._standing[claim.actor] or self._power_on(claim.actor, day)


def _is_part(text: str, taken: Sequence[Bounds], kind: str, role: Role) -> bool:
    """Whether the state or body named last is but part of another's name, or its people a public."""
    start, end = taken[-1]
    if kind != "state":
        return kind == "body" and is_panel(text, end)
    if in_institution(text, start, end):
        return True
    if role == "demonym":
        return is_outlet(text, end) or are_citizens(text, start, end)
    beside = len(taken) > 1 and taken[-2][1] + 1 == start
    return role == "direct" and not beside and in_firm(text, start, end)


def _leftmost_longest(hits: list[Hit]) -> list[Hit]:
    """Order hits for reading: they come by their ends, which says it where none overlaps another."""
    if all(one[1] <= other[0] for one, other in pairwise(hits)):
        return hits
    # Of two open patterns that run to the same word's end, the one with more letters written knows better.
    return sorted(hits, key=lambda hit: (hit[0], -hit[1], -hit[3]))


def _masked(at: int, masks: Sequence[Bounds]) -> bool:
    return any(start <= at < end for start, end in masks)
