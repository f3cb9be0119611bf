"""Logging in and out."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from entente.desk.access.sessions import COOKIE, proof_of
from entente.desk.pages.frame import Frame, local_path


class Entrance:
    """The door, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [
            Route("/login", self.ask),
            Route("/login", self.enter, methods=["POST"]),
            Route("/logout", self.leave, methods=["POST"]),
        ]

    def ask(self, request: Request) -> Response:
        """Ask who it is."""
        if not self._frame.gate.asks_password:
            raise HTTPException(404, "Nobody logs in here: the proxy in front says who you are.")
        return self._form(request, None, 200)

    async def enter(self, request: Request) -> Response:
        """Let somebody in who knows a password; the session is a new one."""
        form = await self._frame.genuine(request)
        name = form.get("name", "").strip()
        try:
            user = await run_in_threadpool(self._frame.gate.login, request, name, form.get("password", ""))
        except HTTPException as error:
            self._frame.gate.refused(request, name, error.detail)
            return self._form(request, error.detail, error.status_code)
        answer = RedirectResponse(local_path(form.get("next", ""), "/"), 303)
        self._frame.gate.give(answer, self._frame.gate.sessions.new(user.name, proof_of(user.password)))
        return answer

    async def leave(self, request: Request) -> Response:
        """End a session, here and in every copy of the desk."""
        await self._frame.genuine(request)
        session = self._frame.gate.session(request)
        if session is not None and session.who is not None:
            self._frame.gate.logout(session)
        answer = RedirectResponse("/login" if self._frame.gate.asks_password else "/", 303)
        answer.delete_cookie(COOKIE)
        return answer

    def _form(self, request: Request, wrong: str | None, status: int) -> Response:
        query = request.query_params
        onward = local_path(query.get("next", ""), "/")
        said = wrong or ("Your session has ended. Log in again." if query.get("ended") == "1" else None)
        return self._frame.page(request, "login.html", status, wrong=said, onward=onward)
