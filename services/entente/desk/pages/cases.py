"""Cases that join alerts, the hand-over of a shift, and a brief with numbered sources."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from entente.contracts.alerts import Act, Alert, AlertStory
from entente.contracts.errors import Reject
from entente.desk.acts.making import Asked, case_id, make
from entente.desk.live.rows import Filters, Line
from entente.desk.pages import asked
from entente.desk.pages.frame import Frame
from entente.detecting.standing import ordered

SHIFT_HOURS = 12
MOST_HOURS = 24 * 14
MOST_BRIEF = 20
STORIES_EACH = 4


class Case(Struct, frozen=True, kw_only=True):
    """A case: the alerts it joins and what was written about it."""

    id: str
    lines: tuple[Line, ...]
    acts: tuple[Act, ...]


class Source(Struct, frozen=True, kw_only=True):
    """A numbered source of a brief."""

    number: int
    title: str
    source: str
    source_class: str
    at: datetime
    url: str | None


class Cases:
    """Pages that join alerts, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [
            Route("/cases", self.all),
            Route("/cases/{case}", self.one),
            Route("/cases/{case}/notes", self.note, methods=["POST"]),
            Route("/handover", self.handover),
            Route("/brief", self.brief),
        ]

    def all(self, request: Request) -> Response:
        """List the cases, the last touched first, or go to the one that is asked for."""
        name = request.query_params.get("case", "").strip()
        if name:
            return RedirectResponse(f"/cases/{_case(name)}", 303)
        cases = [self._case(name) for name in {act.case for act in self._frame.board.acts() if act.case}]
        cases.sort(key=lambda case: (-case.acts[-1].at.timestamp(), case.id))
        return self._frame.page(request, "cases.html", cases=cases)

    def one(self, request: Request) -> Response:
        """Show a case: its alerts and everything that was written about it or them."""
        name = _case(request.path_params["case"])
        return self._frame.page(request, "case.html", case=self._case(name))

    async def note(self, request: Request) -> Response:
        """Write a note about a case."""
        form = await self._frame.form(request, "act")
        name = _case(request.path_params["case"])
        wish = Asked(deed="note", reason=form.get("reason", ""), case=name, nonce=form.get("nonce", ""))
        act = make(wish, None, who=self._frame.asker(request).name, at=self._frame.now())
        await run_in_threadpool(self._frame.ledger.write, act)
        self._frame.board.hear_act(act)
        return self._frame.back(form, f"/cases/{name}")

    def handover(self, request: Request) -> Response:
        """Show what happened in a shift, and what is open at its end."""
        hours = max(1, asked.number(request.query_params, "hours", SHIFT_HOURS, MOST_HOURS))
        now = self._frame.now()
        since = now - timedelta(hours=hours)
        board = self._frame.board
        lines = board.all_lines(now)
        happened = [line for line in lines if any(r.at >= since for r in board.history(line.row.id))]
        return self._frame.page(
            request,
            "handover.html",
            hours=hours,
            since=since,
            happened=happened,
            waiting=[ln for ln in lines if ln.row.state == "firing" and ln.desk == "open"],
            taken=[ln for ln in lines if ln.row.state == "firing" and ln.desk == "acknowledged"],
            acts=[act for act in ordered(board.acts()) if act.at >= since],
            silences=sorted((one for one in board.silences() if one.holds(now)), key=lambda one: one.until),
        )

    def brief(self, request: Request) -> Response:
        """Write what alerts say, with numbered sources; of a case, of named alerts, or of what fires."""
        lines = self._chosen(request)[:MOST_BRIEF]
        alerts = self._frame.store.alerts([line.row.id for line in lines])
        told, sources = _numbered(alerts)
        case = request.query_params.get("case")
        return self._frame.page(request, "brief.html", told=told, sources=sources, case=case)

    def _chosen(self, request: Request) -> Sequence[Line]:
        query = request.query_params
        now = self._frame.now()
        ids = query.getlist("alert")
        if ids:
            lines = [self._frame.board.line(one, now) for one in ids[:MOST_BRIEF]]
            return [line for line in lines if line is not None]
        filters = asked.filters(query)
        if not asked.texts(query):
            filters = Filters(state="firing")
        return [line for line in self._frame.board.lines(filters, now) if line.row.state != "withdrawn"]

    def _case(self, name: str) -> Case:
        now = self._frame.now()
        lines = self._frame.board.lines(Filters(case=name), now)
        own = [act for act in self._frame.board.acts() if act.case == name]
        theirs = [act for line in lines for act in line.standing.acts]
        return Case(id=name, lines=lines, acts=ordered((*own, *theirs)))


def _case(name: str) -> str:
    try:
        return case_id(name)
    except Reject as error:
        raise HTTPException(404, f"There is no such case: {error.detail}.") from error


Told = tuple[Alert, tuple[tuple[AlertStory, int], ...]]


def _numbered(alerts: Sequence[Alert]) -> tuple[list[Told], list[Source]]:
    """Number the sources in the order in which they are told; one that is told twice keeps its number."""
    numbers: dict[str, Source] = {}
    told: list[Told] = []
    for alert in alerts:
        stories = alert.stories[:STORIES_EACH]
        for story in stories:
            numbers.setdefault(
                _key(story),
                Source(
                    number=len(numbers) + 1,
                    title=story.headline,
                    source=story.source,
                    source_class=story.source_class,
                    at=story.first_published_at,
                    url=story.url,
                ),
            )
        told.append((alert, tuple((story, numbers[_key(story)].number) for story in stories)))
    return told, list(numbers.values())


def _key(story: AlertStory) -> str:
    return story.url or f"{story.source}/{story.headline}"
