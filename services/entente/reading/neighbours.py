"""The actors around a cue that may belong to it: its subject, its owner, and those after it."""

from collections.abc import Sequence

from entente.reading.clauses import Clause, CueFound, Sentence
from entente.reading.groups import Group
from entente.reading.marks import SmallWord
from entente.reading.plover import HOSTILE
from entente.watchlist.wordlists import listed

MAX_OWNER_REACH = 40
"""Code points between an owner and what it owns: "Russia's latest wave of attacks"."""
_KIN = listed("ally allies member members neighbor neighbour partner rival candidate giant state")
"""Words between two names of which the second is meant: "US ally Japan"."""
_ABOUT = listed("about over regarding concerning")
_AUXILIARIES = listed("be future hypothetical negated")


def subject_of(sentence: Sentence, cue: CueFound, clause: Clause) -> Group | None:
    """The first actor of the clause that no preposition takes out of the running."""
    start = _coordinated(sentence, cue, clause)
    left = [
        g for g in sentence.groups if start <= g.start and g.end <= cue.start and not is_mute(sentence, g)
    ]
    verbs = [c.start for c in sentence.cues if not c.noun and start <= c.start < cue.start]
    before_verbs = [g for g in left if g.end <= verbs[0]] if verbs else left
    return (
        _plainest(before_verbs, sentence.text)
        or _inherited(sentence, clause)
        or _plainest(left, sentence.text)
    )


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


def right_of(sentence: Sentence, cue: CueFound, clause: Clause) -> list[Group]:
    """The actors after a cue (or within it) up to the next verb that starts anew, or the reason given."""
    limit = clause.end
    for other in sentence.cues:
        if other.start < cue.end:
            continue
        new_deed = not other.noun and _starts_anew(sentence, other)
        new_deed = new_deed or (not sentence.inflected and _coordinates(sentence, cue.end, other.start))
        if new_deed or (cue.type == "AGREE" and other.type in HOSTILE):
            limit = min(limit, other.start)
            break
    for mark in sentence.marks:
        if cue.end <= mark.start < limit and _closes(cue, mark):
            limit = mark.start
            break
    return [
        g for g in sentence.groups if g.start >= cue.first_end and g.end <= limit and not is_mute(sentence, g)
    ]


def is_mute(sentence: Sentence, group: Group) -> bool:
    """Whether a group only speaks: "…, Moscow said"."""
    return any(
        s.trailing and s.speaker is not None and s.speaker.start == group.start for s in sentence.speeches
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
