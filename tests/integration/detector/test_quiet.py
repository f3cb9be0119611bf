"""The detector's state tells of a source gone quiet, by the topics that it reads and the clock."""

from datetime import datetime

from entente.contracts.alerts import Alert
from entente.contracts.codec import decode, encode
from entente.contracts.registry import Message
from entente.contracts.upkeep import Coverage
from entente.detecting.times import HOUR, second_of
from entente.detector.state import Signals
from entente.runtime.records import Item, Outgoing, Partition, Record
from entente.watchlist.loader import default_files
from entente.watchlist.pack import pack
from support.timeline import T0, at, signal, volume

QUIET_SINCE = at(12, 6)


def record(topic: str, key: str, message: Message, when: datetime = T0) -> Record:
    """Give a message as it is read from its topic."""
    return Record(topic, 0, 0, key.encode(), encode(message), (), second_of(when) * 1000)


def filled() -> Signals:
    """Give a state that has read the rules, a fortnight of volume, a spike, and a source gone quiet."""
    state = Signals(lambda: 1)
    state.assigned([Partition("signals", 0)])
    rules = pack(default_files(), T0)
    state.hear(record("watchlist", rules.version, rules))
    for day in range(20):
        for i in range(20):
            one = volume(f"v{day}-{i}", at(day, i))
            state.hear(record("volume", one.article_id, one))
    for i in range(9):
        said = signal(f"s{i}", at(13, i))
        state.add(Item(record("signals", f"{said.pair}/{said.article_id}", said), said))
    for minute in range(0, 13 * 24 * 60 + 8 * 60, 10):
        now = T0.fromtimestamp(second_of(T0) + 60 * minute, T0.tzinfo)
        for source in ("one", "two"):
            seen = min(now, QUIET_SINCE) if source == "one" else now
            hour = second_of(seen) // HOUR
            told = Coverage(
                source=source,
                feed=None,
                at=now,
                last_seen_at=T0.fromtimestamp(hour * HOUR, T0.tzinfo),
                articles=hour,
                errors=0,
                last_error=None,
            )
            state.hear(record("coverage", source, told))
    return state


def alerts(written: list[Outgoing]) -> list[Alert]:
    """Read the alerts among what is written."""
    return [decode(Alert, one.value) for one in written if one.topic == "alerts"]


def test_a_quiet_source_is_told_and_stands_on_the_alerts_of_its_time() -> None:
    """One alert of its own, a label on the pair's; said once, and known again after a restart."""
    state = filled()
    now = at(13, 8)
    written = list(state.tick(now, caught_up=True))
    quiet, *others = alerts(written)
    assert (quiet.kind, quiet.source, quiet.state) == ("coverage", "one", "firing")
    assert others
    assert all("one quiet" in a.labels for a in others)
    assert not state.tick(now, caught_up=True)

    again = filled()
    for one in written:
        assert one.key is not None
        again.hear(Record(one.topic, 0, 0, one.key, one.value, (), second_of(now) * 1000))
    assert not again.tick(now, caught_up=True)


def test_a_source_heard_again_ends_its_alert() -> None:
    """The alert is resolved, and the pair's still tells of the silence in its time."""
    state = filled()
    state.tick(at(13, 8), caught_up=True)
    back = at(13, 9)
    state.hear(
        record(
            "coverage",
            "one",
            Coverage(
                source="one", feed=None, at=back, last_seen_at=back, articles=10**7, errors=0, last_error=None
            ),
        )
    )
    (over,) = alerts(list(state.tick(back, caught_up=True)))
    assert (over.kind, over.source, over.state, over.window_end_at) == ("coverage", "one", "resolved", back)
    assert not state.tick(back, caught_up=True)
