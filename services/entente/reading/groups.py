"""Mentions put together as they act: "Russian President Vladimir Putin" is one, "Putin and Xi" act as one."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from entente.contracts.values import Role
from entente.reading.automaton import UNSPACED
from entente.reading.marks import SmallWord, last_before
from entente.reading.mentions import Named

MAX_APPOSITION = 48
"""Code points between two names of one power that make them one actor: titles, names, no verb."""
MAX_COMPOUND = 60
"""Code points between two powers joined by "and": room for "its ally" and a minister's title."""
MAX_REACH = 36
"""Code points between a preposition and the actor it governs."""

_WORDS_OWNED = 3
"""Blanks between an owner and a name of its own: "China's CNPC", "Russia's Foreign Minister Lavrov"."""
_VERB_NEXT = 14
"""Code points, an adverb's worth, between a subject and its verb."""
_LETTERS_AFTER_COMMA = 8
"""Code points, where words aren't spaced, between two of a list."""
_WORDS_BEFORE_AND, _WORDS_AFTER_AND, _WORDS_AFTER_COMMA = 4, 6, 3
_LIST_GOES_ON = re.compile(r",| (?:and|и|та|і|й) ")
_TOGETHER = re.compile(
    r"\W*(?:together|along|jointly|вместе|совместно|разом|спільно) (?:with|со?|із|зі|з)\b[^,]*\Z"
)
"""What stands between two that act together: "Russia together with China"."""
_LEADS_ON = re.compile(r" (?:to|for|in|on|at|over|from|with|of|against) ")
"""What goes on with the clause of both: "calls on A and B to sit down"."""
_JOINING = frozenset({"and", "comma", "pronoun", "prep"})
_JOINTS = frozenset({"-", "/", "–", " - ", "—", "&", " & ", "", "、", "和", "与", "及", "同", "跟"})


class Group(NamedTuple):
    """Actors that act as one in a sentence.

    Attributes:
        start, end: the place in the normalised text.
        powers: whom they are, in order, each once.
        actors: the ids that name them.
        preposition: the small word that governs them, if any.
        possessive: "Russia's …": they own what follows.
        attributive: "Russian oil": they only colour what follows.
        standing_in: they are named elsewhere ("both countries", "he").
        role: of the last name.
    """

    start: int
    end: int
    powers: tuple[str, ...]
    actors: tuple[str, ...]
    preposition: str | None
    possessive: bool
    attributive: bool
    standing_in: bool
    role: Role


class Surroundings(NamedTuple):
    """What a sentence holds beside its names.

    Attributes:
        text: the normalised text.
        marks: the sentence's small words.
        verbs: places of verbs that tell events: nothing is put together across one.
        speech: places of verbs of speaking: nor across one of these.
        headline: whether "Putin, Xi meet" joins by a comma alone.
    """

    text: str
    marks: Sequence[SmallWord]
    verbs: Sequence[tuple[int, int]]
    speech: Sequence[tuple[int, int]]
    headline: bool


Belong = Callable[[Group, Group, Surroundings], bool]


def groups(named: Sequence[Named], around: Surroundings) -> list[Group]:
    """Put the mentions of a sentence that stand for a power together, in order."""
    singles = [_single(around.text, one, around.marks) for one in named if one.power is not None]
    return _joined(_joined(singles, around, _are_same), around, _belong)


def _joined(parts: Sequence[Group], around: Surroundings, belong: Belong) -> list[Group]:
    made: list[Group] = []
    for group in parts:
        if made and belong(made[-1], group, around):
            made[-1] = _merge(made[-1], group)
        else:
            made.append(group)
    return made


def _single(text: str, one: Named, marks: Sequence[SmallWord]) -> Group:
    after = text[one.end : one.end + 2]
    possessive = after == "'s" or (after[:1] == "'" and text[one.end - 1] in "sS")
    return Group(
        start=one.start,
        end=one.end,
        powers=(one.power or "",),
        actors=(one.actor,),
        preposition=governor(text, one.start, marks),
        possessive=possessive,
        attributive=not possessive and one.role == "demonym" and _has_noun_after(text, one.end),
        standing_in=False,
        role=one.role,
    )


def governor(text: str, start: int, marks: Sequence[SmallWord]) -> str | None:
    """Find the preposition that governs what starts at a place: the nearest small word, if it is one."""
    mark = last_before(marks, start)
    if mark is None or start - mark.end > MAX_REACH or mark.kind not in {"prep", "by", "between", "cause"}:
        return None
    between = text[mark.end : start]
    if between.count(" ") > 4 or "'s " in between or any(map(str.isdigit, between)):  # noqa: PLR2004 - a determiner, an adjective or two, a title
        return None
    return mark.word


def _has_noun_after(text: str, end: int) -> bool:
    return text[end : end + 1] in {" ", "-"} and text[end + 1 : end + 2].isalpha()


def _belong(left: Group, right: Group, around: Surroundings) -> bool:
    """Whether two neighbours are one actor, or act as one."""
    text = around.text
    between = text[left.end : right.start]
    if between in _JOINTS:
        return not (left.preposition == "in" and left.powers == right.powers)
    if len(between) <= MAX_COMPOUND and _TOGETHER.match(text, left.end, right.start):
        return True
    if any(left.end <= start < right.start for start, _ in (*around.verbs, *around.speech)):
        return False
    inner = _marks_between(left, right, around)
    kinds = {mark.kind for mark in inner}
    owns_more = "and" in kinds and (
        (left.possessive and between.count(" ") > 1) or (right.possessive and not left.possessive)
    )
    if len(between) > MAX_COMPOUND or kinds - _JOINING or owns_more or _starts_clause(left, right, around):
        return False
    if is_venue(left) and kinds == {"comma"}:
        return False
    commas = around.headline or left.preposition is None or _LIST_GOES_ON.match(text, right.end) is not None
    return _is_compound(text, left, right, inner, commas=commas)


def _are_same(left: Group, right: Group, around: Surroundings) -> bool:
    """Whether names of one power follow each other as title and name: "Russian President Putin"."""
    if right.start - left.end > MAX_APPOSITION or not set(right.powers) <= set(left.powers):
        return False
    if any(left.end <= start < right.start for start, _ in (*around.verbs, *around.speech)):
        return False
    inner = _marks_between(left, right, around)
    if left.possessive:
        return not inner and around.text.count(" ", left.end, right.start) <= _WORDS_OWNED
    return not inner or (len(inner) == 1 and inner[0].kind == "comma")


def _marks_between(left: Group, right: Group, around: Surroundings) -> list[SmallWord]:
    return [mark for mark in around.marks if left.end <= mark.start and mark.end <= right.start]


def _starts_clause(left: Group, right: Group, around: Surroundings) -> bool:
    """Whether a verb before both and one right after them part them: "hits A and B condemns"."""
    return any(end <= left.start for _, end in around.verbs) and any(
        right.end <= start <= right.end + _VERB_NEXT and not _LEADS_ON.match(around.text, right.end)
        for start, _ in (*around.verbs, *around.speech)
    )


def _is_compound(text: str, left: Group, right: Group, inner: Sequence[SmallWord], *, commas: bool) -> bool:
    """Whether "and", or a comma of a list, joins two names: "Russia and its ally", "Putin, Xi"."""
    kinds = [mark.kind for mark in inner]
    if any(mark.kind == "prep" and mark.word not in {"of", "with"} for mark in inner):
        return False
    if text[left.end] >= UNSPACED and right.start - left.end > _LETTERS_AFTER_COMMA:
        return False
    if "and" in kinds and "prep" not in kinds:
        joint = next(mark for mark in inner if mark.kind == "and")
        return (
            text.count(" ", left.end, joint.start) <= _WORDS_BEFORE_AND
            and text.count(" ", joint.end, right.start) <= _WORDS_AFTER_AND
        )
    return kinds == ["comma"] and commas and text.count(" ", left.end, right.start) <= _WORDS_AFTER_COMMA


def is_venue(group: Group) -> bool:
    """Whether a group is a city in which something takes place."""
    return group.preposition == "in" and group.role == "metonym"


def _merge(left: Group, right: Group) -> Group:
    powers = tuple(dict.fromkeys((*left.powers, *right.powers)))
    return Group(
        start=left.start,
        end=right.end,
        powers=powers,
        actors=tuple(dict.fromkeys((*left.actors, *right.actors))),
        preposition=left.preposition,
        possessive=right.possessive,
        attributive=right.attributive,
        standing_in=left.standing_in or right.standing_in,
        role=right.role,
    )
