"""The small words of the vocabulary: instants, spans, pairs, and the closed sets of terms."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

Instant = Annotated[datetime, Meta(tz=True, description="An instant with its offset; written in UTC.")]
Span = Annotated[
    tuple[int, int],
    Meta(description="Start and end in code points of the text it refers to; the end is exclusive."),
]
Power = Annotated[
    str,
    Meta(pattern=r"^[A-Z][A-Z0-9]{1,15}$", description="A state (ISO alpha-3) or an organisation's acronym."),
]
Pair = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z][A-Z0-9]{1,15}-[A-Z][A-Z0-9]{1,15}$",
        description="Two powers, sorted, joined by a hyphen.",
    ),
]
ActorId = Annotated[
    str, Meta(min_length=1, max_length=80, description="A power, or a person's or body's slug.")
]
Revision = Annotated[
    str, Meta(pattern="^[0-9a-f]{8,64}$", description="A hash of an article's title and text.")
]
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]

Precision = Literal["second", "day"]
Role = Literal["direct", "demonym", "metonym", "leader", "body", "quoted"]
Modality = Literal["asserted", "future", "hypothetical", "negated", "historical"]
Attribution = Literal["official", "analyst", "media", "unnamed"]
Direction = Literal["closer", "apart", "attention"]
AlertKind = Literal["burst", "emergent", "first", "ramp", "polarity", "coverage"]
AlertState = Literal["firing", "resolved", "withdrawn"]
Severity = Literal["info", "notice", "urgent"]
Confidence = Literal["low", "moderate", "high"]
SourceClass = Literal["wire", "state_media", "official", "broadsheet", "aggregator", "unknown"]
MarkKind = Literal["actor", "theme", "event", "modality", "quoted"]
EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]


def pair_of(one: str, other: str) -> str:
    """Name the unordered pair of two powers.

    Raises:
        ValueError: both are the same power.
    """
    if one == other:
        raise ValueError(f"a pair needs two powers, got {one} twice")
    return f"{min(one, other)}-{max(one, other)}"


def powers_of(pair: str) -> tuple[str, str]:
    """Split a pair into its two powers, in sorted order; either order is read."""
    one, other = pair.split("-")
    return (one, other) if one < other else (other, one)
