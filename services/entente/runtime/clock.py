"""What time it is, asked in one place, so that a test can say it."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells time and waits."""

    def now(self) -> datetime:
        """Tell the instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Tell seconds that never run backwards."""
        ...

    def wait(self, condition: threading.Condition, seconds: float) -> None:
        """Wait on a condition that the caller holds, at most so many seconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Tell the machine's instant."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Tell the machine's monotonic seconds."""
        return time.monotonic()

    def wait(self, condition: threading.Condition, seconds: float) -> None:
        """Wait in real time."""
        condition.wait(seconds)


class HandClock:
    """A clock that moves only when told to, or when somebody waits on it: for tests and backtests."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._passed = 0.0

    def now(self) -> datetime:
        """Tell the start and what was added since."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """Tell the seconds added since the start."""
        return self._passed

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._passed += seconds

    def wait(self, condition: threading.Condition, seconds: float) -> None:
        """Let the whole wait pass at once; the condition is not waited on."""
        del condition
        self.advance(seconds)
