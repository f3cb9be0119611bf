"""Elasticsearch mappings, generated from the Structs, so that message and mapping can't differ.

A document carries its message whole under `entente.<kind>`, and in ECS names what any ECS tool expects.
`python -m entente.indexer.mappings DIR` writes the index templates.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import inspect

from entente.contracts.alerts import Act, Alert, Sent
from entente.contracts.articles import TaggedArticle
from entente.contracts.registry import Message, snake
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage
from entente.indexer.slices import SLICED

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

SETTINGS = "entente-settings"
ECS = "entente-ecs"
LIFECYCLE = "entente-lifecycle"

_TITLES = frozenset({"title", "headline"})
_PROSE = frozenset({"text", "reason", "last_error"})
_NESTED = frozenset({"events", "gates"})
"""Lists whose items are asked for as wholes: a coercive event that is asserted, a gate that failed."""

_KEPT = frozenset({"marks"})
"""Lists that are only given back: nobody searches for a place in a sentence."""

_SETTINGS: Mapped = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    # A message of 4 MiB, the largest there is, holds fewer events.
    "mapping": {"nested_objects": {"limit": 20_000}},
    # How long a deletion's version is remembered: a stalled indexer's older write comes sooner.
    "gc_deletes": "1h",
}

SLICED_SETTINGS: Mapped = {"index.refresh_interval": "5s"}
"""What comes by the thousand is searchable within five seconds, not one: each time it is made so, the fields
of every month written to cost as much again as the writing. What people wait for, alerts and acts, is not."""


def alias(kind: type[Message]) -> str:
    """Name the alias by which a kind of message is read."""
    return f"entente-{KINDS[kind]}"


def template(kind: type[Message]) -> Mapped:
    """Write a kind's index template, composed of components; no index comes to be by a mere write.

    The last two components are there only where the cluster offers what they ask for (`offered.py`).
    """
    optional = [LIFECYCLE, stemming_name(kind)]
    return {
        "index_patterns": [f"{alias(kind)}-v*"],
        "priority": 200,
        "allow_auto_create": False,
        "_meta": {"owner": "entente", "message": snake(kind, "_")},
        "composed_of": [SETTINGS, ECS, alias(kind), *optional],
        "ignore_missing_component_templates": optional,
    }


def components() -> dict[str, Mapped]:
    """Write the component templates by name: settings, the ECS fields, and each kind's own fields."""
    parts: dict[str, Mapped] = {
        SETTINGS: {"settings": {"index": _SETTINGS}},
        ECS: {"mappings": {"dynamic": "strict", "properties": _ECS_FIELDS}},
        **{alias(kind): _component(kind) for kind in KINDS},
    }
    return {name: {"_meta": {"owner": "entente"}, "template": part} for name, part in parts.items()}


def _component(kind: type[Message]) -> Mapped:
    own: Mapped = {"mappings": {"properties": {"entente": _own(kind)}}}
    return {**own, "settings": SLICED_SETTINGS} if kind in SLICED else own


def stemming_name(kind: type[Message]) -> str:
    """Name the component that adds stemmed subfields to a kind's prose."""
    return f"{alias(kind)}-stemming"


def stemming(kind: type[Message], analyzers: Sequence[str]) -> Mapped:
    """Write the component that adds a subfield an analyzer to whatever is prose.

    The language of a text may be any, so each prose field has all of them: `message.english`.
    """
    found = _prose(mapping(kind), analyzers)
    return {"_meta": {"owner": "entente"}, "template": {"mappings": found or {"properties": {}}}}


def _prose(mapped: Mapped, analyzers: Sequence[str]) -> Mapped:
    """Keep of a mapping what leads to text, each with its subfields."""
    if mapped.get("type") == "text":
        standing = mapped.get("fields", {})
        assert isinstance(standing, dict)  # noqa: S101 - we wrote it so
        stemmed = {name: {"type": "text", "analyzer": name} for name in analyzers}
        return {**mapped, "fields": {**standing, **stemmed}}
    inner = mapped.get("properties")
    if not isinstance(inner, dict):
        return {}
    kept = {name: part for name, one in inner.items() if (part := _prose(one, analyzers))}
    return {**{k: v for k, v in mapped.items() if k == "type"}, "properties": kept} if kept else {}


def mapping(kind: type[Message]) -> Mapped:
    """Write a kind's whole mapping: the message under `entente`, and the ECS fields beside it."""
    return {"dynamic": "strict", "properties": {**_ECS_FIELDS, "entente": _own(kind)}}


def _own(kind: type[Message]) -> Mapped:
    return {"properties": {snake(kind, "_"): _object(kind)}}


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
        return _SPAN
    if isinstance(kind, inspect.VarTupleType):
        return _many(name, kind.item_type)
    if isinstance(kind, inspect.StructType):
        return _object(kind.cls)
    return _scalar(name, kind)


def _many(name: str, item: inspect.Type) -> Mapped:
    """Map a list as its items: Elasticsearch knows no other lists, unless they are nested."""
    if name in _KEPT:
        return {"type": "object", "enabled": False}
    mapped = _field(name, item)
    return {"type": "nested", **mapped} if name in _NESTED else mapped


_KEYWORD: Mapped = {"type": "keyword", "ignore_above": 8191}
"""A term has 32,766 bytes at most, a code point up to four; what is longer is kept but not found."""

_ECS_FIELDS: Mapped = {
    "@timestamp": {"type": "date"},
    "ecs": {"properties": {"version": _KEYWORD}},
    "event": {"properties": {"action": _KEYWORD, "dataset": _KEYWORD, "id": _KEYWORD}},
    "message": {"type": "text"},
    "url": {"properties": {"full": _KEYWORD}},
}

_SPAN: Mapped = {"type": "integer", "index": False, "doc_values": False}
_PROSE_FIELD: Mapped = {"type": "text"}
_TITLE_FIELD: Mapped = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}
_SCALARS: Mapping[type[inspect.Type], Mapped] = {
    inspect.StrType: _KEYWORD,
    inspect.LiteralType: _KEYWORD,
    inspect.BoolType: {"type": "boolean"},
    inspect.IntType: {"type": "long"},
    inspect.FloatType: {"type": "double"},
    inspect.DateTimeType: {"type": "date"},
    inspect.DateType: {"type": "date"},
    inspect.BytesType: {"type": "binary"},
    # Keys are few, as the blocs of the registry: each becomes a field that charts can draw.
    inspect.DictType: {"type": "object", "dynamic": True},
}


def _scalar(name: str, kind: inspect.Type) -> Mapped:
    if name in _TITLES:
        return _TITLE_FIELD
    if name in _PROSE:
        return _PROSE_FIELD
    if type(kind) not in _SCALARS:
        raise TypeError(f"no mapping for field {name!r} of type {kind}")
    return _SCALARS[type(kind)]


def committed() -> dict[str, Mapped]:
    """Give what is committed under schemas/elasticsearch, by path."""
    templates = {f"templates/{alias(kind)}.json": template(kind) for kind in KINDS}
    return templates | {f"components/{name}.json": part for name, part in components().items()}


def write_all(folder: Path) -> None:
    """Write every index and component template into a folder."""
    for path, body in committed().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(body, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
