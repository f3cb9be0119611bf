"""A sentence made ready for reading events: its cues, speeches and clauses, and how a cue's word stands."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from entente.contracts.values import EventType
from entente.reading.groups import Group
from entente.reading.marks import SmallWord
from entente.reading.tense import lies_ahead
from entente.watchlist.inflection import Tense
from entente.watchlist.wordlists import listed

_PASSIVE_REACH = 24
"""Code points before a participle in which a form of "be" makes it passive: "was strongly condemned"."""
_PASSIVE_WORDS = 2
"""Words that may stand there: "been" and an adverb."""
_SUFFERED = re.compile(
    r"(?:killed|wounded|injured|murdered|detained|arrested|jailed|captured|kidnapped|beheaded)"
    r" (?:in|at|near|during)\b"
)
"""What is done to its subject, though neither "were" nor "by" says so: "soldiers killed in clashes"."""
_BEFORE_NOUN = listed(
    "the a an of its their his her any new more no this that these those fresh further joint recent latest "
    "additional possible planned first second third upcoming for with against over by in on during despite"
)
_BEFORE_PARTICIPLE = listed("the a an of on for with in from over about its their his newly recently alleged")
_AFTER_NOUN = re.compile(r" (?:on|about|of|between|by|from|against|over)\b")
_DECLINE = re.compile(
    r"\b(?:falls?|fell|drop(?:s|ped)?|declin\w+|shrinks?|shrank|plung\w+|slump\w*|decreas\w+|down by|tumbl\w+"
    r"|halved|collapse\w*|снизил\w*|сократил\w*|упал\w*|下降|减少|下滑)",
    re.IGNORECASE,
)
_DECLINE_REACH = 60
_VERB_ENDING = re.compile(
    r"(?:л|(?<!стре)ла|ло|ли|лся|лась|лись|лося|ет|ёт|ют|ут|ит|ат|ят|ется|ются|утся|ится|атся|(?<!ос)ть|ться"
    r"|(?<!ос)ти|є|ють|уть|ить|ать|ять|ується|(?<![іїое])в|шов|(?:^|у|за|при|по|до|від|ви|про|на|пере)вів|вся|лася|лися)$"
)
_NO_VERBS = listed("визит саммит кредит лимит запрет ответ пакет суверенитет приоритет відповідь контракт")


class CueFound(NamedTuple):
    """A cue in a sentence.

    Attributes:
        start, end: its place in the normalised text.
        first_end: where its first part ends; actors may stand within it, after that.
        type, mode, mutual, topical: as its watchlist entry says.
        tense: how its first verb stands.
        noun: whether it is used as a noun.
        letters: how many letters of it are written; of cues that overlap, more say more.
        pattern: the lexicon's number of its phrase.
        relieved: whether words within it turn it round: "announced a reduction of tariffs".
        undoing: whether what is agreed on cuts ties: "agreed to phase out Russian gas".
        stopped: whether it is what somebody ceases to do: "suspended talks with".
    """

    start: int
    end: int
    first_end: int
    type: EventType
    mode: str | None
    mutual: bool
    topical: bool
    tense: Tense
    noun: bool
    letters: int
    pattern: int
    relieved: bool
    undoing: bool
    stopped: bool


class Speech(NamedTuple):
    """A verb of speaking, who speaks (None: nobody tracked), whether it trails what is said."""

    start: int
    end: int
    speaker: Group | None
    trailing: bool


class Sentence(NamedTuple):
    """A sentence made ready for reading events; all places are the normalised text's.

    `inflected`: its cues know verbs from nouns, by their tense or their ending; those of Chinese don't.
    """

    text: str
    start: int
    end: int
    groups: Sequence[Group]
    marks: Sequence[SmallWord]
    cues: Sequence[CueFound]
    speeches: Sequence[Speech]
    headline: bool
    inflected: bool


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
        if not speech.trailing and speech.end <= start:
            spoken = speech
            if speech.end > first:
                first, opened = speech.end, None
    return Clause(first, last, opened, spoken)


def is_passive(sentence: Sentence, cue: CueFound) -> bool:
    """Whether a participle follows a form of "be", or is followed by "by", or by the place: "killed in"."""
    if cue.tense not in {"past", "participle"} or cue.noun:
        return False
    for mark in sentence.marks:
        near = mark.end <= cue.start <= mark.end + _PASSIVE_REACH
        if mark.kind == "be" and near and sentence.text.count(" ", mark.end, cue.start) <= _PASSIVE_WORDS:
            return True
        if mark.kind == "by" and cue.first_end <= mark.start <= cue.first_end + 2:
            return True
    return _SUFFERED.match(sentence.text, cue.start) is not None


def is_noun_use(text: str, place: tuple[int, int], tense: Tense, groups: Iterable[Group]) -> bool:
    """Whether a form that may be verb or noun stands as a noun: "the attack", "Israel's strikes"."""
    if tense not in {"base", "s", "ing"}:
        return tense == ""
    start, end = place
    first = max(0, start - 24)
    before = text[first:start].rstrip(" ")
    word = before.rsplit(" ", 1)[-1].lower()
    if tense == "ing":
        return word in {"the", "a", "an"} or before.endswith("'s")
    if word in _BEFORE_NOUN or before.endswith(("'s", "s'")):
        return True
    owner = next((g for g in groups if g.end == len(before) + first), None)
    if owner is None:
        return _AFTER_NOUN.match(text, end) is not None and word != "to"
    # "Russians attack" has a subject, "Israeli strikes" an owner.
    return owner.role == "demonym" and text[owner.end - 1] != "s"


def is_noun_by_ending(text: str, place: tuple[int, int]) -> bool:
    """Whether a Russian or Ukrainian word has no ending of a verb: past, present or infinitive."""
    word = text[place[0] : place[1]].partition(" ")[0].lower()
    return word in _NO_VERBS or (_VERB_ENDING.search(word) is None and not lies_ahead(word))


def is_adjective_use(sentence: Sentence, cue: CueFound) -> bool:
    """Whether a participle only colours a noun: "on seized Ukrainian munition"."""
    if cue.tense not in {"past", "participle"} or is_passive(sentence, cue):
        return False
    before = sentence.text[max(sentence.start, cue.start - 16) : cue.start].rstrip(" ")
    return before.rsplit(" ", 1)[-1].lower() in _BEFORE_PARTICIPLE


def is_declining(sentence: Sentence, cue: CueFound) -> bool:
    """Whether a noun of cooperation goes down: "trade turnover fell by a tenth"."""
    return cue.noun and _DECLINE.search(sentence.text, cue.end, cue.end + _DECLINE_REACH) is not None
