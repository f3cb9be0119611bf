"""Elasticsearch mappings, generated from the Structs, so that message and mapping can't differ.

A document carries its message whole under `entente.<kind>`, and in ECS names what any ECS tool expects.
`python -m entente.indexer.mappings DIR` writes the index templates.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import inspect

from entente.contracts.alerts import Act, Alert, Sent
from entente.contracts.articles import TaggedArticle
from entente.contracts.registry import Message, snake
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage

Mapped = dict[str, object]

KINDS: Mapping[type[Message], str] = {
    TaggedArticle: "articles",
    Signal: "signals",
    Story: "stories",
    Alignment: "alignment",
    Alert: "alerts",
    Act: "acts",
    Coverage: "coverage",
    Sent: "sent",
}
"""Which messages are indexed, and the alias behind which each is found (`entente-<name>`)."""

VERSION = 1
"""Goes into the index's name; a mapping that changes in place of growing needs the next one."""

_PROSE = frozenset({"title", "text", "headline", "reason", "last_error"})
_NESTED = frozenset({"events", "gates", "mentions"})
_UNSEARCHED = frozenset({"marks", "sentences"})
_INTEGERS: Mapped = {"type": "integer", "index": False, "doc_values": False}


def index_name(kind: type[Message]) -> str:
    """Name the index that holds a kind of message."""
    return f"{alias(kind)}-v{VERSION}"


def alias(kind: type[Message]) -> str:
    """Name the alias by which a kind of message is read and written."""
    return f"entente-{KINDS[kind]}"


def template(kind: type[Message]) -> Mapped:
    """Write a kind's index template: strict, so that nothing unmapped is taken."""
    field = snake(kind, "_")
    return {
        "index_patterns": [f"{alias(kind)}-v*"],
        "priority": 200,
        "_meta": {"owner": "entente", "message": field},
        "template": {
            "settings": {
                "index": {"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "1s"}
            },
            "mappings": {
                "dynamic": "strict",
                "properties": {
                    "@timestamp": {"type": "date"},
                    "ecs": {"properties": {"version": {"type": "keyword"}}},
                    "event": {
                        "properties": {
                            "dataset": {"type": "keyword"},
                            "id": {"type": "keyword"},
                            "ingested": {"type": "date"},
                        }
                    },
                    "message": {"type": "text"},
                    "url": {"properties": {"full": {"type": "keyword", "ignore_above": 8191}}},
                    "entente": {"properties": {field: _object(kind)}},
                },
            },
            "aliases": {alias(kind): {}},
        },
    }


def _object(kind: type[msgspec.Struct]) -> Mapped:
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - a Struct's type info is a StructType
    return {"properties": {field.encode_name: _field(field.encode_name, field.type) for field in info.fields}}


def _field(name: str, kind: inspect.Type) -> Mapped:
    if isinstance(kind, inspect.Metadata):
        return _field(name, kind.type)
    if isinstance(kind, inspect.UnionType):
        return _field(name, next(t for t in kind.types if not isinstance(t, inspect.NoneType)))
    if isinstance(kind, inspect.TupleType):
        return _INTEGERS
    if isinstance(kind, inspect.VarTupleType):
        return _many(name, kind.item_type)
    if isinstance(kind, inspect.StructType):
        return _object(kind.cls)
    return _scalar(name, kind)


def _many(name: str, item: inspect.Type) -> Mapped:
    if isinstance(item, inspect.Metadata):
        return _many(name, item.type)
    if name == "sentences" and isinstance(item, inspect.StructType):
        return {"properties": {"text": {"type": "text"}, **_unsearched(item)}}
    if name in _UNSEARCHED and isinstance(item, inspect.StructType):
        return {"type": "object", "enabled": False}
    mapped = _field(name, item)
    return {"type": "nested", **mapped} if name in _NESTED else mapped


def _unsearched(item: inspect.StructType) -> Mapped:
    """Map a telling sentence: its words are searched, the rest is only kept."""
    return {
        field.encode_name: (
            {"type": "object", "enabled": False}
            if field.encode_name in _UNSEARCHED
            else _field(field.encode_name, field.type)
        )
        for field in item.fields
        if field.encode_name != "text"
    }


_SCALARS: Mapping[type[inspect.Type], Mapped] = {
    inspect.StrType: {"type": "keyword", "ignore_above": 8191},
    inspect.LiteralType: {"type": "keyword", "ignore_above": 8191},
    inspect.BoolType: {"type": "boolean"},
    inspect.IntType: {"type": "long"},
    inspect.FloatType: {"type": "double"},
    inspect.DateTimeType: {"type": "date"},
    inspect.DateType: {"type": "date"},
    inspect.BytesType: {"type": "binary"},
}
_PROSE_FIELD: Mapped = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}


def _scalar(name: str, kind: inspect.Type) -> Mapped:
    if isinstance(kind, inspect.StrType) and name in _PROSE:
        return _PROSE_FIELD
    if type(kind) not in _SCALARS:
        raise TypeError(f"no mapping for field {name!r} of type {kind}")
    return _SCALARS[type(kind)]


def write_all(folder: Path) -> None:
    """Write every index template into a folder."""
    for kind, name in KINDS.items():
        text = json.dumps(template(kind), indent=2, sort_keys=True) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
