"""The JSON Schemas of all messages, generated from the Structs.

`python -m entente.contracts.schemas DIR` writes them; the committed ones must be equal to what it writes.
"""

import json
import sys
from pathlib import Path

import msgspec

from entente.contracts.registry import VERSIONS, Message, schema_name, type_name


def schema(kind: type[Message]) -> str:
    """Write one message's JSON Schema (2020-12), readably, keys sorted."""
    (root,), definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:entente:schema:{schema_name(kind)}",
        "title": type_name(kind),
        **root,
        "$defs": definitions,
    }
    return json.dumps(tidy(document), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def tidy(node: object) -> object:
    """Fold the line breaks that docstrings leave in descriptions."""
    if isinstance(node, dict):
        return {
            k: " ".join(v.split()) if k == "description" and isinstance(v, str) else tidy(v)
            for k, v in node.items()
        }
    return [tidy(v) for v in node] if isinstance(node, list) else node


def write_all(folder: Path) -> None:
    """Write every message's schema into a folder."""
    for kind in VERSIONS:
        (folder / f"{schema_name(kind)}.schema.json").write_text(schema(kind), encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
