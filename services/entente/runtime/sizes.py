"""How large a record is, and whether its topic takes it; the same arithmetic on every broker."""

from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.contracts.topics import TopicManifest
from entente.runtime.records import Outgoing

ROOM = 64 * 1024
"""What a batch or a request may hold beside its largest record."""

BATCH_BYTES = 128 * 1024
"""What a producer packs together: with kafka-python's 16 KiB every third 4 kB article woke its I/O thread."""

PER_HEADER = 8
"""Bytes that a header costs beside name and value."""

OVERHEAD = 100
"""Bytes that a record costs beside key, value and headers; Kafka's own batch header is 61 and a few."""


def size(outgoing: Outgoing) -> int:
    """Bound a record's bytes on the wire, before compression, from above."""
    total = OVERHEAD + len(outgoing.key or b"") + len(outgoing.value or b"")
    for name, value in outgoing.headers:
        total += PER_HEADER + 4 * len(name) + len(value)
    return total


def check(outgoing: Outgoing, manifest: TopicManifest) -> None:
    """Refuse a record that its topic would not take.

    Raises:
        Reject: it is too large.
        Misconfigured: it has neither key nor value.
    """
    if outgoing.key is None and outgoing.value is None:
        raise Misconfigured(f"a record for {outgoing.topic} has neither key nor value; give it one")
    total = size(outgoing)
    if total > manifest.max_message_bytes:
        raise Reject(
            Reason.TOO_LARGE, f"{total} bytes for {manifest.name}, which takes {manifest.max_message_bytes}"
        )
