"""How much may be rejected before a service stops instead of draining its topic into dead letters."""

from collections import deque

import msgspec

from entente.contracts.errors import EntenteError


class BudgetSpent(EntenteError):
    """So much was rejected that the fault is hardly in the items: the service stops, uncommitted."""


class BudgetPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What a service may reject. Defaults: a tenth of any thousand records, and 300 a minute."""

    rejects: int = 100
    per_records: int = 1000
    per_minute: int = 300


class Budget:
    """Counts rejects against a policy; told the time, in seconds, by its caller."""

    def __init__(self, policy: BudgetPolicy) -> None:
        self._policy = policy
        self._seen = 0
        self._places: deque[int] = deque()
        self._times: deque[float] = deque()

    def spend(self, seen: int, rejects: int, now: float) -> None:
        """Count a batch: how many records were seen, how many of them rejected.

        Raises:
            BudgetSpent: either limit is passed; nothing of the batch may be acknowledged then.
        """
        self._seen += seen
        self._places.extend([self._seen] * rejects)
        self._times.extend([now] * rejects)
        while self._places and self._places[0] <= self._seen - self._policy.per_records:
            self._places.popleft()
        while self._times and self._times[0] <= now - 60:
            self._times.popleft()
        if len(self._places) > self._policy.rejects:
            raise BudgetSpent(
                f"{len(self._places)} of the last {min(self._seen, self._policy.per_records)} records"
                " were rejected"
                f" (at most {self._policy.rejects}): see the dead letters, mend the cause, start again"
            )
        if len(self._times) > self._policy.per_minute:
            raise BudgetSpent(
                f"{len(self._times)} records were rejected within a minute"
                f" (at most {self._policy.per_minute}): see the dead letters, mend the cause, start again"
            )
