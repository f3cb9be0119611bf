"""The watchlist as data: each Struct is one entry of one YAML file; a misspelt key is an error."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from entente.contracts.values import (
    ActorId,
    Direction,
    EventType,
    Pair,
    Power,
    Role,
    Severity,
    SourceClass,
)
from entente.watchlist.names import StateNames
from entente.watchlist.places import Place

Language = Annotated[str, Meta(pattern="^[a-z]{2}$")]
Office = Literal[
    "head_of_state",
    "head_of_government",
    "foreign_minister",
    "defence_minister",
    "party_leader",
    "spokesperson",
    "official",
]


ROLES: tuple[Role, ...] = ("direct", "demonym", "metonym", "leader", "body", "quoted")


class Alias(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A spelling that stands for an actor only under conditions.

    `needs`: one of these words must stand somewhere in the text; `unless`: none of these may stand
    within 40 code points of it; but a phrase that holds the spelling itself ("South China Sea" for
    China) rules out only the places it covers.
    """

    text: Annotated[str, Meta(min_length=1)]
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


Spelling = str | Alias


class Aliases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor's spellings in one language, by the role in which they name it."""

    direct: tuple[Spelling, ...] = ()
    demonym: tuple[Spelling, ...] = ()
    metonym: tuple[Spelling, ...] = ()
    leader: tuple[Spelling, ...] = ()
    body: tuple[Spelling, ...] = ()
    quoted: tuple[Spelling, ...] = ()
    short: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=1)], ...],
        Meta(
            description="One character that stands for a power beside another's, or with a word of dealing."
        ),
    ] = ()


def text_of(spelling: Spelling) -> str:
    """Write a spelling's text, whether it has conditions or not."""
    return spelling.text if isinstance(spelling, Alias) else spelling


def spellings_by_role(aliases: Aliases) -> Iterator[tuple[Role, Spelling]]:
    """List spellings with the role in which each names its actor."""
    for role in ROLES:
        for spelling in getattr(aliases, role):
            yield role, spelling


def every_spelling(aliases: Aliases) -> Iterator[Spelling]:
    """List spellings, whatever their role."""
    return (spelling for _, spelling in spellings_by_role(aliases))


class Tenure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dated role: for whom a person or body stands, from when until when (inclusive; null: still)."""

    power: Power
    office: Office
    since: date
    until: date | None
    source: Annotated[str, Meta(min_length=1, description="Where the dates are from.")]


class Actor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tracked actor: a power, a person in office, a public body, or a quoted expert."""

    id: ActorId
    kind: Literal["state", "organisation", "person", "body", "expert"]
    name: str
    wikidata: Annotated[str, Meta(pattern=r"^Q[1-9][0-9]*$")] | None
    source: Annotated[str, Meta(min_length=1, description="Where the id and the names are from.")]
    aliases: dict[Language, Aliases]
    power: Annotated[Power | None, Meta(description="For a body: whom it stands for at all times.")] = None
    tenures: tuple[Tenure, ...] = ()
    affiliation: str | None = None
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


def is_power(actor: Actor) -> bool:
    """Whether an actor is a power itself: a state or an organisation."""
    return actor.kind in {"state", "organisation"}


class ThemeEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A theme, with the phrases that show it in each language (`*` at a phrase's end: any ending)."""

    id: str
    name: str
    patterns: dict[Language, tuple[Spelling, ...]]
    must_match: Annotated[tuple[str, ...], Meta(min_length=1)]
    must_not_match: tuple[str, ...] = ()
    powers: Annotated[
        tuple[Annotated[tuple[Power, ...], Meta(min_length=1)], ...],
        Meta(description="Powers that show the theme where all of one group are named in one sentence."),
    ] = ()
    powers_since: Annotated[date | None, Meta(description="From when on they do; null: always.")] = None


class Cue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phrases that tell an event of one type and mode (`*` at a phrase's end: any ending)."""

    type: EventType
    mode: str | None = None
    patterns: dict[Language, tuple[Spelling, ...]]
    mutual: Annotated[bool, Meta(description="Both sides do it to each other: talks, treaties.")] = False
    topical: Annotated[
        bool, Meta(description="What follows without `with` is spoken of, not spoken with: discuss.")
    ] = False
    weak: Annotated[
        bool, Meta(description="It leans: heard only where no other cue tells anything; moves no pair.")
    ] = False
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


Terms = Literal["full_text", "extract", "link"]
"""What of a source's texts may be kept for readers: all, an extract of 400 code points, or title and link."""


class SourceEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A publisher: who owns it, whose state it is of, and what class of source it is."""

    id: str
    name: str
    owner: str
    state: Power | None
    bloc: str | None
    source_class: SourceClass
    language: Language | None
    source: Annotated[str, Meta(min_length=1, description="Where these facts are from.")]
    terms: Annotated[Terms, Meta(description="What the indexer may keep of its texts.")] = "full_text"


class Budget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Expected false alarms in a period, over all pairs and directions that the rule watches."""

    alarms: Annotated[float, Meta(gt=0)]
    days: Annotated[int, Meta(ge=1)]


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to alert on: pairs (or `any`), directions, a window, and a budget of false alarms."""

    id: str
    pairs: tuple[Pair, ...] | Literal["any"]
    directions: tuple[Direction, ...]
    theme: str | None
    window_hours: Literal[6, 24, 168]
    budget: Budget
    family: Annotated[int, Meta(ge=1, description="For `any`: how many pairs it is taken to watch.")] | None
    min_stories: Annotated[
        int, Meta(ge=1, description="Stories that a window must have: 3 or more; for firsts 1 or more.")
    ]
    severity: Severity
    kind: Annotated[
        Literal["burst", "first", "ramp", "polarity"],
        Meta(
            description="burst: more than chance brings; first: a material event new to the pair; "
            "ramp: weeks of twice the usual; polarity: a day of another tone."
        ),
    ] = "burst"

    def __post_init__(self) -> None:
        """Refuse what a rule of its kind can't look at.

        Raises:
            ValueError: its window isn't a day, of a rule of ramps a week; polarity has no direction; or it
                asks for fewer than three stories and isn't of firsts.
        """
        if self.kind in {"first", "polarity"} and self.window_hours != 24:  # noqa: PLR2004 - a day
            raise ValueError(f"the rule {self.id} is of kind {self.kind}: its window_hours must be 24")
        if self.kind == "polarity" and "attention" in self.directions:
            raise ValueError(f"the rule {self.id} is of kind polarity: its directions are closer and apart")
        if self.kind != "first" and self.min_stories < 3:  # noqa: PLR2004 - fewer are no burst
            raise ValueError(f"the rule {self.id} has min_stories {self.min_stories}: give 3 or more")
        if self.kind == "ramp" and self.window_hours != 168:  # noqa: PLR2004 - a week
            raise ValueError(f"the rule {self.id} is of kind ramp: its window_hours must be 168")


class CalendarEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was announced beforehand, so that a spike in those days is expected: a summit, an anniversary."""

    id: str
    name: Annotated[str, Meta(min_length=1, description="As an alert says it.")]
    pairs: Annotated[tuple[Pair, ...], Meta(min_length=1)]
    since: date
    until: Annotated[date, Meta(description="Its last day.")]
    yearly: Annotated[
        bool, Meta(description="The same days of every year from the first on, within one calendar year.")
    ] = False
    source: Annotated[str, Meta(min_length=1, description="Where the days are from.")]


class Watchlist(Struct, frozen=True, kw_only=True):
    """One checked version of everything that is watched."""

    version: str
    actors: tuple[Actor, ...]
    themes: tuple[ThemeEntry, ...]
    cues: tuple[Cue, ...]
    scores: dict[EventType, float]
    sources: tuple[SourceEntry, ...]
    rules: tuple[Rule, ...]
    names: Annotated[
        tuple[StateNames, ...], Meta(description="States' names in languages without cues.")
    ] = ()
    mode_scores: Annotated[
        dict[str, float], Meta(description="TYPE/mode -> score: overrides the type's.")
    ] = {}
    calendar: tuple[CalendarEntry, ...] = ()
    places: Annotated[tuple[Place, ...], Meta(description="Disputed places, and for whom each stands.")] = ()

    def score_of(self, kind: EventType, mode: str | None) -> float:
        """Tell how far an event of a type and mode moves a pair, from -10 (apart) to 10 (closer)."""
        return self.mode_scores.get(f"{kind}/{mode}", self.scores[kind])
