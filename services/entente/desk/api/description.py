"""The API's OpenAPI 3.1 description, from the Structs that it answers with. Pure."""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from entente.contracts.alerts import Act
from entente.contracts.articles import TaggedArticle
from entente.desk.acts.making import Asked
from entente.desk.api import answers
from entente.desk.api.problems import MEDIA_TYPE, Problem
from entente.desk.live.rows import CHOICES

Node = dict[str, Any]

_BODIES: tuple[type[Struct], ...] = (
    answers.Alerts,
    answers.WholeAlert,
    answers.Days,
    answers.Verdicts,
    TaggedArticle,
    Asked,
    Act,
    Problem,
)


@cache
def description() -> bytes:
    """Write the description as JSON."""
    _, schemas = msgspec.json.schema_components(_BODIES, ref_template="#/components/schemas/{name}")
    told = {
        "openapi": "3.1.0",
        "info": {
            "title": "Entente: the desk",
            "version": "1",
            "summary": "Alerts, and what is done about them.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}, {}],
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
    return msgspec.json.encode(told)


def _paths() -> Node:
    filters = [_query(name, {"enum": list(values)}) for name, values in CHOICES.items()]
    filters += [
        _query("pair", {"pattern": "^[A-Z][A-Z0-9]{1,15}-[A-Z][A-Z0-9]{1,15}$"}),
        *(_query(name, {"maxLength": 80}) for name in ("theme", "assignee", "case")),
        *(_query(name, {"format": "date-time"}) for name in ("since", "until")),
    ]
    days = _query("days", {"type": "integer", "minimum": 1, "maximum": 366})
    return {
        "/alerts": _get(
            "listAlerts",
            "Alerts in the desk's order, page by page",
            "Alerts",
            [
                *filters,
                _query("limit", {"type": "integer", "minimum": 1, "maximum": 500}),
                _query("cursor", {}),
            ],
        ),
        "/alerts/{alert_id}": _get("getAlert", "One alert whole", "WholeAlert", [_path("alert_id")]),
        "/alerts/{alert_id}/acts": {
            "post": {
                "operationId": "act",
                "summary": "Do something about an alert",
                "parameters": [_path("alert_id")],
                "requestBody": {"required": True, "content": {"application/json": {"schema": _ref("Asked")}}},
                "responses": {
                    "201": _answer("Written down.", "Act"),
                    **_problems("400", "401", "403", "404", "415", "429"),
                },
            }
        },
        "/articles/{article_id}": _get(
            "getArticle", "One article as it was read", "TaggedArticle", [_path("article_id")]
        ),
        "/pairs/{pair}": _get("getPair", "A pair's index day by day", "Days", [_path("pair"), days]),
        "/verdicts": _get("getVerdicts", "Precision and recall", "Verdicts", []),
    }


def _get(name: str, summary: str, schema: str, parameters: list[Node]) -> Node:
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": _answer("Found.", schema),
                "304": {"description": "Not changed."},
                **_problems("400", "401", "404", "414", "429", "503"),
            },
        }
    }


def _answer(what: str, schema: str) -> Node:
    return {"description": what, "content": {"application/json": {"schema": _ref(schema)}}}


def _problems(*codes: str) -> Node:
    content = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    return {code: {"description": "A problem.", "content": content} for code in codes}


def _query(name: str, schema: Node) -> Node:
    return {"name": name, "in": "query", "schema": {"type": "string", **schema}}


def _path(name: str) -> Node:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}
