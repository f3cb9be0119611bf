"""What is refused before anybody looks at it: strange hosts, huge bodies, too many requests."""

import math
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entente.desk.access.rates import Rates

MAX_BODY = 2 * 1024 * 1024
"""Bytes: an OPML file of ten thousand feeds, or the longest file of the default watchlist twice."""
MAX_URL = 8_000


class Bounds:
    """Lets through what is of a sane size, asked of this desk, and not too often."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str],
        rates: Rates,
        refuse: Callable[[Request, HTTPException], Response],
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._hosts = hosts
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer what says why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            self._check(request, scope)
        except HTTPException as error:
            await self._refuse(request, error)(scope, receive, send)
            return
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY:
                raise HTTPException(413, f"A request has at most {MAX_BODY} bytes.")
            return message

        await self._app(scope, bounded, send)

    def _check(self, request: Request, scope: Scope) -> None:
        host = _name(Headers(scope=scope).get("host", ""))
        if host not in self._hosts:
            raise HTTPException(
                421, f"This desk is not called {host[:80]!r}; ENTENTE_DESK_HOSTS says what it may be called."
            )
        if len(scope.get("query_string", b"")) + len(scope["path"]) > MAX_URL:
            raise HTTPException(414, f"An address has at most {MAX_URL} bytes.")
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            raise HTTPException(413, f"A request has at most {MAX_BODY} bytes.")
        wait_s = self._rates.take(request.client.host if request.client else "")
        if wait_s:
            raise HTTPException(
                429, "Too many requests; wait a moment.", {"retry-after": str(math.ceil(wait_s))}
            )


def _name(host: str) -> str:
    """Give the name of a host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
