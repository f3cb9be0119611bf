"""schemas/asyncapi.json: what is generated, valid AsyncAPI 3, and true of what the services write."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from asyncapi3.models.asyncapi import AsyncAPI3

from entente.contracts.codec import decode, headers
from entente.contracts.errors import Reason
from entente.contracts.registry import VERSIONS, Message, schema_name
from entente.runtime.asyncapi import document, key
from entente.runtime.deadletters import dead_letter
from entente.runtime.messages import page
from entente.runtime.outcomes import Rejected
from entente.runtime.records import Record
from entente.runtime.topics import manifests

SCHEMAS = Path(__file__).parents[2] / "schemas"
TEXT = (SCHEMAS / "asyncapi.json").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = json.loads(TEXT)
T0 = datetime(2025, 9, 1, tzinfo=UTC)
KINDS = sorted(VERSIONS, key=lambda kind: kind.__name__)


def test_it_is_what_the_manifests_and_structs_generate() -> None:
    """`make schemas` writes exactly what is committed."""
    assert document() == TEXT


def test_the_page_is_what_the_document_says() -> None:
    """`make schemas` writes docs/messages.md: every topic, every message, every field of each."""
    written = (SCHEMAS.parent / "docs/messages.md").read_text(encoding="utf-8")
    assert page(DOCUMENT) == written
    for channel in DOCUMENT["channels"].values():
        assert f"| {channel['address']} |" in written
    for schema in DOCUMENT["components"]["schemas"].values():
        assert all(f"| {name} " in written for name in schema["properties"])
    for example in re.findall(r"\(\.\./(schemas/examples/[^)]+)\)", written):
        assert (SCHEMAS.parent / example).is_file()


def test_it_is_asyncapi_3() -> None:
    """A reader of AsyncAPI 3 that takes no unknown field takes it, Kafka's bindings too."""
    AsyncAPI3.model_validate(DOCUMENT)


def test_a_field_that_asyncapi_does_not_know_is_seen() -> None:
    """That reader refuses what is misspelt, so its yes means something."""
    with pytest.raises(ValueError, match="unheard_of"):
        AsyncAPI3.model_validate({**DOCUMENT, "channels": {"signals": {"unheard_of": "signals"}}})


def test_every_reference_leads_somewhere() -> None:
    """Each `$ref` is a path to something in the document."""
    for reference in _references(DOCUMENT):
        node = DOCUMENT
        for name in reference.removeprefix("#/").split("/"):
            node = node[name]


def test_every_topic_has_its_writers_and_readers() -> None:
    """Each manifest, dead letters among them, is a channel, and each of its services an operation on it."""
    assert {one["address"] for one in DOCUMENT["channels"].values()} == set(manifests())
    assert set(DOCUMENT["operations"]) == {
        f"{service}-{action}-{key(one)}"
        for one in manifests().values()
        for action, services in (("send", one.writers), ("receive", one.readers))
        for service in services
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_is_as_it_says(kind: type[Message]) -> None:
    """The full example meets the payload's schema, and the headers written with it meet the headers'."""
    name, version = schema_name(kind).rsplit(".", 1)
    raw = (SCHEMAS / "examples" / name / version / "full.json").read_bytes()
    described = DOCUMENT["components"]["messages"][kind.__name__]
    _meets(described["payload"], json.loads(raw))
    written = headers(decode(kind, raw), event_id="x", source="tagger", at=T0)
    _meets(described["headers"], {header: value.decode() for header, value in written})


def test_a_dead_letter_is_as_it_says() -> None:
    """The headers that the runtime writes are those that are described, and no other."""
    record = Record("signals", 0, 7, b"k", b"v", (), 0)
    rejected = Rejected(Reason.BUG, "no")
    letter = dead_letter(record, rejected, service="detector", attempts=1, first_failure_at=T0)
    described = DOCUMENT["components"]["messages"]["DeadLetter"]["headers"]
    written = {name: value.decode() for name, value in letter.headers}
    _meets(described, written)
    assert set(described["properties"]) == set(written) - {"dead_key_was_null"}


def _meets(schema: dict[str, Any], instance: object) -> None:
    whole = {**schema, "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole).validate(instance)


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
