"""Struct, schema and examples of each message hold together."""

import json
from pathlib import Path
from typing import cast

import jsonschema
import msgspec
import pytest

from entente.contracts.codec import decode, encode
from entente.contracts.compatibility import Schema, breaking
from entente.contracts.errors import Reject
from entente.contracts.registry import VERSIONS, Message, schema_name
from entente.contracts.schemas import schema

SCHEMAS = Path(__file__).parents[2] / "schemas"
KINDS = sorted(VERSIONS, key=lambda kind: kind.__name__)


def _examples(kind: type[Message]) -> Path:
    name, version = schema_name(kind).rsplit(".", 1)
    return SCHEMAS / "examples" / name / version


INVALID = [(kind, path) for kind in KINDS for path in sorted((_examples(kind) / "invalid").glob("*.json"))]


def _committed(folder: str, kind: type[Message]) -> str:
    return (SCHEMAS / folder / f"{schema_name(kind)}.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_what_the_struct_generates(kind: type[Message]) -> None:
    """A committed schema is exactly what its Struct generates; `make schemas` writes it anew."""
    assert _committed("events", kind) == schema(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_full_example_is_read_and_written_alike(kind: type[Message]) -> None:
    """The full example decodes, meets the schema, and says the same after a round trip."""
    raw = (_examples(kind) / "full.json").read_bytes()
    document = json.loads(raw)
    jsonschema.Draft202012Validator(json.loads(_committed("events", kind))).validate(document)
    assert json.loads(encode(decode(kind, raw))) == document


@pytest.mark.parametrize("kind", KINDS)
def test_full_example_shows_every_field(kind: type[Message]) -> None:
    """The full example leaves no field of its message out."""
    document = json.loads((_examples(kind) / "full.json").read_bytes())
    assert set(document) == {field.encode_name for field in msgspec.structs.fields(kind)}


@pytest.mark.parametrize(
    ("kind", "path"), INVALID, ids=lambda v: v.stem if isinstance(v, Path) else v.__name__
)
def test_invalid_example_is_rejected(kind: type[Message], path: Path) -> None:
    """What the reader rejects, the schema rejects too."""
    raw = path.read_bytes()
    with pytest.raises(Reject) as caught:
        decode(kind, raw)
    assert caught.value.detail.startswith(kind.__name__)
    if path.stem not in {"bad-fetched-at", "bad-hour-at"}:  # formats are annotations in JSON Schema
        assert list(jsonschema.Draft202012Validator(json.loads(schema(kind))).iter_errors(json.loads(raw)))


def test_every_message_has_invalid_examples() -> None:
    """No message is without an example of what it is not."""
    assert {kind for kind, _ in INVALID} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_no_change_breaks_the_released_schema(kind: type[Message]) -> None:
    """What was written under the released schema is read by today's; a break needs a new version."""
    released = cast("Schema", json.loads(_committed("released", kind)))
    assert breaking(released, cast("Schema", json.loads(schema(kind)))) == ()


def test_unknown_fields_are_passed_over() -> None:
    """A reader older than its writer reads on."""
    for kind in KINDS:
        document = json.loads((_examples(kind) / "full.json").read_bytes())
        assert decode(kind, json.dumps({**document, "added_later": 1}).encode()) == decode(
            kind, json.dumps(document).encode()
        )
