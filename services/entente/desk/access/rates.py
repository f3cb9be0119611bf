"""How often somebody may ask: a bucket of tokens each, refilled as time passes. Pure but for the lock."""

import threading
from collections import OrderedDict

from entente.runtime.clock import Clock

MOST_KEPT = 10_000
"""Askers remembered; who was forgotten starts with a full bucket."""


class Rates:
    """Buckets by asker."""

    def __init__(self, clock: Clock, *, per_second: float, burst: float) -> None:
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: str) -> float:
        """Take a token; gives 0 where there was one, else the seconds until there is."""
        now = self._clock.monotonic()
        with self._lock:
            left, then = self._buckets.pop(who, (self._burst, now))
            left = min(self._burst, left + (now - then) * self._per_second)
            wait = 0.0 if left >= 1 else (1 - left) / self._per_second
            self._buckets[who] = (left if wait else left - 1, now)
            if len(self._buckets) > MOST_KEPT:
                self._buckets.popitem(last=False)
        return wait
