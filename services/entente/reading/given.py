"""A source and a target that are given: whom an event joins is known, what it is is asked."""

from bisect import bisect_left
from typing import NamedTuple

from entente.reading.clauses import CueFound, Sentence
from entente.reading.mentions import Named
from entente.reading.normalise import Normalised

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
    """Order a sentence's cues by how well they stand to join the two: a verb after the source first."""
    source = next((g for g in sentence.groups if SOURCE in g.powers), None)
    start = sentence.start if source is None else source.end

    def stands(cue: CueFound) -> tuple[int, int]:
        return (cue.start < start) + cue.noun, abs(cue.start - start)

    return sorted(sentence.cues, key=stands)
