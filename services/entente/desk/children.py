"""Commands that the desk runs as child processes: one at a time, niced, killed when they take too long."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from entente.contracts.errors import Transient
from entente.runtime.clock import Clock

MOST_OUTPUT = 64 * 1024 * 1024
"""Characters that are kept of what a command says: a thousand changed alerts, each whole."""
_NICENESS = 10
_ENTENTE = "from entente.cli.main import app; app()"
"""The command line, by the interpreter that runs this desk: no service imports it."""


class Ended(Struct, frozen=True):
    """How a command ended, and what it said."""

    code: int
    out: str
    talk: str


class Children:
    """Runs `entente` commands; the pages wait for them."""

    def __init__(self, environment: dict[str, str], clock: Clock) -> None:
        self._environment = environment
        self._clock = clock
        self._turn = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()

    def run(self, *arguments: str, within_s: float, folder: Path | None = None) -> Ended:
        """Run a command to its end.

        Raises:
            Transient: another one runs and doesn't end in time, or this one doesn't.
        """
        if not self._turn.acquire(timeout=within_s / 4):
            raise Transient("another command runs on this desk; try again in a minute")
        try:
            return self._run(arguments, within_s, folder)
        finally:
            self._turn.release()

    def _run(self, arguments: Sequence[str], within_s: float, folder: Path | None) -> Ended:
        command = [sys.executable, "-c", _ENTENTE, *arguments]
        with subprocess.Popen(  # noqa: S603 - our own command, its arguments checked by the pages
            command,
            env=self._environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        ) as child:
            self._running.add(child)
            os.setpriority(os.PRIO_PROCESS, child.pid, _NICENESS)
            try:
                out, talk = child.communicate(timeout=within_s)
            except subprocess.TimeoutExpired as error:
                _end(child)
                raise Transient(f"`entente {arguments[0]}` took more than {within_s:.0f} s") from error
            finally:
                self._running.discard(child)
        return Ended(child.returncode, out[:MOST_OUTPUT], talk[-10_000:])

    def close(self) -> None:
        """End whatever runs."""
        for child in tuple(self._running):
            _end(child)


def _end(child: "subprocess.Popen[str]") -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
