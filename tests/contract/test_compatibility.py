"""Which changes of a schema count as breaking."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from entente.contracts.articles import VolumeRecord
from entente.contracts.compatibility import breaking
from entente.contracts.schemas import schema

Document = dict[str, Any]


def _record(document: Document) -> Document:
    fields: Document = document["$defs"]["VolumeRecord"]
    return fields


def _rename(document: Document) -> None:
    fields = _record(document)["properties"]
    fields["articleId"] = fields.pop("article_id")


def _retype(document: Document) -> None:
    _record(document)["properties"]["source"] = {"type": "integer"}


def _require(document: Document) -> None:
    _record(document)["properties"]["outlet"] = {"type": "string"}
    _record(document)["required"].append("outlet")


def _narrow_enum(document: Document) -> None:
    _record(document)["properties"]["published_precision"]["enum"] = ["second"]


def _widen_enum(document: Document) -> None:
    _record(document)["properties"]["published_precision"]["enum"].append("month")


def _narrow_pattern(document: Document) -> None:
    _record(document)["properties"]["powers"]["items"]["pattern"] = "^[A-Z]{3}$"


def _shorten(document: Document) -> None:
    _record(document)["properties"]["source"]["maxLength"] = 3


def _never_null(document: Document) -> None:
    _record(document)["properties"]["hour_at"]["anyOf"].pop()


def _remove_message(document: Document) -> None:
    del document["$defs"]["VolumeRecord"]


def _optional(document: Document) -> None:
    _record(document)["properties"]["outlet"] = {"type": "string", "default": ""}


def _describe(document: Document) -> None:
    _record(document)["description"] = "Said better."


def _changed(change: Callable[[Document], None]) -> tuple[str, ...]:
    old = json.loads(schema(VolumeRecord))
    new = json.loads(schema(VolumeRecord))
    change(new)
    return breaking(old, new)


@pytest.mark.parametrize(
    "change",
    [
        _rename,
        _retype,
        _require,
        _narrow_enum,
        _widen_enum,
        _narrow_pattern,
        _shorten,
        _never_null,
        _remove_message,
    ],
)
def test_breaking_changes_are_named(change: Callable[[Document], None]) -> None:
    """Removing, retyping, narrowing or requiring breaks somebody, and is named with its field."""
    assert _changed(change)


@pytest.mark.parametrize("change", [_optional, _describe])
def test_harmless_changes_are_let_through(change: Callable[[Document], None]) -> None:
    """An optional field more, or another description, breaks nobody."""
    assert _changed(change) == ()
