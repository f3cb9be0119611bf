"""Where in a YAML file something stands: a path as msgspec names it -> a line number."""

import re
from functools import lru_cache

import yaml

_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]|\[\.\.\.\]")


@lru_cache(maxsize=16)
def _tree(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def line_of(text: str, index: int | None, path: str = "$") -> int:
    """Find the line (from 1) of a list's entry, or of the deepest named place within it.

    Args:
        text: the file.
        index: the entry's place in the file's list; None where the file is a mapping.
        path: a path below it, `$.aliases[...].direct[2]`; steps that can't be followed are where it ends.
    """
    node = _tree(text)
    if node is None:
        return 1
    if index is not None:
        node = _child(node, None, index) or node
    steps = [(name or None, int(number) if number else None) for name, number in _STEP.findall(path)]
    return int(_deepest(node, steps)[1].start_mark.line) + 1


def _deepest(node: yaml.Node, steps: list[tuple[str | None, int | None]]) -> tuple[int, yaml.Node]:
    """Follow steps as far as they lead; `[...]` (any value) to wherever most do."""
    if not steps:
        return 0, node
    (name, number), rest = steps[0], steps[1:]
    if name is None and number is None and isinstance(node, yaml.MappingNode):
        below = [_deepest(value, rest) for _, value in node.value]
        return max(below, key=lambda found: found[0], default=(0, node))
    child = _child(node, name, number)
    if child is None:
        return 0, node
    depth, found = _deepest(child, rest)
    return depth + 1, found


def line_of_key(text: str, key: str) -> int:
    """Find the line (from 1) of a key of a file that is one mapping."""
    node = _tree(text)
    value = _child(node, key, None) if node is not None else None
    return int(value.start_mark.line) + 1 if value is not None else 1


def line_of_syntax(error: Exception) -> int:
    """Find the line (from 1) that a YAML error speaks of."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.line) + 1 if mark is not None else 1


def repeated_keys(text: str) -> list[tuple[int, str]]:
    """List keys that a mapping gives twice, with their lines: YAML keeps only the last without a word."""
    found: list[tuple[int, str]] = []
    waiting = [_tree(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                name = str(key.value)
                if name in seen:
                    found.append((int(key.start_mark.line) + 1, name))
                seen.add(name)
                waiting.append(value)
    return sorted(found)


def _child(node: yaml.Node, name: str | None, number: int | None) -> yaml.Node | None:
    if name is not None and isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == name), None)
    if number is not None and isinstance(node, yaml.SequenceNode):
        return node.value[number] if number < len(node.value) else None
    return None
