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

MAX_POWERS = 3
"""Powers of a sentence beyond which order alone tells nothing."""


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
    powers = {power for g in groups for power in g.powers}
    if not 1 < len(powers) <= MAX_POWERS:
        return
    found: list[tuple[float, CueFound, Roles]] = []
    for cue in sentence.cues:
        if tells_nothing(sentence, cue, cut=cut) or governor_of(sentence, cue) is not None:
            continue
        who = _around(sentence, cue, groups)
        if who is not None:
            found.append((cue.letters - 6 * cue.noun, cue, who))
    if found:
        _, cue, who = max(found, key=lambda one: one[0])
        yield cue, who, None


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
