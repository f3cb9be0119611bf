"""The desk's pages: one function a page, HTML made on the server, no script."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from urllib.parse import urlencode

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from entente.contracts.alerts import Alert
from entente.contracts.errors import Transient
from entente.contracts.signals import Member
from entente.contracts.values import AlertState, Direction, Severity
from entente.desk import highlight
from entente.desk.headers import SecurityHeaders
from entente.desk.store import PAGE, Filters, Store
from entente.detecting import wording

_HERE = Path(__file__).parent
_LAST_START = 10_000 - PAGE
"""Elasticsearch pages no further than index.max_result_window."""

CHOICES = {"state": get_args(AlertState), "direction": get_args(Direction), "severity": get_args(Severity)}


class Desk:
    """The pages over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._templates = _environment()

    def alerts(self, request: Request) -> Response:
        """List alerts, newest first, by what the query asks."""
        filters, start = _asked(request)
        chosen = {k: v for k, v in msgspec.structs.asdict(filters).items() if v is not None}
        return self._page(
            "alerts.html",
            page=self._store.alerts(filters, start),
            choices=CHOICES,
            chosen={"pair": None, **dict.fromkeys(CHOICES), **chosen},
            filtered=bool(chosen),
            query=urlencode(chosen),
            start=start,
            size=PAGE,
        )

    def alert(self, request: Request) -> Response:
        """Show one alert with its stories and their sentences."""
        alert = self._store.alert(request.path_params["alert_id"])
        if alert is None:
            raise HTTPException(404, "There is no such alert; it may not be indexed yet.")
        return self._page("alert.html", alert=alert, members=self._members(alert))

    def article(self, request: Request) -> Response:
        """Show one article as it was read."""
        tagged = self._store.article(request.path_params["article_id"])
        if tagged is None:
            raise HTTPException(404, "There is no such article; it may not be indexed yet.")
        return self._page("article.html", tagged=tagged, signals=self._store.signals(tagged.article.id))

    def _members(self, alert: Alert) -> dict[str, tuple[Member, ...]]:
        if alert.pair is None:
            return {}
        stories = self._store.stories(alert.pair, [story.id for story in alert.stories])
        return {story.id: story.members for story in stories}

    def trouble(self, _: Request, error: Exception) -> Response:
        """Say in a sentence what is wrong, with the status that fits."""
        if isinstance(error, HTTPException):
            return self._page("trouble.html", error.status_code, title="Not found", what=error.detail)
        return self._page("trouble.html", 503, title="Not available just now", what=f"{error}.")

    def _page(self, template: str, status: int = 200, **values: object) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(values), status)


def build(store: Store) -> Starlette:
    """Make the application over a store."""
    desk = Desk(store)
    return Starlette(
        routes=[
            Route("/", desk.alerts),
            Route("/alerts/{alert_id}", desk.alert),
            Route("/articles/{article_id}", desk.article),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: desk.trouble, Transient: desk.trouble},
    )


def _asked(request: Request) -> tuple[Filters, int]:
    query = {k: v.strip() for k, v in request.query_params.items() if v.strip()}
    for name, values in CHOICES.items():
        if name in query and query[name] not in values:
            raise HTTPException(400, f"{name} must be one of {', '.join(values)}, not {query[name][:40]!r}.")
    pair = query.get("pair")
    if pair is not None:
        pair = "-".join(sorted(pair.upper().split("-")))[:40]
    start = query.get("start", "0")
    if not start.isascii() or not start.isdigit() or int(start[:9]) > _LAST_START:
        raise HTTPException(400, f"start must be a whole number up to {_LAST_START}, not {start[:40]!r}.")
    wanted = {name: query.get(name) for name in CHOICES}
    return Filters(pair=pair, **wanted), int(start)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        aloud=wording.aloud,
        headline=wording.headline,
        sentence=highlight.sentence,
        article=highlight.article,
        when=_when,
        chance=_chance,
        figure=_figure,
        safe_link=_safe_link,
    )
    return environment


def _when(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%-d %b %Y %H:%M")


def _chance(p: float) -> str:
    return f"1 in {1 / p:,.0f}" if p > 0 else "below 1 in 10^300"


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:.3g}"


def _safe_link(url: str | None) -> bool:
    return url is not None and url.startswith(("http://", "https://"))
