"""Which refusals are written down: few of each address, so that nobody can flood the audit trail."""

import threading
from collections import OrderedDict

from entente.desk.access.rates import MOST_KEPT, Rates
from entente.runtime.clock import Clock

PER_SECOND = 0.2
AT_ONCE = 30
"""Refusals of an address that are a line each, before one in five seconds is."""
ALL_PER_SECOND = 5.0
ALL_AT_ONCE = 300
"""The same of all addresses together."""


class Refusals:
    """Says which refusal is a line; those left out are counted in the address's next one."""

    def __init__(self, clock: Clock) -> None:
        self._each = Rates(clock, per_second=PER_SECOND, burst=AT_ONCE)
        self._all = Rates(clock, per_second=ALL_PER_SECOND, burst=ALL_AT_ONCE)
        self._left_out: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def line(self, address: str, why: str) -> str | None:
        """Give the line to be written; null where there were too many."""
        fits = not self._each.take(address) and not self._all.take("")
        with self._lock:
            before = self._left_out.pop(address, 0)
            if not fits:
                self._left_out[address] = before + 1
                if len(self._left_out) > MOST_KEPT:
                    self._left_out.popitem(last=False)
                return None
        return f"{why}; {before} more before were not written down" if before else why
