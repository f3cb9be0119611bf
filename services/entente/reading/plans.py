"""Infinitives in English: a plan ("Putin to visit China"), a purpose, or a deed ("continued to sign")."""

import re

from entente.reading.clauses import Clause, CueFound, Sentence
from entente.reading.moods import ASSERTED, Mood
from entente.watchlist.wordlists import listed

_TO = re.compile(r"\bto (?:\w+ly )?$", re.IGNORECASE)
_NEXT_WORD = re.compile(r" (?!a\b|an\b|the\b|its\b|their\b|his\b|many\b|some\b|new\b)[a-z]{2,}\b")
_SUBJECT_REACH = 3
_UNDER_WAY = listed(
    "continue continues continued continuing begin begins began begun start starts started help helps helped "
    "had has have first last only second next-to-last tried try tries trying "
    "decide decides decided vote votes voted opt opts opted choose chose rush rushed "
    "manage manages managed proceed proceeds proceeded gather gathered serve serves served forced used"
)
"""Verbs after which an infinitive is a deed, not a plan."""


def infinitive(sentence: Sentence, cue: CueFound) -> Mood:
    """Tell a plan ("Putin to visit China") or purpose ("to sign") from a deed ("continued to sign")."""
    text = sentence.text
    before = _TO.search(text, max(sentence.start, cue.start - 20), cue.start)
    if before is None:
        return ASSERTED
    words = text[max(sentence.start, before.start() - 16) : before.start()].rstrip(" ").rsplit(" ", 1)
    if words[-1].lower() in _UNDER_WAY:
        return ASSERTED
    return Mood("future", (before.start(), before.start() + 2))


def headline_plan(sentence: Sentence, cue: CueFound, clause: Clause) -> Mood:
    """Tell whether a headline's main verb is a plan: "Russia to redirect gas supplies to China"."""
    for mark in sentence.marks:
        if mark.word != "to" or not clause.start <= mark.start < cue.start:
            continue
        verb = _NEXT_WORD.match(sentence.text, mark.end)
        led = any(g.end <= mark.start <= g.end + _SUBJECT_REACH and not g.possessive for g in sentence.groups)
        first = not any(not c.noun and clause.start <= c.start < mark.start for c in sentence.cues)
        if verb is not None and led and first:
            return Mood("future", (mark.start, mark.end))
        return ASSERTED
    return ASSERTED
