"""The desk's pages: one function a page, HTML made on the server, no script."""

import re
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
from entente.contracts.errors import EntenteError
from entente.contracts.signals import Member
from entente.contracts.values import AlertState, Direction, Pair, Severity
from entente.desk import highlight
from entente.desk.headers import SecurityHeaders
from entente.desk.store import PAGE, Filters, Store
from entente.detecting import wording

_HERE = Path(__file__).parent
_LAST_START = 10_000 - PAGE
"""Elasticsearch pages no further than index.max_result_window."""

_NUMBER = re.compile("[0-9]{1,5}")
_TITLES = {400: "Asked in a way that can't be answered", 404: "Not found"}

CHOICES = {"state": get_args(AlertState), "direction": get_args(Direction), "severity": get_args(Severity)}


class Desk:
    """The pages over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._templates = _environment()

    def alerts(self, request: Request) -> Response:
        """List alerts, firing ones first, then newest first, by what the query asks."""
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
        signals = self._store.signals(tagged.article.id, tagged.article.revision)
        return self._page("article.html", tagged=tagged, signals=signals)

    def _members(self, alert: Alert) -> dict[str, tuple[Member, ...]]:
        if alert.pair is None:
            return {}
        stories = self._store.stories(alert.pair, [story.id for story in alert.stories])
        return {story.id: story.members for story in stories}

    def trouble(self, _: Request, error: Exception) -> Response:
        """Say in a sentence what is wrong, with the status that fits."""
        if isinstance(error, HTTPException):
            title = _TITLES.get(error.status_code, "That can't be done")
            return self._page("trouble.html", error.status_code, title=title, what=error.detail)
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
        exception_handlers={HTTPException: desk.trouble, EntenteError: desk.trouble},
    )


def _asked(request: Request) -> tuple[Filters, int]:
    query = {k: v.strip() for k, v in request.query_params.items() if v.strip()}
    for name, values in CHOICES.items():
        if name in query and query[name] not in values:
            raise HTTPException(400, f"{name} must be one of {', '.join(values)}, not {query[name][:40]!r}.")
    start = query.get("start", "0")
    if not _NUMBER.fullmatch(start) or int(start) > _LAST_START:
        raise HTTPException(400, f"start must be a whole number up to {_LAST_START}, not {start[:40]!r}.")
    wanted = {name: query.get(name) for name in CHOICES}
    return Filters(pair=_pair(query.get("pair")), **wanted), int(start)


def _pair(asked: str | None) -> str | None:
    if asked is None:
        return None
    one, joint, other = asked.upper().partition("-")
    try:
        return msgspec.convert(f"{min(one, other)}{joint}{max(one, other)}", Pair)
    except msgspec.ValidationError as error:
        raise HTTPException(
            400, f"pair must be two powers joined by a hyphen, such as CHN-RUS, not {asked[:40]!r}."
        ) from error


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
