"""What the states are called in the languages that the watchlist has no cues for: one entry a state."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from entente.contracts.values import Power

SEPARATOR = " | "
CHINESE = "zh"


class StateNames(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state's names in other languages: `af da nl: Rusland | fr fur ht: Russie`.

    They are one line of text, for a list a language would double the time in which a watchlist is read.
    """

    id: Power
    names: Annotated[str, Meta(min_length=1)]

    def spellings(self) -> Iterator[tuple[str, bool]]:
        """List the names; each with whether it is Chinese (in traditional characters)."""
        for one in self.names.split(SEPARATOR):
            tags, _, name = one.partition(": ")
            yield name, any(tag.startswith(CHINESE) for tag in tags.split())
