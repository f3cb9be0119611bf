"""Who says it: an official, an analyst, the media, or a source without a name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from entente.contracts.values import Attribution
from entente.reading.clauses import CueFound, Sentence, Speech
from entente.reading.groups import Group
from entente.reading.joining import Found
from entente.reading.marks import SmallWord
from entente.reading.mentions import Named
from entente.reading.voices import VOICE_CUES

_SPEAKER_REACH = 60
"""Code points between a speaker and the verb of speaking: a title, a day, an adverb."""
_INVERTED_REACH = 40
"""The same where the speaker follows: "said Chinese Foreign Minister Wang Yi"."""
_TITLE_REACH = 24
"""Code points between a comma and a calling: "a foreign ministry"."""
_NAMING = ("according", "in the ", "по ", "за ", "на ", "据")
"""Beginnings of phrases that name the speaker after them: "according to Moscow"."""


class Voice(NamedTuple):
    """Who says what a sentence tells."""

    attribution: Attribution
    said_by: str | None


def speeches(
    text: str,
    bounds: tuple[int, int],
    groups: Sequence[Group],
    marks: Sequence[SmallWord],
    voices: Sequence[Found],
) -> list[Speech]:
    """Find the verbs of speaking of a sentence, and who of its actors speaks."""
    found: list[Speech] = []
    titles = [one for one in voices if VOICE_CUES[one.owner].attribution in {"official", "analyst"}]
    for one in voices:
        if VOICE_CUES[one.owner].attribution is None:
            naming = text[one.start : one.end].lower().startswith(_NAMING)
            if found and one.start < found[-1].end:
                continue
            untracked = naming or _is_by_title(text, one, marks, titles)
            before = None if untracked else _before(one, groups, marks)
            inverted = naming or text[max(bounds[0], one.start - 2) : one.start].rstrip(" ").endswith(
                (",", '"')
            )
            after = _after(one, groups) if before is None and inverted else None
            first = before.start if before is not None else one.start
            last = after.end if after is not None else one.end
            trailing = _trails(text, bounds, (first, last), named_after=naming and after is not None)
            found.append(Speech(one.start, one.end, before or after, trailing))
    return found


def voice(sentence: Sentence, named: Iterable[Named], voices: Iterable[Found], cue: CueFound) -> Voice:
    """Tell who says what a cue tells; without a speaker, the outlet does.

    A quoted expert makes the whole sentence an analyst's word; so do "analysts say", and a headline's
    "... — expert". Whoever accuses or promises does so himself: that he did is the outlet's word, but what
    stands before ", promised the minister" is his.
    """
    expert = next((one.actor for one in named if one.role == "quoted"), None)
    if expert is not None:
        return Voice("analyst", expert)
    spoken = [one for one in sentence.speeches if one.trailing or not cue.start <= one.start < cue.end]
    tail = _tail(sentence) if sentence.headline else sentence.end
    cues = [(VOICE_CUES[one.owner].attribution, one.start >= tail) for one in voices]
    if any(kind == "unnamed" for kind, _ in cues):
        return Voice("unnamed", None)
    if ("analyst", True) in cues or (spoken and ("analyst", False) in cues):
        return Voice("analyst", None)
    speaker = next((one.speaker for one in spoken if one.speaker is not None), None)
    if speaker is None:
        speaker = next((g for g in sentence.groups if g.start >= tail), None)
    if speaker is not None:
        return Voice("official", speaker.actors[-1])
    if spoken and any(kind == "official" for kind, _ in cues):
        return Voice("official", None)
    return Voice("media", None)


def _tail(sentence: Sentence) -> int:
    """Where a headline's "— Kremlin" begins, that names who says it; its end when it has none."""
    dashes = [mark.end for mark in sentence.marks if mark.word in {"\u2014", "\u2013", " - ", "--"}]
    if dashes and sentence.end - dashes[-1] <= _SPEAKER_REACH:
        return dashes[-1]
    return sentence.end


def _is_by_title(text: str, one: Found, marks: Sequence[SmallWord], titles: Sequence[Found]) -> bool:
    """Whether who speaks is told by a calling alone: "..., a spokeswoman said", "..., сказал замминистра"."""
    commas = [m.start for m in marks if m.kind == "comma"]
    for title in titles:
        led = title.end <= one.start <= title.end + _SPEAKER_REACH
        opened = any(title.start - _TITLE_REACH <= at < title.start for at in commas)
        if led and opened and not any(title.end <= at < one.start for at in commas):
            return True
        after = 0 <= title.start - one.end <= 1
        if after and text[max(0, one.start - 2) : one.start].rstrip(" ").endswith(","):
            return True
    return False


def _before(one: Found, groups: Sequence[Group], marks: Sequence[SmallWord]) -> Group | None:
    stop = max((m.end for m in marks if m.kind in {"clause", "relative"} and m.end <= one.start), default=0)
    left = [
        g for g in groups if stop <= g.start and g.end <= one.start and one.start - g.end <= _SPEAKER_REACH
    ]
    plain = [g for g in left if g.preposition is None] or [g for g in left if g.preposition in {"of", "from"}]
    return plain[-1] if plain else None


def _after(one: Found, groups: Sequence[Group]) -> Group | None:
    right = [g for g in groups if one.end <= g.start <= one.end + _INVERTED_REACH]
    return right[0] if right and right[0].preposition in {None, "to", "of"} else None


def _trails(text: str, bounds: tuple[int, int], said: tuple[int, int], *, named_after: bool) -> bool:
    """Whether what is said stands before who says it: "..., Moscow said", "..., according to Moscow"."""
    start, end = said
    if start <= bounds[0] + 1 or bounds[1] - end > _SPEAKER_REACH:
        return False
    lead = text[max(bounds[0], start - 3) : start].rstrip(" ")
    return named_after or lead.endswith((",", '"', "，"))
