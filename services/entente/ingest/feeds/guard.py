"""No feed may send us to an address that isn't on the public internet.

The check stands where the socket is made, on the address that is then connected to: a name that resolves
to something else a moment later, a redirect, or an address written in an odd form changes nothing.
"""

import socket

from aiohttp import AddrInfoType

from entente.runtime.addresses import is_public


class ForbiddenAddress(OSError):
    """The host is at an address that isn't public."""


def public_socket(found: AddrInfoType) -> socket.socket:
    """Make the socket of a connection, for aiohttp.

    Raises:
        ForbiddenAddress: it would lead to an address that isn't public.
    """
    family, kind, protocol, _, address = found
    if not is_public(str(address[0])):
        raise ForbiddenAddress(
            f"{address[0]} is no public address; to fetch from it name its host in ENTENTE_FEED_PRIVATE_HOSTS"
        )
    return socket.socket(family, kind, protocol)
