"""What every page stands on: who asks, what is the matter, the frame around it, genuine forms."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from entente.contracts.errors import EntenteError, Reject
from entente.desk.access.gate import Gate
from entente.desk.access.policy import Asker
from entente.desk.acts.ledger import Ledger
from entente.desk.acts.roles import Deed, may
from entente.desk.api.problems import PREFIX, problem, told
from entente.desk.children import Children
from entente.desk.live.board import Board
from entente.desk.live.reader import Live
from entente.desk.pages.rendering import environment
from entente.desk.store.desk import Store
from entente.desk.store.dropped import Dropped
from entente.desk.watched import Watched
from entente.runtime.clock import Clock
from entente.runtime.logs import logger
from entente.watchlist.model import Watchlist

_log = logger(__name__)

_TITLES = {
    400: "Asked in a way that can't be answered",
    403: "Not allowed",
    404: "Not found",
    409: "Somebody was faster",
    413: "Too large",
    429: "Too often",
}
_AUDITED = frozenset({400, 401, 403, 404, 413, 414, 415, 421, 429})
"""What is written down of whoever asked; that somebody was faster (409) is no refusal."""

NAVIGATION = (
    ("/", "Alerts"),
    ("/pairs", "Pairs"),
    ("/search", "Search"),
    ("/cases", "Cases"),
    ("/handover", "Hand-over"),
    ("/verdicts", "Verdicts"),
    ("/coverage", "Coverage"),
    ("/watchlist", "Watchlist"),
    ("/why", "Why"),
)


class Links(Struct, frozen=True, kw_only=True):
    """Where else one may look."""

    kibana: str | None = None


class Frame:
    """The desk's parts, and the frame around its pages."""

    def __init__(  # noqa: PLR0913 - the desk's parts, by name
        self,
        store: Store,
        live: Live,
        ledger: Ledger,
        gate: Gate,
        *,
        clock: Clock,
        children: Children,
        dropped: Dropped,
        links: Links | None = None,
        troubles: "Troubles | None" = None,
    ) -> None:
        self.store = store
        self.live = live
        self.ledger = ledger
        self.gate = gate
        self.clock = clock
        self.children = children
        self.dropped = dropped
        self.links = links or Links()
        self.troubles = troubles or Troubles()
        self._watched = Watched()
        self._templates = environment()

    @property
    def board(self) -> Board:
        """Give the live board."""
        return self.live.board

    def watchlist(self) -> Watchlist | None:
        """Give the watchlist in force; null where this desk can't read it."""
        return self._watched.read(self.board.watchlist)

    def watchlist_files(self) -> dict[str, str]:
        """Give the files of the watchlist in force."""
        return dict(self._watched.files(self.board.watchlist))

    def now(self) -> datetime:
        """Tell the instant."""
        return self.clock.now()

    def asker(self, request: Request) -> Asker:
        """Say who asks; the guard has let them in."""
        asker: Asker = request.state.asker
        return asker

    def page(self, request: Request, template: str, /, status: int = 200, **values: object) -> Response:
        """Make a page, and give its reader a session where there is none yet."""
        session = self.gate.session(request)
        begun = session is None
        session = session or self.gate.sessions.new(None)
        asker: Asker | None = getattr(request.state, "asker", None)
        frame = {
            "asker": asker,
            "may_act": asker is not None and may(asker.role, "act"),
            "may_publish": asker is not None and may(asker.role, "publish"),
            "form_token": self.gate.sessions.form_token(session),
            "nonce": secrets.token_urlsafe(9),
            "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "navigation": NAVIGATION,
            "troubles": self.troubles.said(self.live),
            "now": self.now(),
            "links": self.links,
        }
        answer = HTMLResponse(self._templates.get_template(template).render(frame | values), status)
        if begun:
            self.gate.give(answer, session)
        return answer

    async def form(self, request: Request, deed: Deed) -> Mapping[str, str]:
        """Read a form that is genuine, from somebody who may do what it asks.

        Raises:
            HTTPException: it is not, or they may not.
        """
        self.gate.may(self.asker(request), deed)
        return await self.genuine(request)

    async def genuine(self, request: Request) -> Mapping[str, str]:
        """Read a form of this desk's own.

        Raises:
            HTTPException: it is forged or no form.
        """
        kind = request.headers.get("content-type", "").partition(";")[0]
        if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            raise HTTPException(415, "A form is expected here.")
        async with request.form(max_files=1, max_fields=100, max_part_size=2 * 1024 * 1024) as form:
            fields = {
                name: value if isinstance(value, str) else (await value.read()).decode("utf-8", "replace")
                for name, value in form.items()
            }
        self.gate.genuine(request, fields.pop("form_token", ""))
        return fields

    def back(self, form: Mapping[str, str], otherwise: str, **said: str) -> Response:
        """Send a browser back to where its form stood."""
        path = local_path(form.get("back", ""), otherwise)
        if said:
            path += ("&" if "?" in path else "?") + urlencode(said)
        return RedirectResponse(path, 303)

    def trouble(self, request: Request, error: Exception) -> Response:
        """Say in a sentence what is wrong, with the status that fits; to a program as a problem.

        What was refused for what was asked, or for who asked it, is an audit line.
        """
        if not isinstance(error, HTTPException | EntenteError):
            _log.error("a page failed", path=request.url.path[:200], exc_info=error)
        status, detail = told(error)
        if status in _AUDITED and not _nowhere(request, status):
            asker: Asker | None = getattr(request.state, "asker", None)
            self.gate.refused(request, asker.name if asker else None, f"{status}, {detail}")
        if request.url.path.startswith(PREFIX):
            return problem(error)
        if isinstance(error, HTTPException):
            title = _TITLES.get(status, "That can't be done")
            answer = self.page(request, "trouble.html", status, title=title, what=detail)
            answer.headers.update(error.headers or {})
            return answer
        if isinstance(error, Reject):
            return self.page(request, "trouble.html", status, title=_TITLES[status], what=sentence(detail))
        said = f"{detail}." if isinstance(error, EntenteError) else detail
        return self.page(request, "trouble.html", 503, title="Not available just now", what=said)


class Troubles:
    """What is the matter with the servers behind the desk; written by the main thread, read by pages."""

    def __init__(self) -> None:
        self.search: str | None = None
        self.alertmanager: str | None = None

    def said(self, live: Live) -> tuple[str, ...]:
        """Give a sentence for each server that is away."""
        found = [self.search and f"{self.search}: stories, articles, search and pairs are not to be had."]
        found += [live.trouble and f"{live.trouble}: the list is not live, and acts can't be written."]
        found += [self.alertmanager and f"{self.alertmanager}: silences don't reach it just now."]
        return tuple(one for one in found if one)


def _nowhere(request: Request, status: int) -> bool:
    """Say whether there is no such page at all: browsers look for some by themselves."""
    return status == HTTPStatus.NOT_FOUND and "endpoint" not in request.scope


def sentence(detail: str) -> str:
    """Write a detail as a sentence."""
    said = detail[:1].upper() + detail[1:]
    return said if said.endswith(".") else f"{said}."


def local_path(asked: str, otherwise: str) -> str:
    """Give a path of this desk: whoever sends a browser on must not send it elsewhere."""
    fits = asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable()
    return asked if fits else otherwise
