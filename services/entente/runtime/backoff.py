"""How long to wait before the next try: doubling, with jitter, up to a bound."""

import random

import msgspec


class BackoffPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of the first wait and of the longest."""

    first_s: float = 0.2
    most_s: float = 15.0


class Backoff:
    """Counts failures in a row; half of each wait is chance, so that a fleet does not return in step."""

    def __init__(self, policy: BackoffPolicy, chance: random.Random | None = None) -> None:
        self._policy = policy
        self._chance = chance or random.Random()  # noqa: S311 - jitter, no secret
        self._failures = 0

    def next_s(self) -> float:
        """Count a failure and say how many seconds to wait."""
        whole = min(self._policy.most_s, self._policy.first_s * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return whole * self._chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Count from nought again."""
        self._failures = 0
