"""What to write where, so that a document whose month changes leaves no old copy. Pure.

A document is told once by the greatest version of its id, in one index. So a write asks where its id stands:
a newer version anywhere makes it old; an older one elsewhere is deleted, by the same version, once the write
stands. The deletion's version stays behind for a while and turns away an older write that comes late.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from entente.contracts.registry import Message
from entente.indexer.bulk import Operation
from entente.indexer.documents import Document

Identity = tuple[type[Message], str]
"""Kind and id: what there is one document of."""

PERHAPS = -1
"""The version of a copy that was sent and not confirmed: it may stand there."""

Copies = Mapping[str, int]
"""Where an id stands or stood a moment ago: index to version."""


class Plan(NamedTuple):
    """A document's write, and the deletions that follow once it stands."""

    write: Operation | None
    deletions: tuple[Operation, ...]


def identity(document: Document) -> Identity:
    """Give what there may be one document of."""
    return (document.kind, document.id)


def plan(document: Document, target: str | None, copies: Copies) -> Plan | None:
    """Say what is to be done for a document; null where a newer version stands.

    Args:
        document: what is to be written or, without a body, deleted.
        target: the index of its slice; null for a deletion.
        copies: where its id is known to stand, the target among them.
    """
    if any(version > document.version for version in copies.values()):
        return None
    deletions = tuple(
        Operation(index=index, id=document.id, version=document.version, body=None)
        for index in sorted(copies)
        if index != target
    )
    if target is None or document.body is None:
        return Plan(None, deletions)
    return Plan(
        Operation(index=target, id=document.id, version=document.version, body=document.body), deletions
    )


def rounds(documents: Iterable[Document]) -> Sequence[Sequence[tuple[int, Document]]]:
    """Cut a batch, numbered, into rounds in which each id comes once: a later one sees what became of it."""
    cut: list[list[tuple[int, Document]]] = []
    seen: dict[Identity, int] = {}
    for number, document in enumerate(documents):
        place = seen.get(identity(document), 0)
        seen[identity(document)] = place + 1
        if place == len(cut):
            cut.append([])
        cut[place].append((number, document))
    return cut
