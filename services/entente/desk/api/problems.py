"""What is wrong, for programs: RFC 9457 problem details."""

from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

from entente.contracts.errors import EntenteError, Reject

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
UNFORESEEN = "Something unforeseen; the log has the trace."


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem: its title is the status' own, its detail a sentence."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def problem(error: Exception) -> Response:
    """Write an error as a problem."""
    status, detail = told(error)
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return Response(msgspec.json.encode(body), status, headers, MEDIA_TYPE)


def told(error: Exception) -> tuple[int, str]:
    """Give the status that fits an error, and what it says."""
    match error:
        case HTTPException():
            return error.status_code, error.detail
        case Reject():
            return HTTPStatus.BAD_REQUEST, error.detail
        case EntenteError():
            return HTTPStatus.SERVICE_UNAVAILABLE, str(error)
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR, UNFORESEEN
