"""Fetching over HTTP: only what is new, no more than is wanted, and from no private address."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
import msgspec

from entente.ingest.feeds.guard import public_socket
from entente.ingest.feeds.schedule import retry_after_s
from entente.ingest.feeds.state import Validators

MAX_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_ASKS_FOR_PATIENCE = frozenset({429, 503})
_OK = 200
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8,"
    " text/html;q=0.7, */*;q=0.1"
)


class FetchLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What a single fetch may cost."""

    max_bytes: int = 5 * 1024 * 1024
    """Unpacked."""
    total_s: float = 30.0
    connect_s: float = 10.0
    per_host: int = 2


class Fetched(msgspec.Struct, frozen=True):
    """A document as it came."""

    url: str
    """Where it was in the end."""
    body: bytes
    content_type: str
    validators: Validators
    moved_to: str | None
    """Where it is for good, when the server said so by 301 or 308."""


class FetchFailed(Exception):
    """It could not be fetched; says why, and how long the server asked to be left alone."""

    def __init__(self, why: str, retry_after_s: float | None = None) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class Fetcher:
    """Fetches documents; redirects are followed by hand, so that each is looked at."""

    def __init__(self, user_agent: str, allowed_private_hosts: Collection[str], limits: FetchLimits) -> None:
        self._allowed = frozenset(host.lower() for host in allowed_private_hosts)
        self._limits = limits
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT}
        self._public: aiohttp.ClientSession | None = None
        self._any: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connections' pools: one guarded, one for the hosts allowed by name."""
        per_host = self._limits.per_host
        self._public = self._session(
            aiohttp.TCPConnector(limit_per_host=per_host, socket_factory=public_socket)
        )
        self._any = self._session(aiohttp.TCPConnector(limit_per_host=per_host))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close them."""
        for session in (self._public, self._any):
            if session is not None:
                await session.close()

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._limits.connect_s),
        )

    async def fetch(self, url: str, validators: Validators, now: datetime) -> Fetched | None:
        """Fetch a document; null where it is what we had.

        Raises:
            FetchFailed: it can't be had; the sentence says why.
        """
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._follow(url, validators, now)
        except TimeoutError as error:
            connect_s, total_s = self._limits.connect_s, self._limits.total_s
            raise FetchFailed(
                f"no connection within {connect_s:g} s, or no whole answer within {total_s:g} s"
            ) from error
        except aiohttp.ClientConnectorError as error:
            raise FetchFailed(f"{error.host} can't be reached: {error.os_error}") from error
        except aiohttp.InvalidURL as error:
            raise FetchFailed(f"no URL that can be fetched: {str(error)[:200]!r}") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchFailed(f"{type(error).__name__}: {' '.join(str(error).split())[:200]}") from error

    async def _follow(self, url: str, validators: Validators, now: datetime) -> Fetched | None:
        at, moved_to, permanent = url, None, True
        for _ in range(MAX_REDIRECTS + 1):
            async with self._get(at, validators) as response:
                if response.status not in _REDIRECTS:
                    return await self._received(response, at, moved_to, now)
                permanent = permanent and response.status in {301, 308}
                at = _target(at, response)
                moved_to = at if permanent else moved_to
        raise FetchFailed(f"more than {MAX_REDIRECTS} redirects, the last to {at[:200]}")

    def _get(self, url: str, validators: Validators) -> "aiohttp.client._RequestContextManager":
        headers: dict[str, str] = {}
        if validators.etag is not None:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified is not None:
            headers["If-Modified-Since"] = validators.last_modified
        session = self._any if _hostname(url) in self._allowed else self._public
        if session is None:
            raise TypeError("the fetcher is not open")
        return session.get(url, headers=headers, allow_redirects=False)

    async def _received(
        self, response: aiohttp.ClientResponse, at: str, moved_to: str | None, now: datetime
    ) -> Fetched | None:
        if response.status == _NOT_MODIFIED:
            return None
        if response.status != _OK:
            after = retry_after_s(response.headers.get("Retry-After"), now)
            patience = after if response.status in _ASKS_FOR_PATIENCE else None
            raise FetchFailed(
                f"the server answers {response.status} {response.reason or ''}".strip(), patience
            )
        return Fetched(
            at,
            await self._body(response),
            response.headers.get("Content-Type", ""),
            Validators(response.headers.get("ETag"), response.headers.get("Last-Modified")),
            moved_to,
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Take the body in pieces, so that what is packed small and unpacks large is noticed in time."""
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._limits.max_bytes:
                raise FetchFailed(f"more than {self._limits.max_bytes >> 20} MiB, unpacked")
        return bytes(body)


def _target(at: str, response: aiohttp.ClientResponse) -> str:
    location = response.headers.get("Location")
    if not location:
        raise FetchFailed(f"the server answers {response.status} and doesn't say where to")
    target = urljoin(at, location)
    if urlsplit(target).scheme not in {"http", "https"}:
        raise FetchFailed(f"a redirect to {target[:200]}, which is not http(s)")
    return target


def _hostname(url: str) -> str | None:
    return urlsplit(url).hostname
