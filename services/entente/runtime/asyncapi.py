"""All topics as one AsyncAPI 3 document, generated from the manifests and the Structs.

`python -m entente.runtime.asyncapi FILE` writes it; the committed one must be equal to what it writes.
Source: AsyncAPI 3.0.0, with its Kafka bindings 0.5.0.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import msgspec

from entente.contracts.errors import Reason
from entente.contracts.registry import VERSIONS, Message, type_name
from entente.contracts.schemas import tidy
from entente.contracts.topics import TopicManifest
from entente.runtime.deadletters import PREFIX, SUFFIX, DeadLetter
from entente.runtime.topics import config, manifests

Node = dict[str, object]

BINDINGS = "0.5.0"
DEAD = "DeadLetter"
KINDS: Mapping[str, type[Message]] = {kind.__name__: kind for kind in VERSIONS}
_OWN = ("key", "value", "headers")
"""What a dead letter has from its record; the rest of it is said in headers."""
_TEXT: Node = {"type": "string"}
_TRACE: Node = {"type": "string", "description": "W3C trace context, where tracing is on."}


def document() -> str:
    """Write the document, readably, keys sorted."""
    declared = manifests()
    written: Node = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Entente",
            "version": version("entente"),
            "description": "What the services tell each other on Kafka, where others may read and write too.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {key(one): _channel(one) for one in declared.values()},
        "operations": dict(one for manifest in declared.values() for one in _operations(manifest)),
        "components": {
            "messages": {
                **{one.message: _message(one) for one in declared.values()},
                DEAD: _dead_letter(),
            },
            "schemas": msgspec.json.schema_components(
                tuple(VERSIONS), ref_template="#/components/schemas/{name}"
            )[1],
        },
    }
    return json.dumps(tidy(written), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def carried(manifest: TopicManifest) -> str:
    """Name what a topic carries, as the document does."""
    return DEAD if manifest.name.endswith(SUFFIX) else manifest.message


def key(manifest: TopicManifest) -> str:
    """Name a topic's channel: keys have no dots."""
    return manifest.name.replace(".", "-")


def _channel(manifest: TopicManifest) -> Node:
    settings: Node = {
        name: int(value) if value.lstrip("-").isdecimal() else value.split(",")
        for name, value in config(manifest).items()
    }
    message = carried(manifest)
    return {
        "address": manifest.name,
        "description": manifest.note,
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
        "bindings": {
            "kafka": {
                "partitions": manifest.partitions,
                "topicConfiguration": settings,
                "bindingVersion": BINDINGS,
            }
        },
    }


def _operations(manifest: TopicManifest) -> Iterator[tuple[str, Node]]:
    """Give who sends to a topic and who receives from it, each by a name of its own."""
    channel = f"#/channels/{key(manifest)}"
    for action, services in (("send", manifest.writers), ("receive", manifest.readers)):
        for service in services:
            yield (
                f"{service}-{action}-{key(manifest)}",
                {
                    "action": action,
                    "channel": {"$ref": channel},
                    "messages": [{"$ref": f"{channel}/messages/{carried(manifest)}"}],
                    "tags": [{"name": service}],
                },
            )


def _message(manifest: TopicManifest) -> Node:
    kind = KINDS[manifest.message]
    headers: Node = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": _TEXT,
        "ce_type": {"const": type_name(kind)},
        "ce_source": {"type": "string", "description": "/entente/ and the service that wrote it."},
        "ce_time": {"type": "string", "format": "date-time"},
        "content-type": {"const": "application/json"},
    }
    return {
        "title": type_name(kind),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "properties": {**headers, "traceparent": _TRACE},
            "required": sorted(headers),
        },
        "payload": {"$ref": f"#/components/schemas/{manifest.message}"},
        "bindings": {
            "kafka": {"key": {"type": "string", "description": manifest.key}, "bindingVersion": BINDINGS}
        },
    }


def _dead_letter() -> Node:
    facts = [field.name for field in msgspec.structs.fields(DeadLetter) if field.name not in _OWN]
    headers: Node = {PREFIX + name: _TEXT for name in facts}
    headers[f"{PREFIX}reason"] = {"enum": [str(one) for one in Reason]}
    return {
        "title": "A record that a reader could not use",
        "description": "The record's own key and value, byte for byte; its own headers go on beside these.",
        "contentType": "application/octet-stream",
        "headers": {
            "type": "object",
            "properties": headers,
            "required": sorted(headers),
        },
        "payload": {},
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
