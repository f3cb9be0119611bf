"""When a notice that did not go through is tried again. Pure, but for the chance handed in."""

import random
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

DELAYS_S = (5, 15, 60, 120, 300, 600, 900)
"""Waits between tries in seconds; the last goes on for ever, for nothing may be lost."""

JITTER = 0.2
MOST = timedelta(hours=6)
"""The longest wait that a receiver may ask for."""


class Fate(StrEnum):
    """What became of a try: only a receiver knows whether another makes sense."""

    TAKEN = "taken"
    AWAY = "away"
    REFUSED = "refused"
    GONE = "gone"


class Answer(Struct, frozen=True):
    """A target's answer.

    `away`: nobody there, too slow, or overburdened: nothing else goes there before the next try.
    `refused`: this notice was not taken; others may be. `gone`: it wants to hear nothing any more.
    """

    fate: Fate
    why: str = ""
    retry_after: timedelta | None = None


TAKEN = Answer(Fate.TAKEN)


class Tries(Struct):
    """How often a thing was tried, and when it is tried next."""

    failures: int = 0
    next_at: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Say whether it is time."""
        return self.next_at is None or now >= self.next_at

    def failed(
        self,
        now: datetime,
        chance: random.Random,
        asked: timedelta | None = None,
        most_s: float = DELAYS_S[-1],
    ) -> None:
        """Count a failure, and put the next try off: by the schedule with jitter, or as long as asked."""
        usual = min(DELAYS_S[min(self.failures, len(DELAYS_S) - 1)], most_s)
        usual *= chance.uniform(1 - JITTER, 1 + JITTER)
        self.failures += 1
        self.next_at = now + max(timedelta(seconds=usual), min(asked or timedelta(), MOST))

    def succeeded(self) -> None:
        """Begin anew."""
        self.failures, self.next_at = 0, None
