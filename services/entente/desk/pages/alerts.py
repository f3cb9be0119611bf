"""The list of alerts and one alert: what fires, why, and what is done about it."""

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entente.contracts.alerts import Alert
from entente.contracts.errors import EntenteError
from entente.contracts.signals import Member
from entente.desk.acts.making import DEEDS, Asked, Subject, make
from entente.desk.kibana import discover
from entente.desk.live.rows import CHOICES
from entente.desk.pages import asked
from entente.desk.pages.frame import Frame
from entente.detecting.standing import seen

PAGE = 50
SILENCES = ("4h", "12h", "1d", "3d", "7d")


class Alerts:
    """Pages about alerts, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [
            Route("/", self.all),
            Route("/missed", self.missed, methods=["POST"]),
            Route("/alerts/{alert_id}", self.one),
            Route("/alerts/{alert_id}/acts", self.act, methods=["POST"]),
        ]

    def all(self, request: Request) -> Response:
        """List alerts by what the address asks: what fires and waits for somebody first."""
        query = request.query_params
        filters = asked.filters(query)
        start = asked.number(query, "start", 0, asked.MOST_START)
        now = self._frame.now()
        lines = self._frame.board.lines(filters, now)
        chosen = {k: v for k, v in asked.texts(query).items() if k in msgspec.structs.asdict(filters)}
        waiting = sum(line.row.state == "firing" and line.desk == "open" for line in lines)
        return self._frame.page(
            request,
            "alerts.html",
            lines=lines[start : start + PAGE],
            total=len(lines),
            waiting=waiting,
            choices=CHOICES,
            chosen=chosen,
            people=sorted({a for line in lines if (a := line.standing.assignee)}),
            themes=sorted({theme for line in lines[:500] for theme in line.row.themes}),
            query=urlencode(chosen),
            start=start,
            size=PAGE,
            done=query.get("done") == "1",
        )

    def one(self, request: Request) -> Response:
        """Show one alert with its stories and their sentences."""
        alert_id = request.path_params["alert_id"]
        line = self._frame.board.line(alert_id, self._frame.now())
        alert, why_not = self._indexed(alert_id, known=line is not None)
        if alert is None and line is None:
            raise HTTPException(404, "There is no such alert; it may not be indexed yet.")
        standing = line.standing if line else self._frame.board.standing(alert) if alert else None
        return self._frame.page(
            request,
            "alert.html",
            alert=alert,
            line=line,
            standing=standing,
            why_not=why_not,
            members=self._members(alert),
            history=self._frame.board.history(alert_id),
            silences=SILENCES,
            kibana=discover(self._frame.links.kibana, alert) if alert else None,
            done=request.query_params.get("done") == "1",
        )

    async def act(self, request: Request) -> Response:
        """Do something about an alert, and come back when it is written."""
        form = await self._frame.form(request, "act")
        alert_id = request.path_params["alert_id"]
        subject = await run_in_threadpool(self.subject, alert_id)
        await run_in_threadpool(self.write, request, form, subject)
        return self._frame.back(form, f"/alerts/{alert_id}", done="1")

    async def missed(self, request: Request) -> Response:
        """Write down what should have been alerted and was not."""
        form = await self._frame.form(request, "act")
        await run_in_threadpool(self.write, request, {**form, "deed": "missed"}, None)
        return self._frame.back(form, "/verdicts", done="1")

    def subject(self, alert_id: str) -> Subject:
        """Give an alert and what it says now, from the board, else from Elasticsearch.

        Raises:
            HTTPException: there is none.
        """
        line = self._frame.board.line(alert_id, self._frame.now())
        if line is not None:
            return alert_id, line.row.about
        alert = self._frame.store.alert(alert_id)
        if alert is None:
            raise HTTPException(404, "There is no such alert; nothing was done.")
        return alert_id, seen(alert)

    def write(self, request: Request, form: Mapping[str, str], subject: Subject | None) -> None:
        """Make the act that a form asks for and write it; the board knows it at once.

        Raises:
            Reject: the form asks for what can't be.
            Transient: the broker did not take it.
        """
        wish = wish_of(form)
        act = make(wish, subject, who=self._frame.asker(request).name, at=self._frame.now())
        self._frame.ledger.write(act)
        self._frame.board.hear_act(act)

    def _indexed(self, alert_id: str, *, known: bool) -> tuple[Alert | None, str | None]:
        """Give an alert whole; of one that the board knows, say why it can't be had."""
        try:
            alert = self._frame.store.alert(alert_id)
        except EntenteError as error:
            if not known:
                raise
            return None, f"{error}."
        return alert, None if alert else "Its stories are being indexed; load the page again in a moment."

    def _members(self, alert: Alert | None) -> dict[str, tuple[Member, ...]]:
        if alert is None or alert.pair is None:
            return {}
        stories = self._frame.store.stories(alert.pair, [story.id for story in alert.stories])
        return {story.id: story.members for story in stories}


def wish_of(form: Mapping[str, str]) -> Asked:
    """Read what a form asks for; a button may say a deed with its value: `verdict:useful`.

    Raises:
        HTTPException: it asks for nothing that there is.
    """
    deed, joint, value = form.get("deed", "").partition(":")
    if deed not in DEEDS:
        raise HTTPException(400, f"deed must be one of {', '.join(DEEDS)}, not {deed[:40]!r}.")
    known = {k: v for k, v in form.items() if k in Asked.__struct_fields__}
    return msgspec.convert({**known, "deed": deed, **({"value": value} if joint else {})}, Asked)
