"""Waiting for what must come, with a limit."""

import time
from collections.abc import Callable

from verify.engine import Refused

POLL_SECONDS = 1.0


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask until it holds.

    Raises:
        Refused: it does not in time.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise Refused(f"{what}: not within {seconds:.0f} s")
        time.sleep(POLL_SECONDS)
