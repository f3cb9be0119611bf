"""Ports of the loopback address, reserved between the stacks of one machine."""

import random
import socket
import sys
from collections.abc import Collection, Iterator

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
    """Ports that no other stack of this machine takes until this is closed in every process that holds it.

    A server binds its port only seconds after the port was chosen, and not at all while it is down: a socket
    with one of Linux's abstract names, made of the port, says that it is somebody's. Such a name has no file
    and no owner, and ends with its last holder. Elsewhere than on Linux nothing is reserved.
    """

    def __init__(self) -> None:
        """Hold none yet."""
        self._names: list[socket.socket] = []

    def take(self, usual: int) -> int:
        """Reserve the usual port when it is free, else some other free one.

        Raises:
            OSError: hardly a port is free.
        """
        for port in candidates(usual):
            if is_free(port) and self._name(port):
                return port
        raise OSError(f"no free port among {TRIES} tried of {SPARE_PORTS.start} to {SPARE_PORTS.stop}")

    def filenos(self) -> tuple[int, ...]:
        """The descriptors, to be handed to the process that keeps the ports."""
        return tuple(name.fileno() for name in self._names)

    def close(self) -> None:
        """Let go of them here."""
        for name in self._names:
            name.close()
        self._names.clear()

    def _name(self, port: int) -> bool:
        if sys.platform != "linux":
            return True
        name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            name.bind(f"\0entente-port-{port}")
        except OSError:
            name.close()
            return False
        self._names.append(name)
        return True
