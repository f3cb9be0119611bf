"""Powers that a sentence doesn't name but means: "both countries", "the two leaders", "he", "its"."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from entente.contracts.values import Role
from entente.reading.groups import Group, governor
from entente.reading.joining import Found
from entente.reading.marks import SmallWord

_OWNING = frozenset({"his", "her", "its", "their", "our", "его", "её", "их", "його", "її", "їх"})
_MANY = frozenset({"they", "their", "them", "они", "их", "вони", "їх", "他们"})
_OBJECTS = frozenset({"him", "them"})


class Memory(NamedTuple):
    """What the sentences before leave behind: the pair they speak of, and whom the last one is about."""

    pair: tuple[str, ...]
    topic: Group | None


EMPTY = Memory((), None)
Recall = Callable[[], Memory]
"""Looks back; asked only where nobody in the sentence itself is meant."""
_ROLE: Role = "direct"
_LIKE = (False, True, _ROLE)
"""What all stand-ins are: not attributive, standing in, named directly."""


def with_stand_ins(
    text: str, groups: Sequence[Group], marks: Sequence[SmallWord], phrases: Iterable[Found], memory: Recall
) -> list[Group]:
    """Add to a sentence's actors those that only stand in for powers named before, in text order."""
    made = list(groups)
    for one in phrases:
        pair = _pair(made, one.start) or memory().pair
        if len(pair) > 1 and not any(g.start < one.end and one.start < g.end for g in made):
            owning = text[one.end : one.end + 1] == "'"
            made.append(
                Group(one.start, one.end, pair, pair, governor(text, one.start, marks), owning, *_LIKE)
            )
    for mark in marks:
        if mark.kind == "pronoun" and mark.word not in _OBJECTS:
            meant = _meant(mark, groups, memory)
            if meant is not None and not any(g.start <= mark.start < g.end for g in made):
                governed, owning = governor(text, mark.start, marks), mark.word in _OWNING
                made.append(Group(mark.start, mark.end, meant.powers, meant.actors, governed, owning, *_LIKE))
    made.sort(key=lambda group: group.start)
    return made


def recall(groups: Sequence[Group], nearer: Memory) -> Memory:
    """Go back by a sentence: its pair and its first free actor fill what nearer ones left open."""
    topic = nearer.topic or next((g for g in groups if g.preposition is None), groups[0] if groups else None)
    return Memory(nearer.pair or _pair(groups, None), topic)


def _pair(groups: Sequence[Group], before: int | None) -> tuple[str, ...]:
    """The two powers that the groups before a place speak of: a compound, or all two that are named."""
    seen = [g for g in groups if before is None or g.end <= before]
    compound = next((g.powers for g in reversed(seen) if len(g.powers) == 2), None)  # noqa: PLR2004 - a pair
    if compound is not None:
        return compound
    powers = tuple(dict.fromkeys(power for g in seen for power in g.powers))
    return powers if len(powers) == 2 else ()  # noqa: PLR2004 - a pair


def _meant(mark: SmallWord, groups: Sequence[Group], memory: Recall) -> Group | None:
    before = [g for g in groups if g.end <= mark.start]
    if mark.word in _MANY:
        several = [g for g in before if len(g.powers) > 1]
        if several:
            return several[-1]
    if mark.word in _OWNING and before:
        return before[-1]
    plain = [g for g in before if g.preposition is None]
    if plain:
        return plain[0]
    return before[0] if before else memory().topic
