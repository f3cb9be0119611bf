"""Who acts on whom: the sources and targets of a cue, by voice and order."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from entente.contracts.values import EventType
from entente.reading.groups import Group
from entente.reading.marks import SmallWord
from entente.watchlist.inflection import Tense
from entente.watchlist.wordlists import listed

MAX_NOUN_REACH = 90
"""Code points after a noun ("sanctions …") within which its target must be named."""
MAX_OWNER_REACH = 40
"""Code points between an owner and what it owns: "Russia's latest wave of attacks"."""
_PASSIVE_REACH = 24
"""Code points before a participle in which a form of "be" makes it passive: "was strongly condemned"."""

_PASSIVE_WORDS = 2
"""Words that may stand there: "been" and an adverb."""
_PLACE = listed("in at near inside within via through across under like off alongside в во на у із з у 在")
_NO_OBJECT = listed("by между between among між")
_WITH = listed("with с со з із зі 与 同 跟 和")
_TOWARD = listed("to for against on upon at toward towards к ко для против до проти 对 向 给 为 针对")
_INSIDE: frozenset[EventType] = frozenset(
    {"ASSAULT", "AID", "COERCE", "MOBILIZE", "COOPERATE", "CONSULT", "PROTEST", "RETREAT"}
)
"""Types whose target may be named as a place: "strikes in Syria", "talks in Beijing"."""
_GIVING: frozenset[EventType] = frozenset({"AID", "COOPERATE", "AGREE"})
"""Types that name their target with "to", not beside the verb: "sent Russian tanks to Mali"."""
_JUDGING: frozenset[EventType] = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT"})
_FORCE: frozenset[EventType] = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})
_BEFORE_NOUN = listed(
    "the a an of its their his her any new more no this that these those fresh further joint recent latest "
    "additional possible planned first second third upcoming for with against over by in on during despite"
)
_RECIPROCAL = ("each other", "one another", "друг друг", "один одно", "互相", "相互", "彼此")


class CueFound(NamedTuple):
    """A cue in a sentence: what it tells, where, and how its first verb stands."""

    start: int
    end: int
    first_end: int
    type: EventType
    mode: str | None
    mutual: bool
    tense: Tense
    noun: bool
    letters: int
    pattern: int


class Roles(NamedTuple):
    """Who did it to whom; without targets, the sources to each other."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]


class Speech(NamedTuple):
    """A verb of speaking, who speaks (None: nobody tracked), whether it trails what is said."""

    start: int
    end: int
    speaker: Group | None
    trailing: bool


class Sentence(NamedTuple):
    """A sentence made ready for reading events; all places are the normalised text's."""

    text: str
    start: int
    end: int
    groups: Sequence[Group]
    marks: Sequence[SmallWord]
    cues: Sequence[CueFound]
    speeches: Sequence[Speech]


class Clause(NamedTuple):
    """The stretch in which a cue's subject and object are looked for, and what opened it."""

    start: int
    end: int
    opened_by: SmallWord | None
    speech: Speech | None


def clause_of(sentence: Sentence, start: int, end: int) -> Clause:
    """Bound the clause around a place: by conjunctions, stops, quotes, and the end of a verb of speaking."""
    first, last = sentence.start, sentence.end
    opened: SmallWord | None = None
    for mark in sentence.marks:
        if mark.kind not in {"clause", "relative"}:
            continue
        if mark.end <= start:
            first, opened = mark.end, mark
        elif mark.start >= end:
            last = mark.start
            break
    spoken: Speech | None = None
    for speech in sentence.speeches:
        if speech.trailing:
            continue
        if speech.end <= start and speech.end >= sentence.start:
            spoken = speech
            if speech.end > first:
                first, opened = speech.end, None
    return Clause(first, last, opened, spoken)


def roles(sentence: Sentence, cue: CueFound) -> Roles | None:
    """Tell who did what a cue says to whom; None where the sentence doesn't say."""
    clause = clause_of(sentence, cue.start, cue.end)
    if cue.noun:
        return _noun(sentence, cue, clause)
    subject = _subject(sentence, cue, clause)
    if is_passive(sentence, cue):
        agent = next((g for g in _right(sentence, cue, clause) if g.preposition in {"by", "被"}), None)
        return _between(agent, subject, cue) if agent and subject else None
    if subject is None:
        return None
    target = _object(sentence, cue, clause, subject)
    if target is None and len(subject.powers) > 1 and (cue.mutual or _is_reciprocal(sentence.text, cue)):
        return Roles(subject.powers, ())
    return _between(subject, target, cue)


def is_passive(sentence: Sentence, cue: CueFound) -> bool:
    """Whether a participle follows a form of "be", or is followed by "by"."""
    if cue.tense not in {"past", "participle"} or cue.noun:
        return False
    for mark in sentence.marks:
        near = mark.end <= cue.start <= mark.end + _PASSIVE_REACH
        if mark.kind == "be" and near and sentence.text.count(" ", mark.end, cue.start) <= _PASSIVE_WORDS:
            return True
        if mark.kind == "by" and cue.first_end <= mark.start <= cue.first_end + 2:
            return True
    return False


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
    """The actor before the clause's first verb that no preposition takes out of the running."""
    left = [
        g
        for g in sentence.groups
        if clause.start <= g.start and g.end <= cue.start and not _mute(sentence, g)
    ]
    first_verb = next(
        (c.start for c in sentence.cues if not c.noun and clause.start <= c.start < cue.start), cue.start
    )
    left = [g for g in left if g.end <= first_verb] or left
    found = _plainest(left, sentence.text, cue.start)
    return found if found is not None else _inherited(sentence, clause)


def _plainest(left: Sequence[Group], text: str, before: int) -> Group | None:
    plain = [g for g in left if g.preposition is None]
    named = [g for g in plain if not g.standing_in]
    whole = [g for g in named or plain if not g.possessive]
    for choice in (whole, named, plain, [g for g in left if g.preposition in {"of", "from"}]):
        if choice:
            return choice[-1]
    # "Authorities in China detained …" has a subject; "In China, the minister …" has none.
    beside = [g for g in left if g.preposition == "in" and text[g.end : g.end + 1] != "," and g.end < before]
    return beside[-1] if beside else None


def _inherited(sentence: Sentence, clause: Clause) -> Group | None:
    """The subject of a clause that names none: an antecedent, the speaker, or the main clause's subject."""
    before = [g for g in sentence.groups if g.end <= clause.start]
    if clause.speech is not None:
        return clause.speech.speaker
    opener = clause.opened_by
    if opener is None:
        return None
    if opener.kind == "relative":
        return before[-1] if before else None
    trailing = next((s.speaker for s in sentence.speeches if s.trailing and s.speaker is not None), None)
    if trailing is not None:
        return trailing
    main = [g for g in before if g.preposition is None]
    return main[0] if main else None


def _mute(sentence: Sentence, group: Group) -> bool:
    """Whether a group only speaks: "…, Moscow said"."""
    return any(
        s.trailing and s.speaker is not None and s.speaker.start == group.start for s in sentence.speeches
    )


def _right(sentence: Sentence, cue: CueFound, clause: Clause) -> list[Group]:
    """The actors after a cue (or within it) up to the next verb that starts anew, or the reason given."""
    limit = clause.end
    for other in sentence.cues:
        if other.start >= cue.end and not other.noun and _starts_anew(sentence, other):
            limit = min(limit, other.start)
            break
    for mark in sentence.marks:
        if mark.kind == "cause" and mark.start > cue.end + 1 and mark.start < limit:
            limit = mark.start
            break
    return [
        g for g in sentence.groups if g.start >= cue.first_end and g.end <= limit and not _mute(sentence, g)
    ]


def _starts_anew(sentence: Sentence, cue: CueFound) -> bool:
    if cue.tense in {"ing", "participle"}:
        return False
    before = sentence.text[max(sentence.start, cue.start - 4) : cue.start].lower()
    return not before.endswith((" to ", "to "))


def _object(sentence: Sentence, cue: CueFound, clause: Clause, subject: Group) -> Group | None:
    """The actor after a verb that it is done to, by the verb's type and the prepositions."""
    right = [
        g
        for g in _right(sentence, cue, clause)
        if g.preposition not in _NO_OBJECT
        and (cue.type in _INSIDE or g.preposition not in _PLACE)
        and not set(g.powers) <= set(subject.powers)
        and not _is_victim(sentence, cue, g)
    ]
    if not right:
        return _preposed(sentence, cue, clause, subject)
    if cue.mutual:
        partner = next((g for g in right if g.preposition in _WITH), None)
        if partner is not None:
            return partner
    if cue.type in _GIVING:
        receiver = next((g for g in right if g.preposition in _TOWARD), None)
        if receiver is not None:
            return receiver
    return next((g for g in right if g.preposition not in _PLACE), right[0])


def _preposed(sentence: Sentence, cue: CueFound, clause: Clause, subject: Group) -> Group | None:
    """A partner named before the verb: "Russia, together with China, signed", and the order of Chinese."""
    partners = _WITH if cue.mutual else frozenset[str]()
    for group in sentence.groups:
        if (
            clause.start <= group.start
            and group.end <= cue.start
            and not set(group.powers) <= set(subject.powers)
        ):
            if group.preposition in partners:
                return group
            if group.preposition in {"对", "向", "给", "把", "为", "针对"}:
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
    right = [g for g in _right(sentence, cue, clause) if g.start <= cue.end + MAX_NOUN_REACH]
    parties = next((g for g in right if g.preposition in _NO_OBJECT - {"by"} and len(g.powers) > 1), None)
    if parties is not None:
        return Roles(parties.powers, ())
    owner = owner_of(sentence, cue, clause)
    agent = owner or next((g for g in right if g.preposition == "by"), None)
    target = next(
        (
            g
            for g in right
            if g.preposition in _TOWARD | _WITH or (g.preposition in _PLACE and cue.type in _INSIDE)
        ),
        None,
    )
    of = next((g for g in right if g.preposition == "of" or (g.start - cue.end <= 1)), None)
    if of is not None and len(of.powers) > 1 and cue.mutual and target is None:
        return Roles(of.powers, ())
    if target is None and of is not None and (agent is not None or _ends_in_of(sentence.text, cue)):
        target = of
    elif agent is None and of is not None and of is not target:
        agent = of
    if agent is not None and len(agent.powers) > 1 and target is None:
        return Roles(agent.powers, ()) if cue.mutual else None
    if agent is None or (target is None and cue.mutual):
        subject = _subject(sentence, cue, clause)
        if agent is None:
            agent = subject
        elif subject is not None and subject is not agent:
            agent, target = subject, agent
    if agent is not None and target is None and cue.mutual and len(agent.powers) > 1:
        return Roles(agent.powers, ())
    return _between(agent, target, cue)


def _ends_in_of(text: str, cue: CueFound) -> bool:
    return text[cue.end - 3 : cue.end].lower() in {" of", "for", " on"} or text[cue.end - 2 : cue.end] == "to"


def owner_of(sentence: Sentence, cue: CueFound, clause: Clause) -> Group | None:
    """The actor that owns a noun: "Russia's attacks", "Israeli strikes", "US-China talks"."""
    owners = [
        g
        for g in sentence.groups
        if clause.start <= g.start and g.end <= cue.start and cue.start - g.end <= MAX_OWNER_REACH
    ]
    if not owners:
        return None
    nearest = owners[-1]
    if any(
        nearest.end <= m.start and m.end <= cue.start for m in sentence.marks if m.kind not in {"and", "be"}
    ):
        return None
    close = sentence.text.count(" ", nearest.end, cue.start) <= (3 if nearest.possessive else 2)
    return (
        nearest
        if close and (nearest.possessive or nearest.attributive or cue.start - nearest.end <= 1)
        else None
    )


def is_noun_use(text: str, start: int, tense: Tense, groups: Iterable[Group]) -> bool:
    """Whether a form that may be verb or noun stands as a noun: "the attack", "Israel's strikes"."""
    if tense not in {"base", "s", "ing"}:
        return tense == ""
    before = text[max(0, start - 24) : start].rstrip(" ")
    word = before.rsplit(" ", 1)[-1].lower()
    if tense == "ing":
        return word in {"the", "a", "an"} or before.endswith("'s")
    if word in _BEFORE_NOUN or before.endswith(("'s", "s'")):
        return True
    return any(
        g.end == len(before) + max(0, start - 24) and g.role == "demonym" and not _is_plural(text, g)
        for g in groups
    )


def _is_plural(text: str, group: Group) -> bool:
    return text[group.end - 1] == "s"


def _is_reciprocal(text: str, cue: CueFound) -> bool:
    after = text[cue.first_end : cue.end + 24]
    return any(word in after for word in _RECIPROCAL)
