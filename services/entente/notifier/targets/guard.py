"""No notice may be sent to an address that isn't on the public internet, unless its target is allowed to."""

import socket

from entente.runtime.addresses import is_public


class Forbidden(OSError):
    """The host is at an address that isn't public."""


def address_of(host: str, port: int, *, private: bool) -> str:
    """Resolve a host to the one address that is then connected to, so that nothing can change in between.

    Raises:
        Forbidden: one of its addresses isn't public, and the target may not go there.
        OSError: it has none.
    """
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not private and not is_public(address):
            raise Forbidden(
                f"{host} is at {address}, no public address; to notify it write `private: true` at its target"
            )
    return found[0]
