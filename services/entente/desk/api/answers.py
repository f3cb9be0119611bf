"""What the API answers with, and how it is written: JSON with an ETag over its bytes."""

import hashlib

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from entente.contracts.alerts import Act, Alert
from entente.contracts.signals import Alignment
from entente.desk.acts.tally import Tally
from entente.desk.live.rows import Line, Row
from entente.detecting.standing import Silence


class ListedAlert(Struct, frozen=True, kw_only=True):
    """An alert in short, with what analysts made of it."""

    row: Row
    desk: str
    acknowledged_by: str | None
    reopened: bool
    assignee: str | None
    verdict: str | None
    cases: tuple[str, ...]
    silence: Silence | None


class Alerts(Struct, frozen=True, kw_only=True):
    """A page of alerts; `next` is the cursor of the page that follows, null on the last."""

    alerts: tuple[ListedAlert, ...]
    next: str | None


class WholeAlert(Struct, frozen=True, kw_only=True):
    """An alert whole, with every act on it."""

    alert: Alert
    acts: tuple[Act, ...]


class Days(Struct, frozen=True, kw_only=True):
    """A pair's alignment index, day by day."""

    pair: str
    days: tuple[Alignment, ...]


class Counted(Struct, frozen=True, kw_only=True):
    """Verdicts of one rule, kind or pair."""

    name: str
    useful: int
    false_alarm: int
    missed: int
    precision: float | None
    recall: float | None


class Verdicts(Struct, frozen=True, kw_only=True):
    """Verdicts that hold."""

    rule: tuple[Counted, ...]
    kind: tuple[Counted, ...]
    pair: tuple[Counted, ...]


def listed(line: Line) -> ListedAlert:
    """Write a line of the board."""
    standing = line.standing
    return ListedAlert(
        row=line.row,
        desk=line.desk,
        acknowledged_by=standing.acknowledged.who if standing.acknowledged else None,
        reopened=standing.reopened,
        assignee=standing.assignee,
        verdict=standing.verdict.value if standing.verdict else None,
        cases=standing.cases,
        silence=line.silence,
    )


def counted(name: str, tally: Tally) -> Counted:
    """Write a tally."""
    return Counted(
        name=name,
        useful=tally.useful,
        false_alarm=tally.false_alarm,
        missed=tally.missed,
        precision=tally.precision,
        recall=tally.recall,
    )


def answer(
    request: Request, body: Struct | bytes, media_type: str = "application/json", status: int = 200
) -> Response:
    """Write an answer, or 304 where the asker has it already.

    Source: RFC 9110, 13.1.2: If-None-Match, compared weakly.
    """
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if request.method in {"GET", "HEAD"} and known & {tag, "*"}:
        return Response(status_code=304, headers={"etag": tag})
    return Response(content, status, {"etag": tag}, media_type)
