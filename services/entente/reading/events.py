"""Who did what to whom: the events of a text, sentence by sentence.

An event joins actors of one sentence; a pronoun or "both countries" may stand for those of the ones before.
Types, modes and what counts as what: PLOVER manual, draft 2.0 (Open Event Data Alliance).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from entente.contracts.values import EventType
from entente.reading.anaphora import EMPTY, Memory, Recall, recall, with_stand_ins
from entente.reading.attribution import Voice, speeches, voice
from entente.reading.clauses import (
    CueFound,
    Sentence,
    clause_of,
    is_declining,
    is_noun_by_ending,
    is_noun_use,
)
from entente.reading.groups import Group, Surroundings, groups
from entente.reading.marks import SmallWord, SmallWords, small_words
from entente.reading.mentions import Named
from entente.reading.modality import Mood, modals, mood
from entente.reading.phrases import Found
from entente.reading.roles import owner_of, roles
from entente.watchlist.model import Cue, Watchlist

MAX_POWERS = 4
"""Powers in a sentence beyond which it tells of a gathering: its events weigh half."""
MANY_WEIGHT = 0.5
MAX_SENTENCE = 1_500
MAX_NAMES = 24
"""Code points and names of a sentence beyond which it is a list or a text without stops: no events."""
MAX_CUES = 24
"""Cues of one sentence that are read; a longer list is a text without stops."""

_OUTWEIGHS: frozenset[EventType] = frozenset({"AGREE", "REJECT", "THREATEN", "REQUEST", "ACCUSE", "CONCEDE"})
"""Types whose verb takes what follows as its content: "refused to hold talks" is no talks."""
_CONFLICT: frozenset[EventType] = frozenset({"ACCUSE", "REJECT", "THREATEN", "REQUEST", "SANCTION", "COERCE"})
_AHEAD: dict[EventType, EventType] = {
    **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"), "AGREE"),
    **dict.fromkeys(("SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "PROTEST"), "THREATEN"),
}
"""What PLOVER calls a deed while it lies ahead: cooperation is promised, force is threatened."""
_REFUSED: frozenset[EventType] = frozenset(
    {"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"}
)
"""What PLOVER calls REJECT when it will not be done."""
_RELIEVABLE: frozenset[EventType] = frozenset({"SANCTION", "COERCE"})
_RELIEF = re.compile(
    r"\b(?:reduction|cuts?|lifting|easing|removal|suspension|end|delay|postponement|relief|exemptions?|pause|rollback"
    r"|waivers?|exempting|lower)\b",
    re.IGNORECASE,
)
"""Words within a phrase that turn it round: "announced a reduction of tariffs"."""
_UNMARKED = frozenset({"ru", "uk", "zh"})
"""Languages whose cues carry no tense."""
_BY_ENDING = frozenset({"ru", "uk"})
"""Those of them in which a verb is known by its ending."""
_UNDOING = re.compile(
    r" ?(?:to )?(?:phase out|abandon|ban|sever|terminate|cut off"
    r"|(?:halt|stop|end|cut|reduce|suspend|freeze) (?:\w+ ){0,3}"
    r"(?:imports|purchases|trade|cooperation|supplies|exports|deliveries|ties|relations|aid|flights))\b",
    re.IGNORECASE,
)
"""What, when agreed on, is a threat: "agreed to phase out Russian gas"."""
MEMORY_REACH = 3
"""Sentences back in which a pronoun or "both countries" finds those it means."""
_PAIR = 2
_SHORT_WORD = 3
_THEY = ("They ", "Они ", "Вони ", "他们")
_GOVERNED_REACH = 60
_MAX_RAW = 96
"""Cues of one sentence, overlapping ones too, that are looked at."""
_PART_WEIGHT = 10
"""Letters that a further part is worth: "suspended ... aid" says more than "humanitarian aid"."""


class EventFound(NamedTuple):
    """An event in the normalised text; `pattern` is the lexicon's number of the phrase that told it."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    type: EventType
    mode: str | None
    mood: Mood
    voice: Voice
    sentence: int
    start: int
    end: int
    score: float
    pattern: int


class Passage(NamedTuple):
    """What events are read from.

    Attributes:
        text: the normalised text.
        language: whose small words to go by; English where it has none.
        sentences: their bounds.
        named: the mentions, in order.
        found: the phrases, in order.
        year: the article's own; what an earlier year dates is historical.
        title_end: where the title ends; in it the grammar of headlines holds.
        cut: whether the body stops without a stop, its last sentence half said.
    """

    text: str
    language: str
    sentences: Sequence[tuple[int, int]]
    named: Sequence[Named]
    found: Sequence[Found]
    year: int
    title_end: int
    cut: bool = False


class _Own(NamedTuple):
    """One sentence's share of a passage."""

    number: int
    bounds: tuple[int, int]
    named: list[Named]
    near: list[Found]
    marks: list[SmallWord]
    cut: bool

    def of_kind(self, kind: str) -> list[Found]:
        return [one for one in self.near if one.kind == kind]


class EventReader:
    """Reads events from what the automaton met; compiled once from a watchlist's cues and scores."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._cues: tuple[Cue, ...] = watchlist.cues
        self._score = watchlist.score_of
        self._small_words = small_words()

    def read(self, passage: Passage) -> list[EventFound]:
        """Read the events of a passage, in its order."""
        words = self._small_words.get(passage.language, self._small_words["en"])
        mentions = _by_sentence(passage.named)
        events: list[EventFound] = []
        for number, found in _by_place(_outside(passage.found, passage.named), passage.sentences).items():
            bounds = passage.sentences[number]
            named = mentions.get(number, [])
            near = _lowered(found, passage, bounds)
            if not _may_tell(passage.text, bounds, named, near):
                continue
            marks = words.find(passage.text, *bounds)
            if len({one.power for one in named} - {None}) < _PAIR and not _means_others(named, near, marks):
                continue
            cut = passage.cut and bounds[1] > passage.title_end and number == len(passage.sentences) - 1
            own = _Own(number, bounds, named, near, marks, cut)
            look_back = partial(self._memory, passage, words, mentions, number)
            events += self._events(self._sentence(passage, own, look_back), own, passage.year)
        return events

    def _memory(
        self, passage: Passage, words: SmallWords, mentions: dict[int, list[Named]], number: int
    ) -> Memory:
        """What the few sentences before leave behind; looked for only where a sentence needs it."""
        memory = EMPTY
        for before in range(number - 1, max(-1, number - 1 - MEMORY_REACH), -1):
            named = mentions.get(before, [])
            bounds = passage.sentences[before]
            if named and len(named) <= MAX_NAMES and bounds[1] - bounds[0] <= MAX_SENTENCE:
                marks = words.find(passage.text, *bounds)
                around = Surroundings(passage.text, marks, (), (), bounds[0] < passage.title_end)
                memory = recall(groups(named, around), memory)
            if memory.pair and memory.topic is not None:
                break
        return memory

    def cues_in(self, found: Sequence[Found]) -> tuple[tuple[EventType, str | None], ...]:
        """List the cues among phrases, those that say most where they overlap."""
        cues = [self._cues[one.owner] for one in _best([one for one in found if one.kind == "cue"])]
        return tuple((cue.type, cue.mode) for cue in cues)

    def _sentence(self, passage: Passage, own: _Own, memory: Recall) -> Sentence:
        raw = _best(own.of_kind("cue"))
        verbs = [(one.start, one.first_end) for one in raw if one.tense or passage.language in _UNMARKED]
        speech = [(one.start, one.end) for one in own.of_kind("voice")]
        headline = own.bounds[0] < passage.title_end
        named = groups(own.named, Surroundings(passage.text, own.marks, verbs, speech, headline))
        acting = with_stand_ins(passage.text, named, own.marks, own.of_kind("anaphor"), memory)
        cues = [self._cue(passage, one, acting) for one in raw]
        spoken = speeches(passage.text, own.bounds, acting, own.marks, own.of_kind("voice"))
        return Sentence(
            passage.text,
            *own.bounds,
            acting,
            own.marks,
            cues,
            spoken,
            headline,
            passage.language != "zh",
        )

    def _cue(self, passage: Passage, one: Found, acting: Sequence[Group]) -> CueFound:
        cue, text, place = self._cues[one.owner], passage.text, (one.start, one.first_end)
        if passage.language in _BY_ENDING:
            noun = is_noun_by_ending(text, place)
        else:
            noun = is_noun_use(text, place, one.tense, acting)
        return CueFound(
            start=one.start,
            end=one.end,
            first_end=one.first_end,
            type=cue.type,
            mode=cue.mode,
            mutual=cue.mutual,
            topical=cue.topical,
            tense=one.tense,
            noun=noun,
            letters=one.letters,
            pattern=one.pattern,
            undoing=cue.type == "AGREE" and _UNDOING.match(text, one.end) is not None,
            relieved=cue.type in _RELIEVABLE and _RELIEF.search(text, one.first_end, one.end) is not None,
        )

    def _events(self, sentence: Sentence, own: _Own, year: int) -> list[EventFound]:
        found = modals(own.near, own.marks)
        says = voice(sentence, own.named, own.of_kind("voice"))
        powers = {power for group in sentence.groups for power in group.powers}
        weight = MANY_WEIGHT if len(powers) > MAX_POWERS else 1.0
        events: dict[tuple[object, ...], EventFound] = {}
        for cue in sentence.cues:
            if _tells_nothing(sentence, cue, cut=own.cut):
                continue
            who = roles(sentence, cue)
            judged = _governor(sentence, cue) if who is not None else None
            if who is None or (judged is not None and not _owned(sentence, cue)):
                continue
            tells = mood(sentence, cue, clause_of(sentence, cue.start, cue.end), found, year)
            if judged is not None and tells.modality == "asserted":
                tells = Mood("hypothetical", (judged.start, judged.end))
            kind, mode, tells = _as_plover(cue, tells)
            event = EventFound(
                sources=who.sources,
                targets=who.targets,
                type=kind,
                mode=mode,
                mood=tells,
                voice=says,
                sentence=own.number,
                start=cue.start,
                end=cue.end,
                score=round(self._score(kind, mode) * weight, 4),
                pattern=cue.pattern,
            )
            key = (frozenset(who.sources), frozenset(who.targets), kind, tells.modality)
            if key not in events or abs(events[key].score) < abs(event.score):
                events[key] = event
        return list(events.values())


def _tells_nothing(sentence: Sentence, cue: CueFound, *, cut: bool) -> bool:
    """Whether a noun says too little: cooperation that goes down, or a sentence whose verb was cut off.

    In Chinese, too, a verb before 的 only colours what follows.
    """
    return cue.noun and (
        (cue.type == "COOPERATE" and is_declining(sentence, cue)) or (cut and sentence.inflected)
    )


def _as_plover(cue: CueFound, tells: Mood) -> tuple[EventType, str | None, Mood]:
    """Name an event as PLOVER does: what lies ahead is promised or threatened, what is refused rejected."""
    if cue.undoing:
        return "THREATEN", None, tells
    if cue.relieved:
        cue = cue._replace(type="CONCEDE", mode=None)
    if tells.modality == "future" and cue.type in _AHEAD:
        return _AHEAD[cue.type], None, tells
    if tells.refused and cue.type in _REFUSED:
        return "REJECT", None, Mood("asserted", tells.span)
    return cue.type, cue.mode, tells


def _lowered(found: list[Found], passage: Passage, bounds: tuple[int, int]) -> list[Found]:
    """Pass over phrases that begin with a capital within running text: the "Stock Exchange" swaps nothing."""
    if bounds[0] < passage.title_end and _is_title_case(passage.text[bounds[0] : bounds[1]]):
        return found
    return [one for one in found if not one.raised or one.start <= bounds[0] + 1]


def _means_others(named: Sequence[Named], near: Iterable[Found], marks: Iterable[SmallWord]) -> bool:
    """Whether a sentence of one power or none may mean another: by a pronoun that no name precedes."""
    first = min((one.start for one in named if one.power is not None), default=None)
    return any(one.kind == "anaphor" for one in near) or any(
        mark.kind == "pronoun" and (first is None or mark.start < first) for mark in marks
    )


def _is_title_case(headline: str) -> bool:
    """Whether a headline writes its verbs with capitals, as not all do."""
    words = [word for word in headline.split() if len(word) > _SHORT_WORD and word[0].isalpha()]
    return sum(word[0].islower() for word in words) * 3 <= len(words)


def _may_tell(text: str, bounds: tuple[int, int], named: Sequence[Named], near: Iterable[Found]) -> bool:
    """Whether a sentence has a cue, and names somebody or may mean those before: "both countries", "They"."""
    if bounds[1] - bounds[0] > MAX_SENTENCE or len(named) > MAX_NAMES:
        return False
    kinds = {one.kind for one in near}
    return "cue" in kinds and (bool(named) or "anaphor" in kinds or text.startswith(_THEY, bounds[0]))


def _best(found: Sequence[Found]) -> list[Found]:
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


def _governor(sentence: Sentence, cue: CueFound) -> CueFound | None:
    """The verb whose content a cue is: "condemned China's support", "threatened to impose sanctions"."""
    for other in sentence.cues:
        if other.start >= cue.start:
            break
        if (
            (other.noun and sentence.inflected)
            or other.type not in _OUTWEIGHS | _CONFLICT
            or cue.start - other.end > _GOVERNED_REACH
        ):
            continue
        if any(
            m.kind in {"clause", "relative", "and"} and other.end <= m.start and m.end <= cue.start
            for m in sentence.marks
            if m.word != "that"
        ):
            continue
        between = sentence.text[other.end : cue.start].lower()
        if cue.noun or between.rstrip(" ").endswith(("to", "of", "for", "from", "not to", "against")):
            return other
    return None


def _owned(sentence: Sentence, cue: CueFound) -> bool:
    """Whether a governed cue has an owner of its own: else it is but the content of its governor."""
    return cue.noun and owner_of(sentence, cue, clause_of(sentence, cue.start, cue.end)) is not None


def _by_sentence(named: Iterable[Named]) -> dict[int, list[Named]]:
    made: dict[int, list[Named]] = {}
    for one in named:
        made.setdefault(one.sentence, []).append(one)
    return made


def _outside(found: Iterable[Found], named: Sequence[Named]) -> Iterator[Found]:
    """Pass over phrases that are but part of a name: nothing is stated in "United States"."""
    at = 0
    for one in found:
        if one.kind == "theme":
            continue
        while at < len(named) and named[at].end <= one.start:
            at += 1
        if at == len(named) or not (named[at].start <= one.start and one.end <= named[at].end):
            yield one


def _by_place(found: Iterable[Found], sentences: Sequence[tuple[int, int]]) -> dict[int, list[Found]]:
    made: dict[int, list[Found]] = {}
    number, last = 0, len(sentences) - 1
    for one in found:
        while number < last and sentences[number][1] <= one.start:
            number += 1
        if sentences[number][0] <= one.start and one.end <= sentences[number][1]:
            made.setdefault(number, []).append(one)
    return made
