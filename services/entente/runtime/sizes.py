"""How large a record is, and whether its topic takes it; the same arithmetic on every broker."""

from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.contracts.topics import TopicManifest
from entente.runtime.records import Outgoing

ROOM = 64 * 1024
"""What a request may hold beside its largest record."""

OVERHEAD = 100
"""Bytes that a record costs beside key, value and headers; Kafka's own batch header is 61 and a few."""


def size(outgoing: Outgoing) -> int:
    """Estimate a record's bytes on the wire, before compression."""
    headers = sum(len(name.encode()) + len(value) for name, value in outgoing.headers)
    return len(outgoing.key or b"") + len(outgoing.value or b"") + headers + OVERHEAD


def check(outgoing: Outgoing, manifest: TopicManifest) -> None:
    """Refuse a record that its topic would not take.

    Raises:
        Reject: it is too large.
        Misconfigured: it has neither key nor value.
    """
    if outgoing.key is None and outgoing.value is None:
        raise Misconfigured(f"a record for {outgoing.topic} has neither key nor value; give it one")
    if size(outgoing) > manifest.max_message_bytes:
        raise Reject(
            Reason.TOO_LARGE,
            f"{size(outgoing)} bytes for {manifest.name}, which takes {manifest.max_message_bytes}",
        )
