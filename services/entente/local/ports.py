"""Free ports of the loopback address."""

import random
import socket
from collections.abc import Collection

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


def free_port(usual: int, taken: Collection[int] = ()) -> int:
    """The usual port when it is free, else some other free one.

    Raises:
        OSError: hardly a port is free.
    """
    chance = random.SystemRandom()
    candidates = [usual, *(chance.choice(SPARE_PORTS) for _ in range(TRIES))]
    for port in candidates:
        if port not in taken and is_free(port):
            return port
    raise OSError(f"no free port among {TRIES} tried in {SPARE_PORTS.start}–{SPARE_PORTS.stop}")
