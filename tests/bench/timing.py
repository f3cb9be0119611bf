"""How a pure function is timed: CPU time, in rounds in which all that is compared take turns."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

ROUNDS = 7


def microseconds(tasks: Mapping[str, Callable[[T], object]], items: Sequence[T]) -> dict[str, float]:
    """Time functions over the same items: µs of CPU an item, the best of several rounds.

    Taking turns, all meet the same disturbances of the machine; the best round is the least disturbed.
    """
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            started = time.process_time_ns()
            for item in items:
                task(item)
            taken = (time.process_time_ns() - started) / 1000 / len(items)
            best[name] = min(best[name], taken)
    return best
