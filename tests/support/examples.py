"""The committed full examples of the messages, as messages to vary in tests."""

from functools import cache
from pathlib import Path
from typing import TypeVar, cast

import msgspec

from entente.contracts.codec import decode
from entente.contracts.registry import Message, schema_name

T = TypeVar("T", bound=msgspec.Struct)

_EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"


def example(kind: type[T], /, **changes: object) -> T:
    """Give the full example of a message, with some fields changed."""
    full: T = _full(kind)
    return msgspec.structs.replace(full, **changes)


@cache
def _full(kind: type[T]) -> T:
    name, version = schema_name(cast("type[Message]", kind)).rsplit(".", 1)
    return decode(kind, (_EXAMPLES / name / version / "full.json").read_bytes())
