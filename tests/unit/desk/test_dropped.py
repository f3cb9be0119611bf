"""What the newest dead letters say of each source, and which source a broken article names."""

from typing import NoReturn

import pytest

from entente.contracts.errors import Reason, Transient
from entente.desk.store.dropped import KNOWN_S, MOST, Dropped, source_of
from entente.runtime.broker import deliver
from entente.runtime.clock import HandClock
from entente.runtime.deadletters import dead_letter
from entente.runtime.memory import MemoryBroker
from entente.runtime.outcomes import Rejected
from entente.runtime.records import Outgoing, Record
from entente.runtime.topics import manifests
from support.rig import T0


def _letter(number: int, source: str = "wire.example", reason: Reason = Reason.INVALID) -> Outgoing:
    value = b'{"source": "%s"}' % source.encode()
    record = Record("articles.raw", 0, number, b"k", value, (), 0)
    return dead_letter(record, Rejected(reason, "wrong"), service="tagger", attempts=1, first_failure_at=T0)


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (b'{"source": "wire.example", "title": 7}', "wire.example"),
        (b'{"title": "x", "source" : "wire.example", "text": "cut o', "wire.example"),
        (b'{"source": 7}', ""),
        (b"\xff\xfe", ""),
        (b"[" * 100_000, ""),
        (None, ""),
    ],
)
def test_a_source_is_found_where_it_is_named(value: bytes | None, source: str) -> None:
    """In JSON, in what was JSON once, and nowhere else."""
    assert source_of(value) == source


def test_the_newest_letters_are_counted_and_read_again_after_a_minute() -> None:
    """A record rejected twice counts once; what is older than the newest ones is left out."""
    clock = HandClock(T0)
    broker = MemoryBroker(manifests(), clock)
    deliver(broker.producer(), [_letter(n, "old.example") for n in range(MOST)])
    deliver(broker.producer(), [_letter(MOST + n) for n in range(MOST - 1)])
    deliver(broker.producer(), [_letter(MOST)])
    dropped = Dropped(broker, clock)
    assert dropped.by_source() == {"wire.example": {"invalid": MOST - 1}}
    deliver(broker.producer(), [_letter(9_999, "new.example", Reason.TOO_LARGE)])
    assert "new.example" not in (dropped.by_source() or {})
    clock.advance(KNOWN_S)
    assert (dropped.by_source() or {})["new.example"] == {"too_large": 1}


def test_without_kafka_nothing_is_said() -> None:
    """Null, and asked again a minute later."""

    class _Away(MemoryBroker):
        def consumer(self, group: str | None, instance: str | None = None) -> NoReturn:
            del group, instance
            raise Transient("Kafka is away")

    clock = HandClock(T0)
    assert Dropped(_Away(manifests(), clock), clock).by_source() is None
