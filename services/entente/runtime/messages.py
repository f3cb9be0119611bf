"""The AsyncAPI document as a page to read: who tells whom what, and every field of it.

`python -m entente.runtime.messages DOCUMENT PAGE` writes it; the committed one must be equal to what it
writes.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from entente.contracts.registry import schema_name
from entente.runtime.asyncapi import DEAD, KINDS
from entente.runtime.deadletters import SUFFIX

Node = Mapping[str, Any]

_EXAMPLES = "../schemas/examples"
_BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
_DAY_MS = 86_400_000


def page(document: Node) -> str:
    """Write the page, in markdown: topics, then messages with a table of fields each, then their parts."""
    schemas = document["components"]["schemas"]
    messages = {name: one for name, one in document["components"]["messages"].items() if name != DEAD}
    lines = [
        "# Messages",
        "",
        "Written by `make schemas` from [an AsyncAPI 3 document](../schemas/asyncapi.json).",
        "",
        "## Topics",
        "",
        *_topics(document),
        "",
        f"A topic whose name ends in {SUFFIX} takes what a reader of its namesake could not use,",
        "byte for byte. Its headers say why:",
        "",
        *_headers(document["components"]["messages"][DEAD]["headers"]),
    ]
    for name, message in messages.items():
        lines += ["", *_message(name, message, schemas[name])]
    lines += ["", "## Parts of messages"]
    for name, schema in schemas.items():
        if name not in messages:
            lines += ["", f"### {name}", "", *_fields(schema)]
    return "\n".join(lines) + "\n"


def _topics(document: Node) -> Iterator[str]:
    yield "| topic | carries | written by | read by | partitions | kept |"
    yield "|---|---|---|---|---|---|"
    for name, channel in document["channels"].items():
        kafka = channel["bindings"]["kafka"]
        (message,) = channel["messages"]
        shown = message if message == DEAD else f"[{message}](#{message.lower()})"
        who = [", ".join(_services(document, name, action)) or "–" for action in ("send", "receive")]
        kept = _kept(kafka["topicConfiguration"])
        yield f"| {channel['address']} | {shown} | {who[0]} | {who[1]} | {kafka['partitions']} | {kept} |"


def _services(document: Node, channel: str, action: str) -> list[str]:
    return [
        one["tags"][0]["name"]
        for one in document["operations"].values()
        if one["action"] == action and one["channel"]["$ref"] == f"#/channels/{channel}"
    ]


def _kept(settings: Node) -> str:
    if "delete" not in settings["cleanup.policy"]:
        return "the newest of each key"
    kept = settings["retention.ms"]
    return "for ever" if kept < 0 else f"{kept / _DAY_MS:g} days"


def _message(name: str, message: Node, schema: Node) -> Iterator[str]:
    stem, _, version = schema_name(KINDS[name]).rpartition(".")
    yield f"## {name}"
    yield ""
    example = f"[an example]({_EXAMPLES}/{stem}/{version}/full.json)"
    yield f"{schema['description']} Type {message['title']}; {example}."
    yield ""
    yield f"Key: {message['bindings']['kafka']['key']['description']}. Headers:"
    yield ""
    yield from _headers(message["headers"])
    yield ""
    yield from _fields(schema)


def _headers(headers: Node) -> Iterator[str]:
    yield "| header | is |"
    yield "|---|---|"
    for name, node in headers["properties"].items():
        told = "" if name in headers["required"] else " (not always)"
        yield f"| {name}{told} | {_cell(node)} |"


def _fields(schema: Node) -> Iterator[str]:
    yield "| field | is | says |"
    yield "|---|---|---|"
    for name, node in schema["properties"].items():
        default = "" if name in schema.get("required", ()) else " (may lack)"
        yield f"| {name}{default} | {_kind(node)} | {_escaped(_said(node))} |"


def _cell(node: Node) -> str:
    said = node.get("description", "")
    return _escaped(f"{_kind(node)}; {said}" if said else _kind(node))


def _said(node: Node) -> str:
    every = [node, *node.get("anyOf", ())]
    return next((one["description"] for one in every if "description" in one), "")


def _kind(node: Node) -> str:
    """Name what a schema allows, in a word or a few."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in node:
        return " or ".join(_kind(one) for one in node["anyOf"])
    if "enum" in node or "const" in node:
        return ", ".join(str(one) for one in node.get("enum", (f"always {node.get('const')}",)))
    inner = _inside(node)
    bounds = "".join(f" {sign} {node[key]}" for key, sign in _BOUNDS.items() if key in node)
    return inner or f"{node.get('format', node.get('type', 'anything'))}{bounds}"


def _inside(node: Node) -> str:
    """Name what a list, a tuple or a map holds; empty for what holds nothing."""
    values = node.get("additionalProperties")
    if node.get("prefixItems"):
        return f"tuple of {', '.join(_kind(one) for one in node['prefixItems'])}"
    if isinstance(node.get("items"), dict):
        return f"list of {_kind(node['items'])}"
    return f"map to {_kind(values)}" if isinstance(values, dict) else ""


def _escaped(said: str) -> str:
    return said.replace("|", "\\|")


if __name__ == "__main__":
    written = page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    Path(sys.argv[2]).write_text(written, encoding="utf-8")
