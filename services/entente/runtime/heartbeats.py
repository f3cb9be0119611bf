"""Heartbeats on the topics that they pass: told from what else stands there, and passed on."""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from entente.contracts.codec import decode, encode, headers
from entente.contracts.registry import type_name
from entente.contracts.upkeep import Heartbeat
from entente.runtime.records import Outgoing, Record, partition_for

_TYPE = type_name(Heartbeat)


class Way(NamedTuple):
    """A key that leads through one partition of articles.raw and one of signals."""

    key: bytes
    name: str


def ways(articles: int, signals: int) -> tuple[Way, ...]:
    """Give keys that together pass every partition of both topics.

    Args:
        articles: how many partitions articles.raw has.
        signals: how many signals has.
    """
    return tuple(_ways(articles, signals))


def _ways(articles: int, signals: int) -> Iterator[Way]:
    first, second = set(range(articles)), set(range(signals))
    for number in count():
        if not first and not second:
            return
        key = b"heartbeat-%d" % number
        here, there = partition_for(key, articles), partition_for(key, signals)
        if here in first or there in second:
            first.discard(here)
            second.discard(there)
            yield Way(key, f"{here}-{there}")


def is_heartbeat(record: Record) -> bool:
    """Say whether a record is a heartbeat, by its `ce_type`."""
    return record.header("ce_type") == _TYPE


def heartbeat(beat: Heartbeat, topic: str, key: bytes, source: str) -> Outgoing:
    """Write a heartbeat; `ce_time` stays the instant at which ingest sent it."""
    about = headers(beat, event_id=f"{beat.way}/{beat.at.isoformat()}", source=source, at=beat.at)
    return Outgoing(topic, key, encode(beat), about)


def passed_on(record: Record, topic: str, source: str) -> Outgoing:
    """Write a heartbeat that was read to the next topic of its way, under its own key.

    Raises:
        Reject: it is none, whatever its `ce_type` says.
    """
    return heartbeat(decode(Heartbeat, record.value), topic, record.key or b"", source)
