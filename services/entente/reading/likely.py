"""Which cues tell of an event, and whom each joins: by grammar, else by the order of the powers alone."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from entente.reading.clauses import CueFound, Sentence, is_passive
from entente.reading.content import governor_of, is_owned, tells_nothing
from entente.reading.groups import Group, is_venue
from entente.reading.neighbours import is_mute
from entente.reading.parties import Roles, between
from entente.reading.plover import PLACE
from entente.reading.roles import is_victim, roles

MAX_SIDES = 3
"""Sides of a sentence, powers that act as one, beyond which order alone tells nothing."""
_NOUN_COSTS = 6
"""Letters that a noun must have more than a verb to say as much."""
MAX_POWERS = 6
"""Powers of a sentence beyond which it tells of a gathering."""


Told = tuple[CueFound, Roles, CueFound | None]
"""A cue, whom it joins, and the verb that judges it, if one does."""


def joined(sentence: Sentence, *, cut: bool) -> Iterator[Told]:
    """List the cues to which the grammar of their sentence gives a source and a target."""
    for cue in sentence.cues:
        if tells_nothing(sentence, cue, cut=cut):
            continue
        who = roles(sentence, cue)
        if who is None:
            continue
        judged = governor_of(sentence, cue)
        if judged is None or is_owned(sentence, cue):
            yield cue, who, judged


def likely(sentence: Sentence, *, cut: bool) -> Iterator[Told]:
    """Find the one cue that most likely tells what a sentence tells, where grammar joins nobody."""
    groups = [g for g in sentence.groups if not is_mute(sentence, g)]
    if any(len(g.powers) > 1 for g in groups):
        groups = [g for g in groups if not is_venue(g)]
    if not _sides(groups):
        return
    found: list[tuple[int, CueFound, Roles]] = []
    for cue in sentence.cues:
        if tells_nothing(sentence, cue, cut=cut) or governor_of(sentence, cue) is not None:
            continue
        who = _around(sentence, cue, groups)
        if who is not None:
            found.append((_weight(cue), cue, who))
    if found:
        _, cue, who = max(found, key=lambda one: one[0])
        yield cue, who, None


def leaned(sentence: Sentence, weak: Sequence[CueFound], *, cut: bool) -> Iterator[Told]:
    """Find what a sentence may tell by a word that only leans, or by a cue that stands beside its powers."""
    governors = {cue: governor_of(sentence, cue) for cue in (*sentence.cues, *weak)}
    governing = set(governors.values())
    free = [
        cue
        for cue in weak
        if governors[cue] is None
        and not any(cue.start < other.end and other.start < cue.end for other in sentence.cues)
    ]
    told = [*likely(sentence._replace(cues=free), cut=cut)]
    if told:
        yield from told
        return
    beside = [cue for cue in sentence.cues if governors[cue] is None and cue not in governing]
    yield from _at_all(sentence._replace(cues=[*free, *beside]), cut=cut)


def _at_all(sentence: Sentence, *, cut: bool) -> Iterator[Told]:
    """Join the first two sides by the cue that says most: something is told, though not to whom."""
    acting = [g for g in sentence.groups if not is_mute(sentence, g)]
    # Who only speaks is mostly the one to whom it was done, where nobody else is named.
    groups = acting if _sides(acting) else sorted(sentence.groups, key=lambda g: is_mute(sentence, g))
    cues = [c for c in sentence.cues if not (tells_nothing(sentence, c, cut=cut) or is_passive(sentence, c))]
    if not cues:
        return
    cue = max(cues, key=_weight)
    if cue.topical:
        groups = [g for g in groups if g.end <= cue.start or g.preposition == "with"]
    sides = _sides(groups)
    if not sides:
        return
    if cue.mutual or len(sides) == 1:
        yield cue, Roles(tuple(dict.fromkeys(power for side in sides[:2] for power in side.powers)), ()), None
        return
    who = between(sides[0], sides[1], cue)
    if who is not None:
        yield cue, who, None


def _weight(cue: CueFound) -> int:
    """How much a cue says: more letters say more, a noun says less."""
    return cue.letters - _NOUN_COSTS * cue.noun


def _sides(groups: Sequence[Group]) -> list[Group]:
    """List the sides that a sentence names, each once; empty where they are too many, or one power alone."""
    sides: list[Group] = []
    for one in groups:
        if not any(set(one.powers) <= set(other.powers) for other in sides):
            sides.append(one)
    powers = {power for side in sides for power in side.powers}
    return sides if 1 < len(powers) <= MAX_POWERS and len(sides) <= MAX_SIDES else []


def _around(sentence: Sentence, cue: CueFound, groups: Sequence[Group]) -> Roles | None:
    parties = next((g for g in groups if g.preposition == "between" and len(g.powers) > 1), None)
    if parties is not None:
        return Roles(parties.powers, ())
    left = [g for g in groups if g.end <= cue.start]
    right = [g for g in groups if g.start >= cue.first_end and not is_victim(sentence, cue, g)]
    if cue.topical and all(g.preposition != "with" for g in right):
        return None
    source = next((g for g in reversed(left) if g.preposition is None), left[-1] if left else None)
    if source is None:
        return _among(right, cue)
    target = next((g for g in right if not set(g.powers) <= set(source.powers)), None)
    if target is None:
        return _among(left, cue)
    if is_passive(sentence, cue):
        return None if target.preposition in PLACE else between(target, source, cue)
    return between(source, target, cue)


def _among(groups: Sequence[Group], cue: CueFound) -> Roles | None:
    """Join the first two that differ; a compound acts on itself only where the cue is mutual."""
    for one in groups:
        if len(one.powers) > 1 and cue.mutual:
            return Roles(one.powers, ())
    for one, other in pairwise(groups):
        who = between(one, other, cue)
        if who is not None:
            return who
    return None
