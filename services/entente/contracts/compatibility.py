"""Whether a changed schema still reads old messages, and whether old readers still read the new ones."""

from collections.abc import Iterator, Mapping
from typing import cast

Schema = Mapping[str, object]

_LIMITS_FROM_BELOW = ("minimum", "minLength", "minItems")
_LIMITS_FROM_ABOVE = ("maximum", "maxLength", "maxItems")


def breaking(old: Schema, new: Schema) -> tuple[str, ...]:
    """Name every change between two schemas of one version that breaks a reader or a stored message.

    A field may be added when it has a default; nothing may be removed, retyped, narrowed or made required.
    """
    old_definitions = cast("Mapping[str, Schema]", old.get("$defs", {}))
    new_definitions = cast("Mapping[str, Schema]", new.get("$defs", {}))
    found = [f"{name}: removed" for name in old_definitions if name not in new_definitions]
    for name, definition in old_definitions.items():
        if name in new_definitions:
            found += [f"{name}{what}" for what in _breaks(definition, new_definitions[name])]
    return tuple(found)


def _breaks(old: Schema, new: Schema) -> Iterator[str]:
    for keyword in ("type", "$ref", "pattern", "format", "const"):
        if old.get(keyword) != new.get(keyword) and (keyword in old or keyword in new):
            yield f": {keyword} was {old.get(keyword)!r}, is {new.get(keyword)!r}"
    if "enum" in old or "enum" in new:
        yield from _enum(old, new)
    yield from _limits(old, new)
    yield from _properties(old, new)
    yield from _branches(old, new)


def _enum(old: Schema, new: Schema) -> Iterator[str]:
    before = cast("list[object]", old.get("enum") or [])
    after = cast("list[object]", new.get("enum") or [])
    for value in before:
        if value not in after:
            yield f": {value!r} is no longer allowed"
    if before and not set(map(str, after)) <= set(map(str, before)):
        yield f": {sorted(set(map(str, after)) - set(map(str, before)))} are unknown to old readers"


def _limits(old: Schema, new: Schema) -> Iterator[str]:
    for keyword in _LIMITS_FROM_BELOW:
        if keyword in new and float(str(new[keyword])) > float(str(old.get(keyword, "-inf"))):
            yield f": {keyword} was raised to {new[keyword]}"
    for keyword in _LIMITS_FROM_ABOVE:
        if keyword in new and float(str(new[keyword])) < float(str(old.get(keyword, "inf"))):
            yield f": {keyword} was lowered to {new[keyword]}"


def _properties(old: Schema, new: Schema) -> Iterator[str]:
    before = cast("Mapping[str, Schema]", old.get("properties", {}))
    after = cast("Mapping[str, Schema]", new.get("properties", {}))
    for name, definition in before.items():
        if name not in after:
            yield f".{name}: removed"
        else:
            yield from (f".{name}{what}" for what in _breaks(definition, after[name]))
    required = set(cast("list[str]", new.get("required", []))) - set(
        cast("list[str]", old.get("required", []))
    )
    yield from (f".{name}: became required" for name in sorted(required))


def _branches(old: Schema, new: Schema) -> Iterator[str]:
    for keyword in ("items", "additionalProperties"):
        if isinstance(old.get(keyword), dict) and isinstance(new.get(keyword), dict):
            changed = _breaks(cast("Schema", old[keyword]), cast("Schema", new[keyword]))
            yield from (f"[]{what}" for what in changed)
        elif old.get(keyword) != new.get(keyword):
            yield f": {keyword} was {old.get(keyword)!r}, is {new.get(keyword)!r}"
    for keyword in ("prefixItems", "anyOf"):
        before = cast("list[Schema]", old.get(keyword, []))
        after = cast("list[Schema]", new.get(keyword, []))
        if len(before) != len(after):
            yield f": {keyword} had {len(before)} branches, has {len(after)}"
        for i, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from (f"[{i}]{what}" for what in _breaks(one, other))
