"""Records as they come and as they go; a record's place on the broker travels with its payload."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeVar

import msgspec
from kafka.partitioner import murmur2

from entente.contracts.codec import Headers

T = TypeVar("T")


class Partition(NamedTuple):
    """One partition of a topic; topics go by the names of their manifests everywhere but on the wire."""

    topic: str
    number: int


class Record(msgspec.Struct, frozen=True):
    """One record as it was read."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp_ms: int

    @property
    def place(self) -> Partition:
        """Say which partition it was read from."""
        return Partition(self.topic, self.partition)

    @property
    def id(self) -> tuple[str, int, int]:
        """Name it by topic, partition and offset, which nothing else shares."""
        return (self.topic, self.partition, self.offset)

    @property
    def at(self) -> datetime:
        """Say when it was written, as its writer or the broker stamped it."""
        return datetime.fromtimestamp(self.timestamp_ms / 1000, UTC)

    def header(self, name: str) -> str | None:
        """Read a header as text, the last where it stands twice; null where it is absent or no UTF-8."""
        for key, value in reversed(self.headers):
            if key == name:
                try:
                    return value.decode()
                except UnicodeDecodeError:
                    return None
        return None

    def said_at(self) -> datetime | None:
        """Read `ce_time`, the instant at which the writer said it; null where it is absent or unreadable."""
        text = self.header("ce_time")
        try:
            at = None if text is None else datetime.fromisoformat(text)
        except ValueError:
            return None
        return None if at is None or at.tzinfo is None else at


class Outgoing(msgspec.Struct, frozen=True):
    """One record to be written; its partition follows from the topic's manifest and the key."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition_key: bytes | None = None
    """Chooses the partition instead of what the manifest says."""
    timestamp_ms: int | None = None
    """When null, the broker's client stamps it."""


class Item(msgspec.Struct, Generic[T], frozen=True):
    """A decoded message with the record that carried it."""

    record: Record
    message: T


def partition_for(key: bytes, partitions: int) -> int:
    """Choose the partition of a key, as Kafka's own clients do.

    Source: Kafka's BuiltInPartitioner: murmur2, sign bit cleared, modulo.
    """
    return (int(murmur2(key)) & 0x7FFFFFFF) % partitions


def next_offsets(records: Iterable[Record]) -> dict[Partition, int]:
    """Say what to commit once these are done: a partition's greatest offset, plus one."""
    offsets: dict[Partition, int] = {}
    for record in records:
        offsets[record.place] = max(offsets.get(record.place, 0), record.offset + 1)
    return offsets
