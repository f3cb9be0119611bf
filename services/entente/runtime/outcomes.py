"""What became of one item: done, rejected, or to be tried again later."""

from collections.abc import Sequence

import msgspec

from entente.contracts.errors import Reason, Reject
from entente.runtime.records import Outgoing

MAX_ERROR = 1000
"""Code points of an error kept with a dead letter: enough to see, too few to leak an article."""


class Done(msgspec.Struct, frozen=True):
    """It is read, or stands written (a 2xx, or a 409: already there); these records follow from it."""

    outputs: Sequence[Outgoing] = ()


class Rejected(msgspec.Struct, frozen=True):
    """It can't be used: it becomes a dead letter."""

    reason: Reason
    detail: str


class Later(msgspec.Struct, frozen=True):
    """The outside was not ready for it: it is tried again."""

    detail: str


Outcome = Done | Rejected | Later

DONE = Done()


def rejected(error: Exception) -> Rejected:
    """Say why an item is bad: its `Reject`, else a bug of the function that raised."""
    if isinstance(error, Reject):
        return Rejected(error.reason, error.detail[:MAX_ERROR])
    return Rejected(Reason.BUG, f"{type(error).__name__}: {error}"[:MAX_ERROR])
