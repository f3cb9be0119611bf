"""Whether something happened, will, may, did not, or did long ago; and which words say so."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

from entente.contracts.values import Modality
from entente.reading.clauses import Clause, CueFound, Sentence, is_passive
from entente.reading.dating import past_years
from entente.reading.grammar import MODAL_CUES, Scope
from entente.reading.joining import Found
from entente.reading.marks import SmallWord
from entente.reading.moods import ASSERTED, Mood
from entente.reading.plans import headline_plan, infinitive, scheduled
from entente.reading.tense import lies_ahead, of_noun
from entente.watchlist.wordlists import listed

REACH_BACK = 18
"""Code points after an event in which "is planned" or "next week" still speak of it."""
_NEGATION_REACH = 30
"""Code points before an event in which "not" still speaks of it."""
_STRENGTH: dict[Modality, int] = {
    "asserted": 0,
    "future": 1,
    "historical": 2,
    "hypothetical": 3,
    "negated": 4,
}
_SMALL_MODALS = listed("negated hypothetical future")
_CONDITIONS = listed("if whether unless если якщо 如果")
_THAT_REACH = 2
"""Code points between "doesn't rule out" and "that"."""
_YEAR_REACH = 60
"""Code points after an event within which a year dates it."""
_WHEN = listed("when когда коли")
"""What opens a clause that happens when the one before it does: "in August 1968, when tanks rolled"."""
_NO = re.compile(r" (?:no|not (?:one|a single))\b")
_DEALS = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
_BARE = re.compile(r"\b(?:no|without)\b")
"""What denies a deed within its own words: "ended without a contract", "no deal"."""
_WOULD = re.compile(r"\b(?:бы|би)\b")
"""Beside a verb in Russian or Ukrainian: "прекратила бы огонь"."""
_WOULD_REACH = 3
_INSTEAD = re.compile(r"\b(?:without|instead of|rather than) $", re.IGNORECASE)
"""What denies the deed that a form in -ing names: "left without signing"."""
_INSTEAD_REACH = 12
_ASKED = ("?", "？")
_THAT = listed("that что що")
_REFUSALS = (
    "won't",
    "wouldn't",
    "refus",
    "declin",
    "no plans",
    "no intention",
    "отказ",
    "не намер",
    "відмов",
    "拒绝",
)
_WILL = ("will", "would", "shall")
_PAST = ("said", "told", "ed")
_PAST_ENDINGS = ("л", "ла", "ло", "ли", "лся", "лась", "лось", "лись", "вся", "лася", "лися")


class Modal(NamedTuple):
    """A word or phrase that may change an event's modality."""

    modality: Modality
    scope: Scope
    start: int
    end: int


def modals(phrases: Iterable[Found], marks: Iterable[SmallWord]) -> list[Modal]:
    """Gather a sentence's modal phrases and small words."""
    found = [
        Modal(MODAL_CUES[one.owner].modality, MODAL_CUES[one.owner].scope, one.start, one.end)
        for one in phrases
        if one.kind == "modality"
    ]
    found += [
        Modal(cast("Modality", mark.kind), "after", mark.start, mark.end)
        for mark in marks
        if mark.kind in _SMALL_MODALS
    ]
    return found


def mood(sentence: Sentence, cue: CueFound, clause: Clause, found: Iterable[Modal], year: int) -> Mood:
    """Judge an event's modality by the strongest phrase that governs it.

    Negated outweighs hypothetical, that historical, that future: "may not have signed" is no signing. A year
    before the article's own makes an event historical.
    """
    best = ASSERTED
    for one in found:
        modality: Modality = "future" if _is_told_future(sentence, one) else one.modality
        if _STRENGTH[modality] > _STRENGTH[best.modality] and _governs(sentence, cue, clause, one):
            best = Mood(modality, (one.start, one.end), _is_refusal(sentence.text, one))
    if best.modality in {"asserted", "future"}:
        last = min(clause.end, cue.end + _YEAR_REACH)
        for place in past_years(sentence.text, _dated_from(sentence, clause), last, year):
            if not _comma_between(sentence.marks, cue.end, place[0]):
                return Mood("historical", place)
    for judge in (_by_verb, infinitive, scheduled, headline_plan):
        if best.modality == "asserted":
            best = judge(sentence, cue, clause)
    return _asked(sentence) if best.modality in {"asserted", "future"} and _is_asked(sentence) else best


def _is_asked(sentence: Sentence) -> bool:
    return sentence.text.endswith(_ASKED, sentence.start, sentence.end)


def _asked(sentence: Sentence) -> Mood:
    """What is asked may be so or not: "Will Moscow sign?"."""
    return Mood("hypothetical", (sentence.end - 1, sentence.end))


def _dated_from(sentence: Sentence, clause: Clause) -> int:
    """Where the words that may date a clause begin: "in August 1968, when …", "It was in 2004 that …"."""
    opener = clause.opened_by
    if opener is None:
        return clause.start
    cleft = opener.word == "that" and sentence.text.startswith("It ", sentence.start)
    return sentence.start if cleft or opener.word in _WHEN else clause.start


def _governs(sentence: Sentence, cue: CueFound, clause: Clause, one: Modal) -> bool:
    places: dict[Scope, bool] = {
        "clause": True,
        "around": clause.start - 1 <= one.end <= clause.end,
        "within": cue.start <= one.start < cue.first_end,
        "before": cue.end <= one.start <= cue.end + REACH_BACK,
    }
    if one.scope != "after":
        done = one.scope == "around" and one.modality == "future" and _is_past(sentence, cue)
        return places[one.scope] and not done
    if cue.first_end <= one.start and one.end <= cue.end:
        # "Troops are going to leave", "gave no weapons": between the parts of what tells it.
        return True
    if one.modality == "future" and _is_past(sentence, cue):
        # "Ahead of the summit, Putin held talks": what is told in the past lies not ahead.
        return False
    return one.end <= cue.start and not _is_month(sentence.text, one) and _reaches(sentence, cue, clause, one)


def _is_past(sentence: Sentence, cue: CueFound) -> bool:
    """Whether a verb's form says that its deed is done."""
    if cue.noun:
        return False
    word = sentence.text[cue.start : cue.first_end].partition(" ")[0].lower()
    return (cue.tense == "past" and not is_passive(sentence, cue)) or word.endswith(_PAST_ENDINGS)


def _by_verb(sentence: Sentence, cue: CueFound, clause: Clause) -> Mood:
    """Judge by the form of an event's own verb, or by the verb that does its noun."""
    text = sentence.text
    if not sentence.inflected:
        return ASSERTED
    if cue.type in _DEALS and (bare := _BARE.search(text, cue.start, cue.end)) is not None:
        return Mood("negated", bare.span())
    none = None if cue.noun else _NO.match(text, cue.end)
    if none is not None:
        return Mood("negated", (none.start() + 1, none.end()))
    if cue.noun:
        told = of_noun(text, (cue.start, cue.end), (clause.start, clause.end))
        return ASSERTED if told is None else Mood(told.modality, (told.start, told.end))
    return _by_form(text, cue, clause)


def _by_form(text: str, cue: CueFound, clause: Clause) -> Mood:
    would = _WOULD.search(text, cue.start, min(cue.end + _WOULD_REACH, clause.end))
    if would is not None:
        return Mood("hypothetical", would.span())
    instead = _INSTEAD.search(text, max(clause.start, cue.start - _INSTEAD_REACH), cue.start)
    if instead is not None and cue.tense == "ing":
        return Mood("negated", (instead.start(), instead.end() - 1))
    first = text[cue.start : cue.first_end].partition(" ")[0]
    return Mood("future", (cue.start, cue.start + len(first))) if lies_ahead(first) else ASSERTED


def _reaches(sentence: Sentence, cue: CueFound, clause: Clause, one: Modal) -> bool:
    """Whether a word before an event still speaks of it: "if" from before its clause, "not" from near."""
    text = sentence.text
    if text[one.start : one.end].lower() in _CONDITIONS:
        return not _comma_between(sentence.marks, one.end, cue.start)
    if one.start < clause.start:
        opener = clause.opened_by
        return (
            one.modality == "hypothetical"
            and opener is not None
            and opener.word in _THAT
            and opener.start - one.end <= _THAT_REACH
        )
    if one.modality == "negated":
        near = cue.start - one.end <= _NEGATION_REACH and not text.startswith(" only", one.end)
        return near and not _comma_between(sentence.marks, one.end, cue.start)
    return not any(
        _ends_reach(sentence, mark, cue) for mark in sentence.marks if one.end <= mark.start < cue.start
    )


def _ends_reach(sentence: Sentence, mark: SmallWord, cue: CueFound) -> bool:
    """Whether a coordination starts a verb of its own: "may visit, and signed"."""
    return mark.kind == "and" and any(
        not other.noun and other.tense in {"past", "s"} and mark.end <= other.start <= cue.start
        for other in sentence.cues
    )


def _comma_between(marks: Sequence[SmallWord], start: int, end: int) -> bool:
    return any(mark.kind == "comma" and start <= mark.start and mark.end <= end for mark in marks)


def _is_month(text: str, one: Modal) -> bool:
    if text[one.start : one.end] != "May":
        return False
    after = text[one.end + 1 : one.end + 2]
    before = text[max(0, one.start - 6) : one.start].rstrip(" ").rsplit(" ", 1)[-1].lower()
    return (
        after.isdigit() or before[-1:].isdigit() or before in {"in", "of", "on", "by", "late", "mid-", "last"}
    )


def _is_refusal(text: str, one: Modal) -> bool:
    word = text[one.start : one.end].lower()
    before = text[max(0, one.start - 7) : one.start].lower().rstrip(" ")
    return word.startswith(_REFUSALS) or (word in {"not", "never"} and before.endswith(_WILL))


def _is_told_future(sentence: Sentence, one: Modal) -> bool:
    """Whether "would" is but the future of something told: "said that he would visit"."""
    return sentence.text[one.start : one.end].lower() == "would" and any(
        speech.start < one.start and sentence.text[speech.start : speech.end].lower().endswith(_PAST)
        for speech in sentence.speeches
    )
