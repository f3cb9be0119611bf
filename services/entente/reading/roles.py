"""Who acts on whom: the sources and targets of a cue, by voice, order and preposition."""

from collections.abc import Sequence
from typing import NamedTuple

from entente.contracts.values import EventType
from entente.reading.clauses import Clause, CueFound, Sentence, clause_of, is_adjective_use, is_passive
from entente.reading.groups import Group
from entente.reading.marks import SmallWord
from entente.watchlist.wordlists import listed

MAX_NOUN_REACH = 90
"""Code points after a noun ("sanctions …") within which its target must be named."""
MAX_OWNER_REACH = 40
"""Code points between an owner and what it owns: "Russia's latest wave of attacks"."""

_LEADS_TO: dict[EventType, frozenset[str]] = {
    "AGREE": listed("with to for of from"),
    "CONSULT": listed("with to in at of into for"),
    "SUPPORT": listed("for to of with"),
    "CONCEDE": listed("to with for on of from against"),
    "COOPERATE": listed("with to from in of for"),
    "AID": listed("to for in of into"),
    "RETREAT": listed("from in to of with"),
    "REQUEST": listed("to from of"),
    "ACCUSE": listed("of against from at with to into by about over"),
    "REJECT": listed("of from by to with"),
    "THREATEN": listed("to against of with on at"),
    "PROTEST": listed("against at in on near"),
    "SANCTION": listed("on against to with from of for"),
    "MOBILIZE": listed("on against to in near toward towards at off"),
    "COERCE": listed("on against in of from for to at"),
    "ASSAULT": listed("on against in at with of into near toward towards across inside upon"),
}
"""The prepositions by which each type names its target, beside the bare object."""
_PLACE = listed("in at near inside across off into")
_GIVING: frozenset[EventType] = frozenset({"AID", "COOPERATE", "AGREE"})
"""Types that name their target with "to", not beside the verb: "sent Russian tanks to Mali"."""
_HOSTILE: frozenset[EventType] = frozenset(
    {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
)
_JUDGING: frozenset[EventType] = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT"})
_FORCE: frozenset[EventType] = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})
_TOWARD = listed("to for against on upon at toward towards")
_LAST_WORDS = listed("of for on to with against from by toward at in into between over about")
_CONTENT_REACH = 14
"""Code points between "agree to" and what is agreed: an adverb's worth."""
_KIN = listed("ally allies member members neighbor neighbour partner rival candidate giant state")
"""Words between two names of which the second is meant: "US ally Japan"."""
_ABOUT = listed("about over regarding concerning")
_AUXILIARIES = listed("be future hypothetical negated")
_RECIPROCAL = ("each other", "one another", "друг друг", "один одно", "互相", "相互", "彼此")


class Roles(NamedTuple):
    """Who did it to whom; without targets, the sources to each other."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]


def roles(sentence: Sentence, cue: CueFound) -> Roles | None:
    """Tell who did what a cue says to whom; None where the sentence doesn't say."""
    clause = clause_of(sentence, cue.start, cue.end)
    if not sentence.inflected:
        return _verb(sentence, cue, clause) or _noun(sentence, cue, clause)
    if cue.noun:
        return _noun(sentence, cue, clause)
    return None if is_adjective_use(sentence, cue) else _verb(sentence, cue, clause)


def _verb(sentence: Sentence, cue: CueFound, clause: Clause) -> Roles | None:
    """Roles of a verb: its subject before it, its object after it, or the other way round."""
    subject = _subject(sentence, cue, clause)
    if is_passive(sentence, cue):
        agent = next((g for g in _right(sentence, cue, clause) if g.preposition == "by"), None)
        return _between(agent, subject, cue)
    if subject is None:
        return None
    target = _object(sentence, cue, clause, subject)
    if target is None and len(subject.powers) > 1 and (cue.mutual or _is_reciprocal(sentence.text, cue)):
        return Roles(subject.powers, ())
    return _between(subject, target, cue)


def owner_of(sentence: Sentence, cue: CueFound, clause: Clause) -> Group | None:
    """The actor that owns a noun: "Russia's attacks", "Israeli strikes", "US-China talks"."""
    nearest = next(
        (g for g in reversed(sentence.groups) if clause.start <= g.start and g.end <= cue.start), None
    )
    if nearest is None or cue.start - nearest.end > MAX_OWNER_REACH:
        return None
    if any(
        nearest.end <= m.start and m.end <= cue.start for m in sentence.marks if m.kind not in {"and", "be"}
    ):
        return None
    words = sentence.text.count(" ", nearest.end, cue.start)
    if nearest.possessive:
        return nearest if words <= 4 else None  # noqa: PLR2004 - "latest wave of"
    return nearest if words <= 1 or (nearest.attributive and words <= 2) else None  # noqa: PLR2004 - an adjective


def _between(source: Group | None, target: Group | None, cue: CueFound) -> Roles | None:
    if source is None or target is None:
        return None
    targets = tuple(power for power in target.powers if power not in source.powers)
    if targets:
        return Roles(source.powers, targets)
    if cue.mutual and len(source.powers) > 1:
        return Roles(source.powers, ())
    return None


def _subject(sentence: Sentence, cue: CueFound, clause: Clause) -> Group | None:
    """The first actor of the clause that no preposition takes out of the running."""
    start = _coordinated(sentence, cue, clause)
    left = [
        g for g in sentence.groups if start <= g.start and g.end <= cue.start and not _is_mute(sentence, g)
    ]
    verbs = [c.start for c in sentence.cues if not c.noun and start <= c.start < cue.start]
    before_verbs = [g for g in left if g.end <= verbs[0]] if verbs else left
    return (
        _plainest(before_verbs, sentence.text)
        or _inherited(sentence, clause)
        or _plainest(left, sentence.text)
    )


def _coordinated(sentence: Sentence, cue: CueFound, clause: Clause) -> int:
    """Where the cue's own half of "A hits B and C condemns D" begins."""
    start = clause.start
    for mark in sentence.marks:
        if mark.kind == "and" and clause.start < mark.start and mark.end <= cue.start:
            follows = next((g for g in sentence.groups if g.start >= mark.end), None)
            if follows is not None and follows.end <= cue.start and follows.preposition is None:
                start = mark.end
    return start


def _plainest(left: Sequence[Group], text: str) -> Group | None:
    plain = [g for g in left if g.preposition is None]
    named = [g for g in plain if not g.standing_in] or plain
    whole = [g for g in named if not g.possessive] or named
    if whole:
        found = whole[0]
        for following in whole[1:]:
            if text[found.end : following.start].strip() not in _KIN:
                break
            found = following
        return found
    for preposition in ("of", "from"):
        governed = [g for g in left if g.preposition == preposition]
        if governed:
            return governed[0]
    # "Authorities in China detained …" has a subject; "In China, the minister …" has none.
    beside = [g for g in left if g.preposition == "in" and text[g.end : g.end + 1] != ","]
    return beside[-1] if beside else None


def _inherited(sentence: Sentence, clause: Clause) -> Group | None:
    """The subject of a clause that names none: an antecedent, the speaker, or the main clause's subject."""
    if clause.speech is not None:
        return clause.speech.speaker
    before = [g for g in sentence.groups if g.end <= clause.start]
    opener = clause.opened_by
    if opener is None:
        return None
    if opener.kind == "relative":
        return before[-1] if before else None
    trailing = next((s.speaker for s in sentence.speeches if s.trailing and s.speaker is not None), None)
    if trailing is not None:
        return trailing
    return next((g for g in before if g.preposition is None), None)


def _is_mute(sentence: Sentence, group: Group) -> bool:
    """Whether a group only speaks: "…, Moscow said"."""
    return any(
        s.trailing and s.speaker is not None and s.speaker.start == group.start for s in sentence.speeches
    )


def _right(sentence: Sentence, cue: CueFound, clause: Clause) -> list[Group]:
    """The actors after a cue (or within it) up to the next verb that starts anew, or the reason given."""
    limit = clause.end
    for other in sentence.cues:
        if other.start < cue.end:
            continue
        new_deed = not other.noun and _starts_anew(sentence, other)
        new_deed = new_deed or (not sentence.inflected and _coordinates(sentence, cue.end, other.start))
        if new_deed or (cue.type == "AGREE" and other.type in _HOSTILE):
            limit = min(limit, other.start)
            break
    for mark in sentence.marks:
        if cue.end <= mark.start < limit and _closes(cue, mark):
            limit = mark.start
            break
    return [
        g
        for g in sentence.groups
        if g.start >= cue.first_end and g.end <= limit and not _is_mute(sentence, g)
    ]


def _coordinates(sentence: Sentence, start: int, end: int) -> bool:
    return any(m.kind in {"and", "comma"} and start <= m.start and m.end <= end for m in sentence.marks)


def _closes(cue: CueFound, mark: SmallWord) -> bool:
    """Whether a small word ends what belongs to a cue: the reason given, or a noun's own verb."""
    if mark.kind == "cause":
        return mark.start > cue.end + 1 or mark.word not in _ABOUT
    return cue.noun and mark.kind in _AUXILIARIES


def _starts_anew(sentence: Sentence, cue: CueFound) -> bool:
    if cue.tense in {"ing", "participle"}:
        return False
    before = sentence.text[max(sentence.start, cue.start - 4) : cue.start].lower()
    return not before.endswith((" to ", "to "))


def _object(sentence: Sentence, cue: CueFound, clause: Clause, subject: Group) -> Group | None:
    """The actor after a verb that it is done to, by the verb's type and the prepositions.

    What is agreed or refused has its own: "ready to discuss Iran's plan with Qatar".
    """
    inner = _content(sentence, cue)
    if inner is not None:
        cue = cue._replace(topical=inner.topical, mutual=cue.mutual and inner.mutual)
    right = [
        g
        for g in _right(sentence, cue, clause)
        if _may_be_target(sentence, cue, g, among=cue.mutual and len(subject.powers) > 1)
        and not set(g.powers) <= set(subject.powers)
    ]
    if not right:
        return _preposed(sentence, cue, clause, subject)
    wanted = frozenset({"with"}) if cue.mutual else _TOWARD if cue.type in _GIVING else frozenset[str]()
    if cue.mutual and cue.type in _GIVING:
        wanted = wanted | _TOWARD
    preferred = next((g for g in right if g.preposition in wanted), None)
    return preferred or next((g for g in right if g.preposition not in _PLACE), right[0])


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
    if preposition not in _LEADS_TO[cue.type] and not adjacent:
        return False
    if cue.topical and preposition not in {"with", *_PLACE}:
        return False
    if among and (preposition in _PLACE or (cue.type == "CONSULT" and preposition != "with")):
        return False
    return adjacent or not _is_victim(sentence, cue, group)


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


def _is_victim(sentence: Sentence, cue: CueFound, group: Group) -> bool:
    """Whether a group is the victim of what is judged, not its target: "condemned the attack on Iran"."""
    if cue.type not in _JUDGING or group.preposition not in _TOWARD:
        return False
    return any(
        other.type in _FORCE and other.start >= cue.first_end and other.end <= group.start
        for other in sentence.cues
        if other.start != cue.start
    )


def _noun(sentence: Sentence, cue: CueFound, clause: Clause) -> Roles | None:
    """Roles of a noun: its owner before it, "by", "between", "of" and "with" after it."""
    right = _after_noun(sentence, cue, clause)
    parties = next((g for g in right if g.preposition == "between" and len(g.powers) > 1), None)
    if parties is not None:
        return Roles(parties.powers, ())
    agent = owner_of(sentence, cue, clause)
    agent, target = _complements(sentence, cue, right, agent)
    if agent is not None and target is None:
        return Roles(agent.powers, ()) if cue.mutual and len(agent.powers) > 1 else None
    if agent is None and cue.type not in _HOSTILE and not _has_stranger(sentence, cue):
        agent = _subject(sentence, cue, clause)
        if agent is not None and target is None and cue.mutual and len(agent.powers) > 1:
            return Roles(agent.powers, ())
    return _between(agent, target, cue)


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
    aims = _LEADS_TO[cue.type] - {"of", "by"}
    return aims & {"with", *_PLACE} if cue.topical else aims


def _has_stranger(sentence: Sentence, cue: CueFound) -> bool:
    """Whether somebody untracked owns the noun: "European interference", "Denmark's talks"."""
    words = sentence.text[max(sentence.start, cue.start - 30) : cue.start].split()
    return bool(words) and not sentence.headline and (words[-1][:1].isupper() or words[-1].endswith("'s"))


def _after_noun(sentence: Sentence, cue: CueFound, clause: Clause) -> list[Group]:
    """The actors after a noun that may belong to it: not the owner of the next."""
    right = [g for g in _right(sentence, cue, clause) if g.start <= cue.end + MAX_NOUN_REACH]
    following = next((other for other in sentence.cues if other.noun and other.start >= cue.end), None)
    if following is None:
        return right
    owner = owner_of(sentence, following, clause)
    near = [g for g in right if g.end <= following.start and g is not owner]
    return near or [g for g in right if g is not owner and g.preposition in {"with", "between"}]


def _is_reciprocal(text: str, cue: CueFound) -> bool:
    after = text[cue.first_end : cue.end + 24]
    return any(word in after for word in _RECIPROCAL)
