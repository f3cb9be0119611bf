"""Which sentences may tell of an event, and by which of their phrases."""

from collections.abc import Iterable, Iterator, Sequence

from entente.reading.headlines import is_title_case
from entente.reading.joining import Found
from entente.reading.marks import SmallWord
from entente.reading.mentions import Named

MAX_SENTENCE = 1_500
MAX_NAMES = 24
"""Code points and names of a sentence beyond which it is a list or a text without stops: no events."""
PAIR = 2
MAX_CUES = 24
"""Cues of one sentence that are read; a longer list is a text without stops."""
_THEY = ("They ", "Они ", "Вони ", "他们")
_MAX_RAW = 96
"""Cues of one sentence, overlapping ones too, that are looked at."""
_PART_WEIGHT = 10
"""Letters that a further part is worth: "suspended ... aid" says more than "humanitarian aid"."""


def by_sentence(named: Iterable[Named]) -> dict[int, list[Named]]:
    """Sort mentions by their sentences' numbers."""
    made: dict[int, list[Named]] = {}
    for one in named:
        made.setdefault(one.sentence, []).append(one)
    return made


def outside(found: Iterable[Found], named: Sequence[Named]) -> Iterator[Found]:
    """Pass over phrases that are but part of a name: nothing is stated in "United States"."""
    at = 0
    for one in found:
        while at < len(named) and named[at].end <= one.start:
            at += 1
        if at == len(named) or not (named[at].start <= one.start and one.end <= named[at].end):
            yield one


def lowered(found: list[Found], text: str, bounds: tuple[int, int], *, headline: bool) -> list[Found]:
    """Pass over phrases that begin with a capital within running text: the "Stock Exchange" swaps nothing."""
    if headline and is_title_case(text[bounds[0] : bounds[1]]):
        return found
    return [one for one in found if not one.raised or one.start <= bounds[0] + 1]


def may_tell(text: str, bounds: tuple[int, int], named: Sequence[Named], near: Iterable[Found]) -> bool:
    """Tell whether a sentence has a cue, and names somebody or may mean those before."""
    kinds = {one.kind for one in near}
    return "cue" in kinds and (bool(named) or "anaphor" in kinds or text.startswith(_THEY, bounds[0]))


def means_others(named: Sequence[Named], near: Iterable[Found], marks: Iterable[SmallWord]) -> bool:
    """Whether a sentence of one power or none may mean another: by a pronoun that no name precedes."""
    first = min((one.start for one in named if one.power is not None), default=None)
    return any(one.kind == "anaphor" for one in near) or any(
        mark.kind == "pronoun" and (first is None or mark.start < first) for mark in marks
    )


def best(found: Sequence[Found]) -> list[Found]:
    """Of cues that overlap, keep the one that says most: "lift sanctions" over "sanctions".

    What starts within a verb's phrase of several parts is that verb's object, however long it runs.
    """
    found = found[:_MAX_RAW]
    verbs = [one for one in found if one.tense and one.end > one.first_end]
    free = [one for one in found if not any(v.start < one.start < v.end for v in verbs)]
    kept: list[Found] = []
    for one in sorted(free, key=_tells_least):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)[:MAX_CUES]


def _tells_least(one: Found) -> tuple[int, int]:
    """Order phrases by how much they say: letters, and whole parts beside the first."""
    return (-one.letters - (_PART_WEIGHT if one.end > one.first_end else 0), one.start)
