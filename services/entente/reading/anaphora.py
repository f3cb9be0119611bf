"""Powers that a sentence doesn't name but means: "both countries", "the two leaders", "he", "its"."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from entente.reading.groups import Group, governor
from entente.reading.marks import SmallWord
from entente.reading.phrases import Found

_OWNING = frozenset({"his", "her", "its", "their", "our", "его", "её", "их", "його", "її", "їх"})
_MANY = frozenset({"they", "their", "them", "они", "их", "вони", "їх", "他们"})
_OBJECTS = frozenset({"him", "them"})


class Memory(NamedTuple):
    """What the sentences before leave behind: the pair they speak of, and whom the last one is about."""

    pair: tuple[str, ...]
    topic: Group | None


EMPTY = Memory((), None)
_STAND_IN = Group(0, 0, (), (), None, possessive=False, attributive=False, standing_in=True, role="direct")


def with_stand_ins(
    text: str, groups: Sequence[Group], marks: Sequence[SmallWord], phrases: Iterable[Found], memory: Memory
) -> list[Group]:
    """Add to a sentence's actors those that only stand in for powers named before, in text order."""
    made = list(groups)
    for one in phrases:
        pair = _pair(made, one.start) or memory.pair
        if len(pair) > 1 and not any(g.start < one.end and one.start < g.end for g in made):
            owning = text[one.end : one.end + 1] == "'"
            governed = governor(text, one.start, marks)
            made.append(
                _STAND_IN._replace(
                    start=one.start,
                    end=one.end,
                    powers=pair,
                    actors=pair,
                    preposition=governed,
                    possessive=owning,
                )
            )
    for mark in marks:
        if mark.kind == "pronoun" and mark.word not in _OBJECTS:
            meant = _meant(mark, groups, memory)
            if meant is not None and not any(g.start <= mark.start < g.end for g in made):
                owning = mark.word in _OWNING
                governed = governor(text, mark.start, marks)
                made.append(
                    _STAND_IN._replace(
                        start=mark.start,
                        end=mark.end,
                        powers=meant.powers,
                        actors=meant.actors,
                        preposition=governed,
                        possessive=owning,
                    )
                )
    made.sort(key=lambda group: group.start)
    return made


def remember(groups: Sequence[Group], memory: Memory) -> Memory:
    """Carry on from a sentence: its pair if it names one, and its first actor that stands free."""
    named = [g for g in groups if not g.standing_in]
    topic = next((g for g in named if g.preposition is None), named[0] if named else memory.topic)
    return Memory(_pair(named, None) or memory.pair, topic)


def _pair(groups: Sequence[Group], before: int | None) -> tuple[str, ...]:
    """The two powers that the groups before a place speak of: a compound, or all two that are named."""
    seen = [g for g in groups if before is None or g.end <= before]
    compound = next((g.powers for g in reversed(seen) if len(g.powers) == 2), None)  # noqa: PLR2004 - a pair
    if compound is not None:
        return compound
    powers = tuple(dict.fromkeys(power for g in seen for power in g.powers))
    return powers if len(powers) == 2 else ()  # noqa: PLR2004 - a pair


def _meant(mark: SmallWord, groups: Sequence[Group], memory: Memory) -> Group | None:
    before = [g for g in groups if g.end <= mark.start]
    if mark.word in _MANY:
        several = [g for g in before if len(g.powers) > 1]
        if several:
            return several[-1]
    plain = [g for g in before if g.preposition is None]
    if plain:
        return plain[0]
    return memory.topic if not before else before[0]
