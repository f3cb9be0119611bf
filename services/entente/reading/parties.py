"""The two sides of an event."""

from typing import NamedTuple

from entente.reading.clauses import CueFound
from entente.reading.groups import Group


class Roles(NamedTuple):
    """Who did it to whom; without targets, the sources to each other."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]


def between(source: Group | None, target: Group | None, cue: CueFound) -> Roles | None:
    """Put a source and a target together; None where one is missing or both are the same power."""
    if source is None or target is None:
        return None
    targets = tuple(power for power in target.powers if power not in source.powers)
    if targets:
        return Roles(source.powers, targets)
    if cue.mutual and len(source.powers) > 1:
        return Roles(source.powers, ())
    return None
