"""Who acts on whom: the sources and targets of a cue, by voice, order and preposition."""

from entente.reading.clauses import Clause, CueFound, Sentence, clause_of, is_adjective_use, is_passive
from entente.reading.groups import Group, is_venue
from entente.reading.neighbours import right_of, subject_of
from entente.reading.nouns import noun_roles
from entente.reading.parties import Roles, between
from entente.reading.plover import FORCE, GIVING, JUDGING, LEADS_TO, PLACE, TOWARD

_CONTENT_REACH = 14
"""Code points between "agree to" and what is agreed: an adverb's worth."""
_RECIPROCAL = ("each other", "one another", "друг друг", "один одно", "互相", "相互", "彼此")


def roles(sentence: Sentence, cue: CueFound) -> Roles | None:
    """Tell who did what a cue says to whom; None where the sentence doesn't say."""
    clause = clause_of(sentence, cue.start, cue.end)
    if not sentence.inflected:
        return _verb(sentence, cue, clause) or noun_roles(sentence, cue, clause)
    if cue.noun:
        return noun_roles(sentence, cue, clause)
    return None if is_adjective_use(sentence, cue) else _verb(sentence, cue, clause)


def _verb(sentence: Sentence, cue: CueFound, clause: Clause) -> Roles | None:
    """Roles of a verb: its subject before it, its object after it, or the other way round."""
    subject = subject_of(sentence, cue, clause)
    if is_passive(sentence, cue):
        agent = next((g for g in right_of(sentence, cue, clause) if g.preposition == "by"), None)
        return between(agent, subject, cue)
    if subject is None:
        return None
    target = _object(sentence, cue, clause, subject)
    if target is None and len(subject.powers) > 1 and (cue.mutual or _is_reciprocal(sentence.text, cue)):
        return Roles(subject.powers, ())
    return between(subject, target, cue)


def _object(sentence: Sentence, cue: CueFound, clause: Clause, subject: Group) -> Group | None:
    """The actor after a verb that it is done to, by the verb's type and the prepositions.

    What is agreed or refused has its own: "ready to discuss Iran's plan with Qatar".
    """
    inner = _content(sentence, cue)
    if inner is not None:
        cue = cue._replace(topical=inner.topical, mutual=cue.mutual and inner.mutual)
    right = [
        g
        for g in right_of(sentence, cue, clause)
        if not (len(subject.powers) > 1 and is_venue(g))
        and _may_be_target(sentence, cue, g, among=cue.mutual and len(subject.powers) > 1)
        and not set(g.powers) <= set(subject.powers)
    ]
    if not right:
        return _preposed(sentence, cue, clause, subject)
    wanted = frozenset({"with"}) if cue.mutual else TOWARD if cue.type in GIVING else frozenset[str]()
    if cue.mutual and cue.type in GIVING:
        wanted = wanted | TOWARD
    preferred = next((g for g in right if g.preposition in wanted), None)
    return preferred or next((g for g in right if g.preposition not in PLACE), right[0])


def _content(sentence: Sentence, cue: CueFound) -> CueFound | None:
    """The deed that is promised or refused: the cue that follows "agree to", "refuse to"."""
    if cue.type not in {"AGREE", "REJECT"}:
        return None
    following = next((other for other in sentence.cues if other.start >= cue.end), None)
    if following is None or following.start - cue.end > _CONTENT_REACH:
        return None
    return following


def _may_be_target(sentence: Sentence, cue: CueFound, group: Group, *, among: bool) -> bool:
    """Whether an actor after a verb can be its target; `among`: the subjects have each other already."""
    preposition = group.preposition
    if preposition is None:
        if cue.topical or (among and cue.type == "CONSULT"):
            return False
        return not any(m.kind == "comma" and cue.end <= m.start < group.start for m in sentence.marks)
    adjacent = group.start <= cue.end + 1
    if preposition not in LEADS_TO[cue.type] and not adjacent:
        return False
    if cue.topical and preposition not in {"with", *PLACE}:
        return False
    if among and (preposition in PLACE or (cue.type == "CONSULT" and preposition != "with")):
        return False
    return adjacent or not is_victim(sentence, cue, group)


def _preposed(sentence: Sentence, cue: CueFound, clause: Clause, subject: Group) -> Group | None:
    """A partner named before the verb: "Russia, together with China, signed", and the order of Chinese."""
    for group in sentence.groups:
        own = set(group.powers) <= set(subject.powers)
        if clause.start <= group.start and group.end <= cue.start and not own:
            if group.preposition == "with" and cue.mutual:
                return group
            if group.preposition == "toward-verb":
                return group
    return None


def is_victim(sentence: Sentence, cue: CueFound, group: Group) -> bool:
    """Whether a group is the victim of what is judged, not its target: "condemned the attack on Iran"."""
    if cue.type not in JUDGING or group.preposition not in TOWARD:
        return False
    return any(
        other.type in FORCE and other.start >= cue.first_end and other.end <= group.start
        for other in sentence.cues
        if other.start != cue.start
    )


def _is_reciprocal(text: str, cue: CueFound) -> bool:
    after = text[cue.first_end : cue.end + 24]
    return any(word in after for word in _RECIPROCAL)
