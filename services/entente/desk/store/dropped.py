"""What was dropped of each source and why: the newest dead letters of articles.raw."""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from entente.contracts.errors import Transient
from entente.runtime.broker import Broker
from entente.runtime.clock import Clock
from entente.runtime.deadletters import SUFFIX, DeadLetter, read_letters
from entente.runtime.logs import logger

TOPIC = f"articles.raw{SUFFIX}"
MOST = 250
"""Letters that are looked at in each partition, the newest ones."""

KNOWN_S = 60.0
"""How long what was found counts: a page must not wait for Kafka each time it is looked at."""

UNKNOWN = ""
"""The source of a letter that doesn't say it."""

_PATIENCE_S = 2.0
_NAMED = re.compile(rb'"source"\s*:\s*"([^"\\]{1,200})"')

_log = logger(__name__)

Reasons = Mapping[str, int]


class _Sourced(Struct):
    source: str


class Dropped:
    """Reads the dead letters without a group, at most once a minute."""

    def __init__(self, broker: Broker, clock: Clock) -> None:
        self._broker = broker
        self._clock = clock
        self._lock = threading.Lock()
        self._found: Mapping[str, Reasons] | None = None
        self._until = 0.0

    def by_source(self) -> Mapping[str, Reasons] | None:
        """Count by source and reason; null where Kafka doesn't tell."""
        with self._lock:
            if self._clock.monotonic() >= self._until:
                try:
                    self._found = counted(self._newest())
                except Transient as error:
                    _log.warning("dead letters can't be read", why=str(error))
                    self._found = None
                self._until = self._clock.monotonic() + KNOWN_S
            return self._found

    def _newest(self) -> Iterator[DeadLetter]:
        consumer = self._broker.consumer(None)
        try:
            places = consumer.partitions_of(TOPIC)
            starts, ends = consumer.beginning_offsets(places), consumer.end_offsets(places)
            newest = {place: max(starts[place], ends[place] - MOST) for place in places}
            yield from read_letters(consumer, newest, patience_s=_PATIENCE_S, passed_over=lambda _: None)
        finally:
            consumer.close(1.0)


def counted(letters: Iterator[DeadLetter]) -> Mapping[str, Reasons]:
    """Count letters by source and reason; a record rejected twice counts once."""
    found: dict[str, Counter[str]] = {}
    for letter in {letter.id: letter for letter in letters}.values():
        found.setdefault(source_of(letter.value), Counter())[letter.reason] += 1
    return found


def source_of(value: bytes | None) -> str:
    """Find the source that a broken article names, also where it is no JSON any more."""
    if value is None:
        return UNKNOWN
    try:
        return msgspec.json.decode(value, type=_Sourced).source[:200]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        named = _NAMED.search(value)
        return UNKNOWN if named is None else named[1].decode("utf-8", "replace")
