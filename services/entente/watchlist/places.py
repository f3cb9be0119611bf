"""Disputed places: whose each claims to be, and for whom its name stands in what is read here."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Annotated

from msgspec import Meta, Struct

from entente.contracts.values import Power

Language = Annotated[str, Meta(pattern="^[a-z]{2}$")]


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place that several powers claim, and the power, if any, that its name names.

    A place that stands for nobody also hides the powers in its own name: "Taiwan Strait" is no Taiwan.
    """

    id: Annotated[str, Meta(min_length=1, max_length=80)]
    name: Annotated[str, Meta(min_length=1)]
    claimed_by: Annotated[tuple[Power, ...], Meta(min_length=2)]
    stands_for: Annotated[
        Power | None, Meta(description="One of those who claim it; null: its name names nobody.")
    ]
    aliases: Annotated[
        dict[Language, Annotated[tuple[Annotated[str, Meta(min_length=2)], ...], Meta(min_length=1)]],
        Meta(min_length=1, description="Its names in each language (`*` at the end: any ending)."),
    ]
    source: Annotated[str, Meta(min_length=1, description="Where it is said who claims it.")]

    def spellings(self) -> Iterator[tuple[str, str]]:
        """List the names, each with its place below the entry: `$.aliases.en[0]`."""
        for language, names in self.aliases.items():
            yield from ((name, f"$.aliases.{language}[{i}]") for i, name in enumerate(names))


class Fault(Struct, frozen=True):
    """What is wrong with a place: where below its entry, what, and what to do about it."""

    path: str
    what: str
    fix: str


def place_faults(place: Place, named: Mapping[str, AbstractSet[str]]) -> Iterator[Fault]:
    """List what is wrong with a place beyond its form.

    Args:
        place: the place.
        named: whom each spelling names, by id, the place itself among them.
    """
    if place.stands_for is not None and place.stands_for not in place.claimed_by:
        yield Fault(
            "$.stands_for",
            f"{place.id} stands for {place.stands_for}, which doesn't claim it here",
            f"name one of {', '.join(place.claimed_by)}, or null for nobody",
        )
    for name, path in place.spellings():
        for other in sorted(named[name] - {place.id}):
            yield Fault(path, f"{name!r} is a name of {other}, too", "take it out in one of the two")
