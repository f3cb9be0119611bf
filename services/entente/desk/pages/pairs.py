"""A pair over time, and all pairs beside each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from entente.desk.charts.heat import heat
from entente.desk.charts.index import Flag, blocs, index_chart
from entente.desk.live.rows import Filters, Line
from entente.desk.pages import asked
from entente.desk.pages.frame import Frame
from entente.desk.store import pairs as store
from entente.desk.store.index import at_once
from entente.detecting.calendar import Occasion, occasions

USUAL_DAYS, MOST_DAYS = 30, 366
TELLING = 12
MOST_LINES = 40
AHEAD = timedelta(days=30)


class Pairs:
    """Pages about pairs, over one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Say which addresses these are."""
        return [Route("/pairs", self.all), Route("/pairs/{pair}", self.one)]

    def all(self, request: Request) -> Response:
        """Show all pairs as a heat map, or go to the pair that is asked for."""
        wanted = asked.pair(request.query_params.get("pair"))
        if wanted is not None:
            return RedirectResponse(f"/pairs/{wanted}", 303)
        since, until = asked.days(request.query_params, self._frame.now(), USUAL_DAYS, MOST_DAYS)
        cells = store.cells(self._frame.store.index, since, until)
        return self._frame.page(
            request,
            "pairs.html",
            cells=sorted(cells, key=lambda cell: (-cell.n, cell.pair)),
            heat=heat(cells),
            days=(until - since).days,
            until=until - timedelta(days=1),
        )

    def one(self, request: Request) -> Response:
        """Show one pair: its index by bloc, its alerts, themes and most telling sentences."""
        pair = asked.pair(request.path_params["pair"]) or ""
        if pair != request.path_params["pair"]:
            return RedirectResponse(f"/pairs/{pair}", 303)
        now = self._frame.now()
        since, until = asked.days(request.query_params, now, USUAL_DAYS, MOST_DAYS)
        lines = self._frame.board.lines(Filters(pair=pair, since=since, until=until), now)
        calendar = self._calendar(pair, since, until)
        asked_of = self._frame.store
        days, stories, themes = at_once(
            lambda: asked_of.alignment(pair, since.date(), until.date()),
            lambda: asked_of.telling(pair, since, until, TELLING),
            lambda: store.themes(asked_of.index, pair, since, until),
        )
        return self._frame.page(
            request,
            "pair.html",
            pair=pair,
            chart=index_chart(days, [*dates(calendar, until), *flags(lines)], since.date(), until.date()),
            blocs=blocs(days),
            aligned=days,
            lines=sorted(lines, key=_newest)[:MOST_LINES],
            themes=themes,
            stories=stories,
            calendar=calendar,
            days=(until - since).days,
            until=until - timedelta(days=1),
        )

    def _calendar(self, pair: str, since: datetime, until: datetime) -> tuple[Occasion, ...]:
        """Give what was and is announced for a pair, the coming month included."""
        watchlist = self._frame.watchlist()
        if watchlist is None:
            return ()
        return occasions(watchlist.calendar, pair, since.date(), (until + AHEAD).date())


def flags(lines: Sequence[Line]) -> list[Flag]:
    """Give a pair's alerts as flags on its chart; withdrawn ones are left out."""
    return [
        Flag(
            since=line.row.window_start_at.date(),
            until=line.row.window_end_at.date(),
            label=line.row.aloud,
            kind=str(line.row.about.direction),
            href=f"/alerts/{line.row.id}",
        )
        for line in lines
        if line.row.state != "withdrawn"
    ]


def dates(calendar: Sequence[Occasion], until: datetime) -> list[Flag]:
    """Give what was announced for a pair up to a day as flags on its chart."""
    return [
        Flag(since=one.since, until=one.until, label=one.name, kind="calendar")
        for one in calendar
        if one.since < until.date()
    ]


def _newest(line: Line) -> tuple[float, str]:
    at: datetime = line.row.window_end_at
    return -at.timestamp(), line.row.id
