"""Dead letters: what could not be used, kept whole, with where it stood and why.

A dead letter is its record's own key and value bytes; its own headers go on, and `dead_…` headers say the
rest. Topic, partition and offset identify it: a record rejected twice gives the same letter twice.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import msgspec

from entente.contracts.codec import Headers
from entente.contracts.errors import Transient
from entente.runtime.broker import Consumer
from entente.runtime.outcomes import MAX_ERROR, Rejected
from entente.runtime.records import Outgoing, Partition, Record

SUFFIX = ".dead"
PREFIX = "dead_"

_POLL_S = 0.5
_BATCH = 100


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A dead letter as it is read back."""

    topic: str
    partition: int
    offset: int
    service: str
    reason: str
    error: str
    attempts: int
    first_failure_at: datetime
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def id(self) -> str:
        """Name it: the same wherever and however often it is written."""
        return f"{self.topic}/{self.partition}/{self.offset}"


def dead_letter(
    record: Record, rejected: Rejected, *, service: str, attempts: int, first_failure_at: datetime
) -> Outgoing:
    """Write the dead letter of a record.

    Kafka's clients refuse a record that has neither key nor value: such a letter gets an empty key, and
    says so.
    """
    bare = record.key is None and record.value is None
    facts = {
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "service": service,
        "reason": str(rejected.reason),
        "error": rejected.detail[:MAX_ERROR],
        "attempts": str(attempts),
        "first_failure_at": first_failure_at.isoformat(),
        "key_was_null": str(bare).lower(),
    }
    return Outgoing(
        topic=f"{record.topic}{SUFFIX}",
        key=b"" if bare else record.key,
        value=record.value,
        headers=_kept(record.headers)
        + tuple((PREFIX + name, value.encode("utf-8", "replace")) for name, value in facts.items()),
    )


def read_letters(
    consumer: Consumer,
    starts: Mapping[Partition, int],
    *,
    patience_s: float,
    passed_over: Callable[[str], object],
) -> Iterator[DeadLetter]:
    """Read what partitions of dead letters hold now, each from an offset on.

    Args:
        consumer: without a group.
        starts: where to begin in each partition.
        patience_s: seconds that may pass without a record.
        passed_over: told why a record is no dead letter.

    Raises:
        Transient: the broker is away, or gives nothing for so long.
    """
    ends = consumer.end_offsets(starts)
    consumer.assign(starts)
    for place, offset in starts.items():
        consumer.seek(place, offset)
    silent_s = 0.0
    while any(consumer.position(place) < end for place, end in ends.items()):
        records = consumer.poll(_POLL_S, _BATCH)
        silent_s = 0.0 if records else silent_s + _POLL_S
        if silent_s > patience_s:
            raise Transient("Kafka has stopped giving dead letters")
        for record in records:
            try:
                yield read_dead_letter(record)
            except ValueError as error:
                passed_over(str(error))


def read_dead_letter(record: Record) -> DeadLetter:
    """Read a dead letter back.

    Raises:
        ValueError: it lacks a header that every dead letter has.
    """
    facts = {
        name.removeprefix(PREFIX): value.decode() for name, value in record.headers if name.startswith(PREFIX)
    }
    bare = facts.pop("key_was_null", "false") == "true"
    try:
        return msgspec.convert(
            {
                **facts,
                "key": None if bare else record.key,
                "value": record.value,
                "headers": _kept(record.headers),
            },
            DeadLetter,
            strict=False,
        )
    except msgspec.ValidationError as error:
        place = f"{record.topic}/{record.partition}/{record.offset}"
        raise ValueError(f"{place} is no dead letter: {error}") from error


def replayed(letter: DeadLetter) -> Outgoing:
    """Write a dead letter's record anew to where it came from, as it was."""
    return Outgoing(
        topic=letter.topic,
        key=b"" if letter.key is None and letter.value is None else letter.key,
        value=letter.value,
        headers=letter.headers,
    )


def _kept(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if not name.startswith(PREFIX))
