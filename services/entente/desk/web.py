"""The desk's application: pages, streams and what stands before them."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from entente.contracts.errors import EntenteError
from entente.desk.access.bounds import Bounds
from entente.desk.access.headers import SecurityHeaders
from entente.desk.access.rates import Rates
from entente.desk.api.problems import PREFIX
from entente.desk.api.routes import Api
from entente.desk.live.stream import Stream
from entente.desk.pages.alerts import Alerts
from entente.desk.pages.articles import Articles
from entente.desk.pages.cases import Cases
from entente.desk.pages.entrance import Entrance
from entente.desk.pages.frame import Frame
from entente.desk.pages.pairs import Pairs
from entente.desk.pages.records import Records
from entente.desk.pages.searching import Searching
from entente.desk.pages.watching import Watching

_STATIC = Path(__file__).parent / "static"
_BURST = 4
"""Times the rate that may come at once: a page with its style, script and stream."""
OPEN_TO_ALL = ("/static/", "/login")
_NO_TOKEN = "Send a token that is known: Authorization: Bearer …"  # noqa: S105 - a sentence
_NOBODY = "Nobody is logged in here. Log in, and try again."
_ENDED = "Your session has ended. Log in, and try again."


def build(frame: Frame, stream: Stream) -> Starlette:
    """Make the application over the desk's parts."""
    rates = Rates(
        frame.clock,
        per_second=frame.gate.policy.per_second,
        burst=frame.gate.policy.per_second * _BURST,
    )
    return Starlette(
        routes=_routes(frame, stream),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Bounds, hosts=frame.gate.policy.hosts, rates=rates, refuse=frame.trouble),
            Middleware(Guard, frame=frame),
        ],
        exception_handlers={
            HTTPException: frame.trouble,
            EntenteError: frame.trouble,
            Exception: frame.trouble,
        },
    )


def _routes(frame: Frame, stream: Stream) -> Sequence[BaseRoute]:
    pages = (
        Alerts(frame),
        Articles(frame),
        Pairs(frame),
        Searching(frame),
        Cases(frame),
        Records(frame),
        Watching(frame),
        Entrance(frame),
        Api(frame),
    )
    return [
        *(route for page in pages for route in page.routes()),
        Route("/events", stream.events),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


class Guard:
    """Lets in whoever can be named; sends others to where they can say who they are."""

    def __init__(self, app: ASGIApp, *, frame: Frame) -> None:
        self._app = app
        self._frame = frame

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with who asks, or answer where to say it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        answer = self._refusal(request)
        await (answer or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        try:
            asker = self._frame.gate.asker(request)
        except EntenteError as error:
            return self._frame.trouble(request, error)
        if asker is not None:
            request.state.asker = asker
            return None
        if request.url.path.startswith(OPEN_TO_ALL):
            return None
        if request.url.path.startswith(PREFIX):
            return self._frame.trouble(request, HTTPException(401, _NO_TOKEN))
        lapsed = self._frame.gate.lapsed(request)
        if not self._frame.gate.asks_password or request.method != "GET":
            return self._frame.trouble(request, HTTPException(403, _ENDED if lapsed else _NOBODY))
        if lapsed:
            self._frame.gate.refused(request, None, "the session has ended")
        onward = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        ended = {"ended": "1"} if lapsed else {}
        return RedirectResponse(f"/login?{urlencode({'next': onward, **ended})}", 303)
