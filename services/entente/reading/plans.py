"""Plans in English: an infinitive ("Putin to visit China"), the present with a day ("meets Xi on Friday")."""

import re

from entente.reading.clauses import Clause, CueFound, Sentence
from entente.reading.moods import ASSERTED, Mood
from entente.watchlist.wordlists import listed

_TO = re.compile(r"\bto (?:\w+ly )?$", re.IGNORECASE)
_NEXT_WORD = re.compile(r" (?!a\b|an\b|the\b|its\b|their\b|his\b|many\b|some\b|new\b)[a-z]{2,}\b")
_SUBJECT_REACH = 3
_SET_FOR = re.compile(
    r"\b(?:tonight|tomorrow|(?:on|from|until|next|this coming) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|next (?:week|month|year|spring|summer|autumn|fall|winter)|in the (?:spring|summer|autumn|fall|winter)"
    r"|within (?:\w+ ){1,2}(?:days|weeks|months))\b"
)
"""When something is to be, said of a verb in the present: "hold their summit on Friday"."""
_UNDER_WAY = listed(
    "continue continues continued continuing begin begins began begun start starts started help helps helped "
    "had has have first last only second next-to-last tried try tries trying "
    "decide decides decided vote votes voted opt opts opted choose chose rush rushed "
    "manage manages managed proceed proceeds proceeded gather gathered serve serves served forced used"
)
"""Verbs after which an infinitive is a deed, not a plan."""


def infinitive(sentence: Sentence, cue: CueFound, _: Clause) -> Mood:
    """Tell a plan ("Putin to visit China") or purpose ("to sign") from a deed ("continued to sign")."""
    if cue.noun or cue.tense != "base":
        return ASSERTED
    text = sentence.text
    before = _TO.search(text, max(sentence.start, cue.start - 20), cue.start)
    if before is None:
        return ASSERTED
    words = text[max(sentence.start, before.start() - 16) : before.start()].rstrip(" ").rsplit(" ", 1)
    if words[-1].lower() in _UNDER_WAY:
        return ASSERTED
    return Mood("future", (before.start(), before.start() + 2))


def scheduled(sentence: Sentence, cue: CueFound, clause: Clause) -> Mood:
    """Tell a verb in the present that is set for a day to come: "the two meet on Friday"."""
    if cue.noun or cue.tense not in {"base", "s", "ing"}:
        return ASSERTED
    found = _SET_FOR.search(sentence.text, cue.end, clause.end)
    return ASSERTED if found is None else Mood("future", found.span())


def headline_plan(sentence: Sentence, cue: CueFound, clause: Clause) -> Mood:
    """Tell whether a headline's main verb is a plan: "Russia to redirect gas supplies to China"."""
    for mark in sentence.marks if sentence.headline else ():
        if mark.word != "to" or not clause.start <= mark.start < cue.start:
            continue
        verb = _NEXT_WORD.match(sentence.text, mark.end)
        led = any(g.end <= mark.start <= g.end + _SUBJECT_REACH and not g.possessive for g in sentence.groups)
        first = not any(not c.noun and clause.start <= c.start < mark.start for c in sentence.cues)
        if verb is not None and led and first:
            return Mood("future", (mark.start, mark.end))
        return ASSERTED
    return ASSERTED
