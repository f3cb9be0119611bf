"""A knob for tests: a process that kills itself between output and commit, to prove at-least-once."""

import os
import random
import signal
from collections.abc import Callable


def kill_self() -> None:
    """End this process as a lost machine would: no handler runs, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)


class Crash:
    """Kills at one commit between the second and the (2·every)th, chosen by a seed; never when `every` is 0.

    The first commit is let through, so that a service restarted for ever still gets on.
    """

    def __init__(self, every: int, seed: int, kill: Callable[[], None] = kill_self) -> None:
        self._kill = kill
        self._left = random.Random(seed).randint(2, max(2, 2 * every)) if every else -1  # noqa: S311 - a test's dice

    def before_commit(self) -> None:
        """Count a commit that is about to be made."""
        self._left -= 1
        if self._left == 0:
            self._kill()
