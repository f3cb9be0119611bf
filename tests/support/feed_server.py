"""A real web server on loopback that serves what a test gives it, and remembers what it was asked."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Self
from xml.sax.saxutils import escape

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Item:
    """An entry of a feed."""

    title: str
    link: str
    at: datetime
    text: str = "They met and went on."


def rss(items: Iterable[Item]) -> bytes:
    """Write an RSS feed."""
    entries = "".join(
        f"<item><title>{escape(i.title)}</title><link>{i.link}</link>"
        f"<pubDate>{format_datetime(i.at, usegmt=True)}</pubDate>"
        f"<description>{escape(i.text)}</description></item>"
        for i in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{entries}</channel></rss>'.encode()
    )


@dataclass
class FeedServer:
    """Serves handlers by path; `async with` starts and stops it."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    asked: list[web.BaseRequest] = field(default_factory=list)
    port: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        self._runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *error: object) -> None:
        """Stop."""
        await self._runner.cleanup()

    def url(self, path: str, host: str = HOST) -> str:
        """Give the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def serve(
        self, path: str, body: bytes = b"", status: int = 200, headers: dict[str, str] | None = None
    ) -> str:
        """Answer a path with this; gives its address."""

        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=body, status=status, headers=headers)

        self.handlers[path] = answer
        return self.url(path)

    def serve_tagged(self, path: str, body: bytes, etag: str) -> str:
        """Answer a path with this, and with 304 whoever has it."""

        async def answer(request: web.Request) -> web.Response:
            if request.headers.get("If-None-Match") == etag:
                return web.Response(status=304)
            return web.Response(body=body, headers={"ETag": etag, "Content-Type": "application/rss+xml"})

        self.handlers[path] = answer
        return self.url(path)

    def serve_slowly(self, path: str, every_s: float) -> str:
        """Answer a path with one byte now and then, for ever."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b" ")
                await asyncio.sleep(every_s)

        self.handlers[path] = answer
        return self.url(path)

    def serve_bomb(self, path: str, megabytes: int) -> str:
        """Answer a path with so much, packed to a thousandth."""
        packed = gzip.compress(bytes(1024 * 1024)) * megabytes
        return self.serve(path, packed, headers={"Content-Encoding": "gzip"})

    async def asked_again(self) -> None:
        """Wait for the next request."""
        self._news.clear()
        await self._news.wait()

    def paths(self) -> list[str]:
        """List the paths that were asked for, in order."""
        return [request.path for request in self.asked]

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        self._news.set()
        handler = self.handlers.get(request.path)
        if handler is None:
            return web.Response(status=404)
        return await handler(request)  # type: ignore[arg-type]
