"""A source and a target that are given: whom an event joins is known, what it is is asked."""

from bisect import bisect_left
from typing import NamedTuple

from entente.reading.clauses import CueFound, Sentence
from entente.reading.content import governor_of
from entente.reading.groups import Group
from entente.reading.mentions import Named
from entente.reading.normalise import Normalised
from entente.reading.roles import roles

SOURCE, TARGET = "SOURCE", "TARGET"
"""The powers that the two act as, whoever they are."""


class Given(NamedTuple):
    """Where the two stand in an article's text as sent; None: the text doesn't name that one."""

    source: tuple[int, int] | None
    target: tuple[int, int] | None


def given_names(given: Given, text: Normalised, body: int) -> list[Named]:
    """Write the two as mentions, in order; `body` is where the article's text begins in the text as sent."""
    made = []
    for power, span in ((SOURCE, given.source), (TARGET, given.target)):
        if span is not None:
            start, end = _place(text, span[0] + body), _place(text, span[1] + body)
            made.append(Named(start, end, power.lower(), power, "direct", 0))
    return sorted(made)


def _place(text: Normalised, at: int) -> int:
    return at if text.offsets is None else bisect_left(text.offsets, at)


def ranked(sentence: Sentence) -> list[CueFound]:
    """Order a sentence's cues by how well they stand to tell what the source did to the target."""
    source = next((g for g in sentence.groups if SOURCE in g.powers), None)
    target = next((g for g in sentence.groups if TARGET in g.powers), None)
    return sorted(sentence.cues, key=lambda cue: -_standing(sentence, cue, source, target))


_SENDING = (
    "send",
    "sent",
    "dispatch",
    "deploy",
    "issue",
    "releas",
    "publish",
    "wrote",
    "write",
    "call",
    "fl",
    "scrambl",
)
_PURPOSE_REACH = 90
"""Code points between a sending and what it is for: "sent a team of experts to Iran to investigate"."""


def _standing(sentence: Sentence, cue: CueFound, source: Group | None, target: Group | None) -> float:
    """Weigh how a cue stands: joined by grammar, a verb, the main one, between the two, no content."""
    who = roles(sentence, cue)
    score = 0.0
    if who is not None:
        score += 2.0 if SOURCE in who.sources else -0.5
    if cue.noun:
        score -= 1.0
    if governor_of(sentence, cue) is not None:
        score -= 2.0
    if purpose_of(sentence, cue) is not None:
        score -= 3.0
    first = source.end if source is not None else sentence.start
    if cue.start < first and target is not None:
        first = min(first, target.end)
    low, high = sorted((first, cue.start))
    score -= sum(low <= other.start < high and other is not cue and not other.noun for other in sentence.cues)
    score -= 0.7 * sum(low <= m.start < high and m.kind in {"relative", "clause"} for m in sentence.marks)
    if cue.start < first:
        score -= 1.0
    if target is not None and source is not None:
        outer = sorted((source, target))
        if outer[0].end <= cue.start < outer[1].start:
            score += 0.7
    if cue.tense == "ing":
        score -= 0.3
    return score + min(cue.letters, 24) * 0.03


def purpose_of(sentence: Sentence, cue: CueFound) -> CueFound | None:
    """What is sent or said for: "sent a team to investigate", "issued a statement condemning"."""
    text = sentence.text
    if cue.noun or not text[cue.start : cue.end].lower().startswith(_SENDING):
        return None
    for other in sentence.cues:
        if cue.end <= other.start <= cue.end + _PURPOSE_REACH and not other.noun:
            meant = other.tense == "base" and text.endswith("to ", 0, other.start)
            if meant or (other.tense == "ing" and not text.endswith((" of ", " for "), 0, other.start)):
                return other
            return None
    return None
