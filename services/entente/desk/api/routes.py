"""The API's addresses: one function each."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entente.desk.acts.making import Asked, make
from entente.desk.api import answers, atom
from entente.desk.api.description import description
from entente.desk.cursors import Cursors
from entente.desk.live.rows import Line, order
from entente.desk.pages import asked
from entente.desk.pages.alerts import Alerts
from entente.desk.pages.frame import Frame

USUAL_LIMIT, MOST = 50, 500
USUAL_DAYS, MOST_DAYS = 30, 366
FED = 50
BASE = "/api/v1"


class Api:
    """The API over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._alerts = Alerts(frame)
        self._cursors = Cursors()

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [
            Route(f"{BASE}/openapi.json", self.describe),
            Route(f"{BASE}/alerts", self.all),
            Route(f"{BASE}/alerts.atom", self.atom),
            Route(f"{BASE}/alerts/{{alert_id}}", self.alert),
            Route(f"{BASE}/alerts/{{alert_id}}/acts", self.act, methods=["POST"]),
            Route(f"{BASE}/articles/{{article_id}}", self.article),
            Route(f"{BASE}/pairs/{{pair}}", self.pair),
            Route(f"{BASE}/verdicts", self.verdicts),
        ]

    def describe(self, request: Request) -> Response:
        """Give the OpenAPI description."""
        return answers.answer(request, description())

    def all(self, request: Request) -> Response:
        """Give a page of alerts in the desk's order, after a cursor."""
        query = request.query_params
        limit = max(1, asked.number(query, "limit", USUAL_LIMIT, MOST))
        lines = self._frame.board.lines(asked.filters(query), self._frame.now())
        if query.get("cursor"):
            place = self._place(query["cursor"])
            lines = tuple(line for line in lines if order(line) > place)
        page = lines[:limit]
        following = self._cursors.write(order(page[-1])) if len(lines) > limit else None
        return answers.answer(
            request, answers.Alerts(alerts=tuple(answers.listed(line) for line in page), next=following)
        )

    def atom(self, request: Request) -> Response:
        """Give the newest alerts as an Atom feed; a revision doesn't make a new entry."""
        lines = self._frame.board.lines(asked.filters(request.query_params), self._frame.now())
        newest = sorted(lines, key=_newest)[:FED]
        at = newest[0].row.window_end_at if newest else self._frame.now()
        base = f"{request.url.scheme}://{request.url.netloc}"
        return answers.answer(request, atom.feed(newest, base, at), "application/atom+xml")

    def alert(self, request: Request) -> Response:
        """Give one alert whole, with every act on it."""
        alert = self._frame.store.alert(request.path_params["alert_id"])
        if alert is None:
            raise HTTPException(404, "There is no such alert; it may not be indexed yet.")
        acts = self._frame.board.standing(alert).acts
        return answers.answer(request, answers.WholeAlert(alert=alert, acts=acts))

    async def act(self, request: Request) -> Response:
        """Do something about an alert; 201 once the topic has it."""
        asker = self._frame.asker(request)
        self._frame.gate.may(asker, "act")
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise HTTPException(415, "An act is written as application/json.")
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise HTTPException(403, "Not from another site.")
        try:
            wish = msgspec.json.decode(await request.body(), type=Asked)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise HTTPException(400, f"The body is no act: {error}.") from error
        subject = await run_in_threadpool(self._alerts.subject, request.path_params["alert_id"])
        act = make(wish, subject, who=asker.name, at=self._frame.now())
        await run_in_threadpool(self._frame.ledger.write, act)
        self._frame.board.hear_act(act)
        return answers.answer(request, act, status=201)

    def article(self, request: Request) -> Response:
        """Give one article as it was read."""
        tagged = self._frame.store.article(request.path_params["article_id"])
        if tagged is None:
            raise HTTPException(404, "There is no such article; it may not be indexed yet.")
        return answers.answer(request, tagged)

    def pair(self, request: Request) -> Response:
        """Give a pair's alignment index day by day."""
        pair = asked.pair(request.path_params["pair"]) or ""
        since, until = asked.days(request.query_params, self._frame.now(), USUAL_DAYS, MOST_DAYS)
        days = self._frame.store.alignment(pair, since.date(), until.date())
        return answers.answer(request, answers.Days(pair=pair, days=days))

    def verdicts(self, request: Request) -> Response:
        """Give the verdicts that hold, by rule, kind and pair."""
        tally = self._frame.board.tally()
        told = {by: tuple(answers.counted(*one) for one in counts.items()) for by, counts in tally.items()}
        return answers.answer(
            request, answers.Verdicts(rule=told["rule"], kind=told["kind"], pair=told["pair"])
        )

    def _place(self, cursor: str) -> tuple[int, int, float, str]:
        try:
            return msgspec.convert(self._cursors.read(cursor), tuple[int, int, float, str])
        except ValueError as error:
            raise HTTPException(
                400, "cursor is no cursor of this desk; leave it out to begin anew."
            ) from error


def _newest(line: Line) -> tuple[float, str]:
    return -line.row.window_end_at.timestamp(), line.row.id
