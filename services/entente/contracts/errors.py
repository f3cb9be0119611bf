"""The three ways in which work can fail, and what the runtime does about each.

EntenteError
├── Reject         this one item is bad        -> dead letter, counted against the budget
├── Transient      the outside is not ready    -> retry, nothing is acknowledged
└── Misconfigured  nothing can go right        -> refuse to start, one sentence, exit code 2

Whatever a pure function raises on one item counts as a `Reject` with reason `bug`. Anything else ends the
process unacknowledged.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why an item was rejected; a bounded set, so that it can label a metric."""

    EMPTY = "empty"
    MALFORMED = "malformed"
    INVALID = "invalid"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    BUG = "bug"


class EntenteError(Exception):
    """The root of all errors that Entente raises on purpose."""


class Reject(EntenteError):
    """One item can't be used; the next one may be fine."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Transient(EntenteError):
    """Something outside is not ready; the same work may succeed later."""


class Misconfigured(EntenteError):
    """A setting, file or server is wrong; one sentence says what and how to mend it."""
