"""Server-sent events: a word to every open page when something changes.

Source: HTML Living Standard, 9.2 Server-sent events.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from entente.desk.live.reader import Live

MOST_PAGES = 200
"""Open pages at once: each holds a connection."""
BEAT_S = 15.0
"""A comment this often keeps proxies from closing a quiet stream."""

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Stream:
    """Tells open pages of changes; what changed they ask for themselves."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._open = 0
        self._closing = False

    async def events(self, request: Request) -> Response:
        """Open a stream of `changed` events, each with an alert's id or nothing."""
        if self._open >= MOST_PAGES:
            raise HTTPException(503, f"{MOST_PAGES} pages are open already; this one does not update itself.")
        return StreamingResponse(self._told(request), media_type="text/event-stream", headers=_HEADERS)

    def close(self) -> None:
        """End every stream within a second."""
        self._closing = True

    async def _told(self, request: Request) -> AsyncIterator[str]:
        changes: asyncio.Queue[str] = asyncio.Queue(maxsize=1000)
        loop = asyncio.get_running_loop()

        def put(alert_id: str) -> None:
            with suppress(asyncio.QueueFull):
                changes.put_nowait(alert_id)

        def hear(alert_id: str) -> None:
            with suppress(RuntimeError):  # the loop is closed: the process ends
                loop.call_soon_threadsafe(put, alert_id)

        forget = self._live.listen(hear)
        self._open += 1
        try:
            yield "retry: 2000\n\n"
            quiet_s = 0.0
            while not self._closing and not await request.is_disconnected():
                try:
                    alert_id = await asyncio.wait_for(changes.get(), 1.0)
                except TimeoutError:
                    quiet_s += 1.0
                    if quiet_s >= BEAT_S:
                        quiet_s = 0.0
                        yield ": still here\n\n"
                else:
                    quiet_s = 0.0
                    yield f"event: changed\ndata: {alert_id}\n\n"
        finally:
            self._open -= 1
            forget()
