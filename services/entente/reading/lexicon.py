"""The watchlist compiled for one pass: every spelling once, with all that it may stand for."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from msgspec import structs

from entente.contracts.values import Role
from entente.reading.automaton import Needle, casings
from entente.reading.conditions import Condition, condition, hides
from entente.reading.normalise import normalise
from entente.watchlist.inflection import Tense
from entente.watchlist.model import Actor, Alias, Spelling, Watchlist, spellings_by_role, text_of
from entente.watchlist.patterns import Part, Spelled, parse

PatternKind = Literal["theme", "cue", "weak", "modality", "voice", "anaphor"]
_SMALL = 4
"""Letters of a small word."""


class Claim(NamedTuple):
    """One actor that a spelling may stand for."""

    actor: int
    role: Role
    condition: Condition | None
    elsewhere: bool = False
    """Whether it is a name of another language, which counts in no text of the four that are read by cues."""


class Tail(NamedTuple):
    """A further part of a pattern: the words that may lie before it, and its small words, blank first.

    Small words ("to", "in", "from") are looked for only where a pattern's first part was found: met
    everywhere by the automaton, they would be a third of all it meets.
    """

    gap: int
    small: tuple[str, ...]


class Pattern(NamedTuple):
    """One phrase of a theme, cue or grammar: its owner's index, its further parts; `lowered`: no capital."""

    kind: PatternKind
    owner: int
    text: str
    tails: tuple[Tail, ...]
    condition: Condition | None
    lowered: bool


class Use(NamedTuple):
    """What a spelling is within a pattern: which part, and in what tense its verb stands."""

    pattern: int
    part: int
    tense: Tense


class Grammar(NamedTuple):
    """A phrase that belongs to the reader, not to the watchlist: a cue of modality, a verb of reporting."""

    kind: Literal["modality", "voice", "anaphor"]
    owner: int
    text: str


class Lexicon:
    """Every spelling of a watchlist and of the grammar, made once.

    Attributes:
        actors: the watchlist's actors; a claim's `actor` is an index of it.
        claims: what each name may stand for; no claim: the name hides what is in it ("South China Sea").
        uses: what each phrase is.
        patterns: what the uses refer to.
        needles: what is looked for in a whole text: names and the phrases of themes.
        telling: what is looked for in sentences that may tell an event: cues and the reader's own phrases.
        leaning: weak cues, looked for in sentences of which no cue tells anything.
        foreign: what it looks for besides in a text that is in none of the four languages.
    """

    def __init__(self, watchlist: Watchlist, grammar: Iterable[Grammar] = ()) -> None:
        self.actors = watchlist.actors
        self.claims: list[tuple[Claim, ...]] = []
        self.uses: list[tuple[Use, ...]] = []
        self.patterns: list[Pattern] = []
        names: dict[tuple[str, bool], list[Claim]] = {}
        for i, actor in enumerate(watchlist.actors):
            for role, spelling in _spellings(actor):
                _add_name(names, Claim(i, role, condition(spelling)), spelling)
        numbers = {actor.id: i for i, actor in enumerate(watchlist.actors)}
        for state in (one for one in watchlist.names if one.id in numbers):
            # Normalised all at once: a call a name would cost as much as all the rest of the names.
            plain = structs.replace(state, names=normalise(state.names).text)
            for spelling, chinese in plain.spellings():
                claim = Claim(numbers[state.id], "direct", None, elsewhere=not chinese)
                names.setdefault((spelling, False), []).append(claim)
        _add_places(names, watchlist, numbers)
        phrases: dict[tuple[str, bool], list[Use]] = {}
        for theme_no, theme in enumerate(watchlist.themes):
            for spelling in _all(theme.patterns.values()):
                self._add_phrase(phrases, "theme", theme_no, spelling)
        telling: dict[tuple[str, bool], list[Use]] = {}
        leaning: dict[tuple[str, bool], list[Use]] = {}
        for cue_no, cue in enumerate(watchlist.cues):
            for spelling in _all(cue.patterns.values()):
                kind: PatternKind = "weak" if cue.weak else "cue"
                self._add_phrase(leaning if cue.weak else telling, kind, cue_no, spelling)
        for one in grammar:
            self._add_phrase(telling, one.kind, one.owner, one.text)
        self.telling = tuple(self._needles({}, telling))
        self.leaning = tuple(self._needles({}, leaning))
        needles = tuple(self._needles(names, phrases))
        self.foreign = tuple(one for one in needles if self._is_foreign(one))
        self.needles = tuple(one for one in needles if not self._is_foreign(one))

    def _is_foreign(self, needle: Needle) -> bool:
        """Whether a spelling counts in texts of other languages only."""
        claims = self.claims[needle.name] if needle.name >= 0 else ()
        return needle.phrase < 0 and bool(claims) and all(claim.elsewhere for claim in claims)

    def _add_phrase(
        self, phrases: dict[tuple[str, bool], list[Use]], kind: PatternKind, owner: int, spelling: Spelling
    ) -> None:
        text = normalise(text_of(spelling)).text
        parts: tuple[Part, ...] = parse(text)
        number = len(self.patterns)
        tails = tuple(Tail(part.gap, _small(part)) for part in parts[1:])
        self.patterns.append(Pattern(kind, owner, text, tails, condition(spelling), text[0].islower()))
        for part_no, part in enumerate(parts):
            for spelled in part.spellings:
                if part_no and _is_small(spelled):
                    continue
                use = Use(number, part_no, spelled.tense)
                for form in casings(spelled.text, name=False):
                    slot = phrases.setdefault((form, spelled.open), [])
                    if use not in slot:
                        slot.append(use)

    def _needles(
        self, names: dict[tuple[str, bool], list[Claim]], phrases: dict[tuple[str, bool], list[Use]]
    ) -> Iterator[Needle]:
        for key in {**names, **phrases}:
            name = phrase = -1
            if key in names:
                name = len(self.claims)
                self.claims.append(tuple(names[key]))
            if key in phrases:
                phrase = len(self.uses)
                self.uses.append(tuple(phrases[key]))
            yield Needle(key[0], key[1], name, phrase)


def _small(part: Part) -> tuple[str, ...]:
    return tuple(f" {one.text}" for one in part.spellings if _is_small(one))


def _is_small(spelled: Spelled) -> bool:
    return len(spelled.text) <= _SMALL and spelled.text.isascii() and not spelled.open


def power_on(actor: Actor, day: date) -> str | None:
    """Tell for whom an actor stands on a day; None for an expert, or a person out of office."""
    if actor.kind in {"state", "organisation"}:
        return actor.id
    for tenure in actor.tenures:
        if tenure.since <= day and (tenure.until is None or day <= tenure.until):
            return tenure.power
    return actor.power


def _spellings(actor: Actor) -> Iterator[tuple[Role, Spelling]]:
    for aliases in actor.aliases.values():
        yield from spellings_by_role(aliases)


def _all(groups: Iterable[tuple[Spelling, ...]]) -> Iterator[Spelling]:
    for group in groups:
        yield from group


def _add_places(
    names: dict[tuple[str, bool], list[Claim]], watchlist: Watchlist, numbers: dict[str, int]
) -> None:
    """Let disputed places name the powers that they stand for, or nobody: then they hide what is in them."""
    for place in watchlist.places:
        for spelling, _ in place.spellings():
            if place.stands_for in numbers:
                _add_name(names, Claim(numbers[place.stands_for], "metonym", None), spelling)
            else:
                text = normalise(spelling).text
                stem = text.removesuffix("*")
                for form in casings(stem, name=True):
                    names.setdefault((form, stem != text), [])


def _add_name(names: dict[tuple[str, bool], list[Claim]], claim: Claim, spelling: Spelling) -> None:
    text = normalise(text_of(spelling)).text
    stem = text.removesuffix("*")
    for form in casings(stem, name=True):
        slot = names.setdefault((form, stem != text), [])
        if claim not in slot:
            slot.append(claim)
    if isinstance(spelling, Alias):
        for hiding in (word for word in spelling.unless if hides(word, spelling.text)):
            for form in casings(normalise(hiding).text.removesuffix("*"), name=True):
                names.setdefault((form, hiding.endswith("*")), [])
