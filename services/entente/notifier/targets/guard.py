"""No notice may be sent to an address that isn't on the public internet, unless its target is allowed to."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from msgspec import Struct

from entente.runtime.addresses import is_public

_CONNECTING = frozenset({"socket.connect", "socket.sendto"})
_SENDING = frozenset({"http.client.send", "smtplib.send"})

_of_thread = threading.local()


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
            raise Forbidden(_refusal(f"{host} is at {address}"))
    return found[0]


class Watch(Struct):
    """What became of the connections of a thread that is watched."""

    private: bool
    reached: bool = False
    """Whether anything was said over one: somebody is there."""
    refusal: str | None = None
    """Why one was refused."""


@contextmanager
def watched(*, private: bool) -> Iterator[Watch]:
    """Watch over this thread: a connection to an address that isn't public fails, unless allowed.

    Python itself tells of each, by its audit events: also of one that follows from a redirect, or from a name
    that meant another address a moment ago.
    """
    _listen()
    made = _of_thread.watch = Watch(private)
    try:
        yield made
    finally:
        _of_thread.watch = None


@cache
def _listen() -> None:
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _CONNECTING and event not in _SENDING:
        return
    watch: Watch | None = getattr(_of_thread, "watch", None)
    if watch is None:
        return
    if event in _SENDING:
        watch.reached = True
        return
    address = arguments[1]
    if not watch.private and isinstance(address, tuple) and not is_public(str(address[0])):
        watch.refusal = _refusal(f"it is at {address[0]}")
        raise Forbidden(watch.refusal)


def _refusal(where: str) -> str:
    return f"{where}, no public address; to notify it write `private: true` at its target"
