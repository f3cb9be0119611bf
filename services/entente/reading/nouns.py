"""Who acts on whom by a noun: its owner, "by", "between", "of", "with", and what its last word leads to."""

from collections.abc import Sequence

from entente.reading.clauses import Clause, CueFound, Sentence
from entente.reading.groups import Group
from entente.reading.neighbours import owner_of, right_of, subject_of
from entente.reading.parties import Roles, between
from entente.reading.plover import HOSTILE, LEADS_TO, PLACE
from entente.watchlist.wordlists import listed

MAX_NOUN_REACH = 90
"""Code points after a noun ("sanctions …") within which its target must be named."""
_LAST_WORDS = listed("of for on to with against from by toward at in into between over about")


def noun_roles(sentence: Sentence, cue: CueFound, clause: Clause) -> Roles | None:
    """Roles of a noun: its owner before it, "by", "between", "of" and "with" after it."""
    right = _after_noun(sentence, cue, clause)
    parties = next((g for g in right if g.preposition == "between" and len(g.powers) > 1), None)
    if parties is not None:
        return Roles(parties.powers, ())
    agent = owner_of(sentence, cue, clause)
    agent, target = _complements(sentence, cue, right, agent)
    if agent is not None and target is None:
        return Roles(agent.powers, ()) if cue.mutual and len(agent.powers) > 1 else None
    if agent is None and cue.type not in HOSTILE and not _has_stranger(sentence, cue):
        agent = subject_of(sentence, cue, clause)
        if agent is not None and target is None and cue.mutual and len(agent.powers) > 1:
            return Roles(agent.powers, ())
    return between(agent, target, cue)


def _complements(
    sentence: Sentence, cue: CueFound, right: Sequence[Group], agent: Group | None
) -> tuple[Group | None, Group | None]:
    """Give the actors after a noun their parts: by the noun's own last word, then by their prepositions."""
    target: Group | None = None
    last_word = sentence.text[cue.start : cue.end].rsplit(" ", 1)[-1].lower()
    if right and last_word in _LAST_WORDS:
        if last_word in {"by", "from"}:
            agent = agent or right[0]
        else:
            target = right[0]
    for group in right:
        adjacent = group.start - cue.end <= 1
        if group is target or group is agent:
            continue
        if group.preposition == "by":
            agent = agent or group
        elif target is None and group.preposition in _aims(cue):
            target = group
        elif group.preposition == "of" or (group.preposition is None and adjacent):
            if agent is None:
                agent = group
            elif not cue.topical:
                target = target or group
    return agent, target


def _aims(cue: CueFound) -> frozenset[str]:
    aims = LEADS_TO[cue.type] - {"of", "by"}
    return aims & {"with", *PLACE} if cue.topical else aims


def _has_stranger(sentence: Sentence, cue: CueFound) -> bool:
    """Whether somebody untracked owns the noun: "European interference", "Denmark's talks"."""
    words = sentence.text[max(sentence.start, cue.start - 30) : cue.start].split()
    return bool(words) and not sentence.headline and (words[-1][:1].isupper() or words[-1].endswith("'s"))


def _after_noun(sentence: Sentence, cue: CueFound, clause: Clause) -> list[Group]:
    """The actors after a noun that may belong to it: not the owner of the next."""
    right = [g for g in right_of(sentence, cue, clause) if g.start <= cue.end + MAX_NOUN_REACH]
    following = next((other for other in sentence.cues if other.noun and other.start >= cue.end), None)
    if following is None:
        return right
    owner = owner_of(sentence, following, clause)
    near = [g for g in right if g.end <= following.start and g is not owner]
    return near or [g for g in right if g is not owner and g.preposition in {"with", "between"}]
