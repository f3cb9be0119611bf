"""Ports of the loopback address, reserved between the stacks of one machine."""

import fcntl
import random
import socket
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

LOOPBACK = "127.0.0.1"
# Below every system's range for outgoing connections: a client that retries a dead server on a port of that
# range may connect to itself, and then the server can't come back on it.
SPARE_PORTS = range(20_000, 32_000)
TRIES = 200


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError:
            return False
    return True


def is_open(port: int) -> bool:
    """Whether something listens on this port of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def candidates(usual: int) -> Iterator[int]:
    """The usual port, then others in no order."""
    chance = random.SystemRandom()
    yield usual
    for _ in range(TRIES):
        yield chance.choice(SPARE_PORTS)


def free_port(usual: int, taken: Collection[int] = ()) -> int:
    """The usual port when it is free, else some other free one; nobody is kept from taking it.

    Raises:
        OSError: hardly a port is free.
    """
    for port in candidates(usual):
        if port not in taken and is_free(port):
            return port
    raise OSError(f"no free port among {TRIES} tried of {SPARE_PORTS.start} to {SPARE_PORTS.stop}")


class Reservation:
    """Ports that no other stack takes until this is closed in every process that holds it.

    A server binds its port only seconds after the port was chosen, and not at all while it is down: a locked
    file for each port says that it is somebody's.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder of the locks, common to all stacks."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files: list[IO[str]] = []

    def take(self, usual: int) -> int:
        """Reserve the usual port when it is free, else some other free one.

        Raises:
            OSError: hardly a port is free.
        """
        for port in candidates(usual):
            if is_free(port) and self._lock(port):
                return port
        raise OSError(f"no free port among {TRIES} tried of {SPARE_PORTS.start} to {SPARE_PORTS.stop}")

    def filenos(self) -> tuple[int, ...]:
        """The locks' descriptors, to be handed to the process that keeps them."""
        return tuple(file.fileno() for file in self._files)

    def close(self) -> None:
        """Let go of them here."""
        for file in self._files:
            file.close()
        self._files.clear()

    def _lock(self, port: int) -> bool:
        with ExitStack() as opened:
            file = opened.enter_context((self._folder / str(port)).open("w"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            opened.pop_all()
        self._files.append(file)
        return True
