"""Whether a process gets on, is ready, and shall stop: what its loop says and its health page reads."""

import threading

from entente.runtime.clock import Clock


class Progress:
    """Beats with every poll, and knows what a process still waits for; thread-safe."""

    def __init__(self, clock: Clock, grace_s: float = 90.0) -> None:
        self._clock = clock
        self._grace_s = grace_s
        self._last = clock.monotonic()
        self._waits: dict[str, str] = {"start": "starting"}
        self._failed: str | None = None
        self._lock = threading.Lock()

    def beat(self) -> None:
        """Say that the process got on just now."""
        self._last = self._clock.monotonic()

    def waits_for(self, what: str, why: str) -> None:
        """Say what the process waits for: it is alive, but not ready."""
        with self._lock:
            self._waits[what] = why

    def has(self, what: str) -> None:
        """Say that the process waits for this no longer."""
        with self._lock:
            self._waits.pop(what, None)

    def fail(self, why: str) -> None:
        """Say that the process can't get on and should be started anew."""
        self._failed = why

    def live(self) -> tuple[bool, str]:
        """Say whether the process gets on, and how one can tell."""
        if self._failed is not None:
            return False, self._failed
        age = self._clock.monotonic() - self._last
        if age > self._grace_s:
            return False, f"no poll for {age:.0f} s, more than the {self._grace_s:.0f} s of grace"
        return True, f"last poll {age:.1f} s ago"

    def ready(self) -> tuple[bool, str]:
        """Say whether the process does its work, or what it waits for."""
        with self._lock:
            if self._waits:
                return False, "; ".join(f"{what}: {why}" for what, why in sorted(self._waits.items()))
        return True, "reading"


class Stop:
    """Says when to end; set by a signal, asked by every loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._asked = False
        self.failure: Exception | None = None
        """Why a thread beside the main one asked to stop, if one did: the process then ends with it."""

    def ask(self) -> None:
        """Ask the process to end; called from a signal handler's thread, never twice in effect."""
        with self._condition:
            self._asked = True
            self._condition.notify_all()

    def fail(self, why: Exception) -> None:
        """Ask the process to end because a thread of it has failed."""
        self.failure = why
        self.ask()

    @property
    def asked(self) -> bool:
        """Say whether the process shall end."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Wait at most so long, less when asked to stop; says whether it was."""
        with self._condition:
            if not self._asked:
                self._clock.wait(self._condition, seconds)
            return self._asked
