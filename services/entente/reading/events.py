"""Who did what to whom: the events of a text, sentence by sentence.

An event joins actors of one sentence; a pronoun or "both countries" may stand for those of the ones before.
Types, modes and what counts as what: PLOVER manual, draft 2.0 (Open Event Data Alliance).
"""

from collections.abc import Sequence
from functools import partial

from entente.contracts.values import EventType
from entente.reading.anaphora import EMPTY, Memory, Recall, recall, with_stand_ins
from entente.reading.attribution import Voice, speeches, voice
from entente.reading.candidates import (
    MAX_NAMES,
    MAX_SENTENCE,
    PAIR,
    best,
    by_sentence,
)
from entente.reading.clauses import CueFound, Sentence, clause_of, is_noun_by_ending, is_noun_use, is_passive
from entente.reading.given import SOURCE, TARGET, ranked
from entente.reading.groups import Group, Surroundings, groups
from entente.reading.joining import Found
from entente.reading.likely import Told, joined, leaned, likely
from entente.reading.marks import SmallWords, small_words
from entente.reading.mentions import Named
from entente.reading.modality import modals, mood
from entente.reading.moods import Mood
from entente.reading.passage import EventFound, Own, Passage, Rule, leaning, near, own_of
from entente.reading.plover import as_plover, is_obligation, is_relieved, is_undoing
from entente.reading.sport import but_for_play
from entente.reading.stopping import is_stopped
from entente.watchlist.model import Cue, Watchlist

MAX_POWERS = 4
"""Powers in a sentence beyond which it tells of a gathering: its events weigh half."""
MANY_WEIGHT = 0.5
MEMORY_REACH = 3
"""Sentences back in which a pronoun or "both countries" finds those it means."""
_UNMARKED = frozenset({"ru", "uk", "zh"})
"""Languages whose cues carry no tense."""
_BY_ENDING = frozenset({"ru", "uk"})
"""Those of them in which a verb is known by its ending."""


class EventReader:
    """Reads events from what the automaton met; compiled once from a watchlist's cues and scores."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._cues: tuple[Cue, ...] = watchlist.cues
        self._score = watchlist.score_of
        self._small_words = small_words()

    def read(self, passage: Passage) -> list[EventFound]:
        """Read the events of a passage, in its order; none by a watchlist without cues."""
        if not self._cues:
            return []
        words = self._small_words.get(passage.language, self._small_words["en"])
        mentions = by_sentence(passage.named)
        powers = {number: {one.power for one in named} - {None} for number, named in mentions.items()}
        events: list[EventFound] = []
        for number in range(len(passage.sentences)):
            # Who isn't named here or within a pronoun's reach can be no side of an event.
            within = (powers[at] for at in range(number - MEMORY_REACH, number + 1) if at in powers)
            if len(set().union(*within)) < PAIR:
                continue
            own = own_of(passage, words, number, mentions.get(number, []), len(powers.get(number, ())))
            if own is not None:
                look_back = partial(self._memory, passage, words, mentions, number)
                events += self._events(self._sentence(passage, own, look_back), own, passage)
        return events

    def between(self, passage: Passage) -> list[EventFound]:
        """Read what a passage of one sentence tells of its given source and target, the likeliest first.

        Where no cue joins the two, the one that stands best tells it: that they are joined is known.
        """
        words = self._small_words.get(passage.language, self._small_words["en"])
        bounds = passage.sentences[0]
        found = near(passage, bounds, passage.named)
        own = Own(0, bounds, passage.named, words.find(passage.text, *bounds), found, cut=False)
        sentence = self._sentence(passage, own, lambda: EMPTY)
        governing = modals(found, own.marks)
        events = []
        for cue in ranked(sentence):
            tells = mood(sentence, cue, clause_of(sentence, cue.start, cue.end), governing, passage.year)
            kind, mode, tells = as_plover(sentence.text, cue, tells)
            if is_obligation(sentence.text, tells):
                kind, mode = "REQUEST", None
            event = EventFound(
                sources=(SOURCE,),
                targets=(TARGET,),
                type=kind,
                mode=mode,
                mood=tells,
                voice=Voice("media", None),
                sentence=0,
                start=cue.start,
                end=cue.end,
                score=round(self._score(kind, mode), 4),
                pattern=cue.pattern,
                rule="given",
            )
            events.append(event)
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
        cues = [self._cues[one.owner] for one in best([one for one in found if one.kind in {"cue", "weak"}])]
        return tuple((cue.type, cue.mode) for cue in cues)

    def _sentence(self, passage: Passage, own: Own, memory: Recall) -> Sentence:
        raw = best(own.of_kind("cue"))
        verbs = [(one.start, one.first_end) for one in raw if one.tense or passage.language in _UNMARKED]
        speech = [(one.start, one.end) for one in own.of_kind("voice")]
        headline = own.bounds[0] < passage.title_end
        named = groups(own.named, Surroundings(passage.text, own.marks, verbs, speech, headline))
        acting = with_stand_ins(passage.text, named, own.marks, own.of_kind("anaphor"), memory)
        cues = [self._cue(passage, one, acting) for one in raw]
        spoken = speeches(passage.text, own.bounds, acting, own.marks, own.of_kind("voice"))
        return Sentence(
            passage.text, *own.bounds, acting, own.marks, cues, spoken, headline, passage.language != "zh"
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
            undoing=is_undoing(text, cue.type, one.end),
            relieved=is_relieved(text, cue.type, one.first_end, one.end),
            stopped=is_stopped(text, cue.type, one.start, one.end),
        )

    def _events(self, sentence: Sentence, own: Own, passage: Passage) -> list[EventFound]:
        rule, told = self._told(sentence, own, passage)
        told = but_for_play(told, sentence.text[slice(*own.bounds)])
        if not told:
            return []
        found = modals(own.near, own.marks)
        voices = own.of_kind("voice")
        powers = {power for group in sentence.groups for power in group.powers}
        weight = MANY_WEIGHT if len(powers) > MAX_POWERS else 1.0
        events: dict[tuple[object, ...], EventFound] = {}
        for cue, who, judged in told:
            # "No longer sells" denies the trade, and tells for certain that it ended.
            said = [one for one in found if one.modality != "negated"] if cue.stopped else found
            tells = mood(sentence, cue, clause_of(sentence, cue.start, cue.end), said, passage.year)
            if judged is not None and tells.modality == "asserted":
                tells = Mood("hypothetical", (judged.start, judged.end))
            kind, mode, tells = as_plover(sentence.text, cue, tells)
            event = EventFound(
                sources=who.sources,
                targets=who.targets,
                type=kind,
                mode=mode,
                mood=tells,
                voice=voice(sentence, own.named, voices, cue),
                sentence=own.number,
                start=cue.start,
                end=cue.end,
                score=round(self._score(kind, mode) * weight, 4),
                pattern=cue.pattern,
                rule=rule or _rule(sentence, cue),
            )
            key = (frozenset(who.sources), frozenset(who.targets), kind, tells.modality)
            if key not in events or abs(events[key].score) < abs(event.score):
                events[key] = event
        return list(events.values())

    def _told(self, sentence: Sentence, own: Own, passage: Passage) -> tuple[Rule | None, list[Told]]:
        """What a sentence tells, and by which rule; None: the grammar of each cue says which."""
        certain = [*joined(sentence, cut=own.cut)]
        if certain:
            return None, certain
        probable = [*likely(sentence, cut=own.cut)]
        if probable:
            return "likely", probable
        raw = best(leaning(passage, own.bounds, own.named))
        weak = [self._cue(passage, one, sentence.groups) for one in raw]
        return "weak", [*leaned(sentence, weak, cut=own.cut)]


def _rule(sentence: Sentence, cue: CueFound) -> Rule:
    if cue.noun:
        return "noun"
    return "passive" if is_passive(sentence, cue) else "verb"
