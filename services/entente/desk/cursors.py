"""Where a page of results ends, as an opaque text: base64url over JSON."""

import base64
import binascii
from collections.abc import Sequence
from contextlib import suppress

import msgspec

_LONGEST = 2_000


class Cursors:
    """Writes and reads cursors; a forged one finds nothing it may not find anyway."""

    def write(self, place: Sequence[object]) -> str:
        """Write a place in an order."""
        return base64.urlsafe_b64encode(msgspec.json.encode(list(place))).decode().rstrip("=")

    def read(self, cursor: str) -> list[object]:
        """Read a cursor.

        Raises:
            ValueError: it is none of ours.
        """
        place: list[str | int | float | None] = []
        with suppress(ValueError, binascii.Error, msgspec.DecodeError):
            raw = base64.urlsafe_b64decode(cursor[:_LONGEST].encode("ascii") + b"=" * (-len(cursor) % 4))
            place = msgspec.json.decode(raw, type=list[str | int | float | None])
        if not place:
            raise ValueError("that is no cursor of this desk; leave it out to begin anew")
        return list(place)
