"""A source gone quiet is an alert of its own, and is told on those of the pairs in its time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from entente.contracts.alerts import Alert
from entente.contracts.upkeep import Coverage
from entente.detecting import Written
from entente.detecting.coverage import changes, quiet, told
from entente.detecting.hearing import Hearing
from entente.detecting.judgement import judge
from entente.detecting.times import second_of
from entente.detecting.wording import aloud
from support.timeline import T0, at, rule, signal, volume, watchlist

MINUTES = 10


def heard(sources: Iterable[str], days: float, silent: dict[str, float]) -> Hearing:
    """Hear sources that bring an article every two hours by day, none by night; silent from a day on.

    At night is from 20 to 6; the longest pause of all is ten hours.
    """
    hearing = Hearing()
    seen: dict[str, datetime] = {}
    counts = dict.fromkeys(sources, 0)
    hearing.silences(second_of(T0))
    for step in range(int(days * 24 * 60 / MINUTES) + 1):
        now = T0 + timedelta(minutes=MINUTES * step)
        for source in counts:
            new = step % 12 == 0 and 6 <= now.hour <= 20 and now < at(silent.get(source, days + 9))
            if new:
                counts[source] += 1
                seen[source] = now
            hearing.apply(
                Coverage(
                    source=source,
                    feed=None,
                    at=now,
                    last_seen_at=seen.get(source),
                    articles=counts[source],
                    errors=0,
                    last_error=None,
                )
            )
    return hearing


def silences(hearing: Hearing, now: datetime, standing: Iterable[Alert] = ()) -> tuple[Alert, ...]:
    """Give what is to be published at an instant."""
    return changes({a.id: a for a in standing}, hearing, "w1", second_of(now))


def test_nights_and_a_young_record_are_no_silence() -> None:
    """Ten hours of every night are usual, and of a record of some days nothing is told."""
    assert not silences(heard("ab", 8.2, {}), at(8.2))
    assert not silences(heard("ab", 4.9, {"a": 3.5}), at(4.9))


def test_a_source_gone_quiet_is_told_once_and_is_over_when_heard() -> None:
    """After twice its longest pause it is told; the hours that follow change nothing; an article ends it."""
    quiet_since = {"a": 8.3}
    assert not silences(heard("ab", 9.0, quiet_since), at(9.0))
    (found,) = silences(heard("ab", 9.3, quiet_since), at(9.3))
    assert (found.kind, found.source, found.state, found.severity) == ("coverage", "a", "firing", "notice")
    assert (found.pair, found.observed, found.window_start_at) == (None, 0, at(8, 6))
    assert found.p < found.threshold
    assert aloud(found) == f"a quiet: no article in 20 h, {found.expected:.1f} expected."
    assert not silences(heard("ab", 9.6, quiet_since), at(9.6), [found])
    again = heard("ab", 9.7, quiet_since)
    back = Coverage(
        source="a", feed=None, at=at(9.7), last_seen_at=at(9.7), articles=99, errors=0, last_error=None
    )
    again.apply(back)
    (over,) = silences(again, at(9.7), [found])
    assert (over.id, over.state, over.window_end_at) == (found.id, "resolved", at(9.7))


def test_everything_silent_is_one_alert() -> None:
    """Where all sources are silent, or ingest itself is, that is told, and not each of them."""
    (found,) = silences(heard("abc", 9.3, dict.fromkeys("abc", 8.3)), at(9.3))
    assert (found.source, found.severity) == (None, "urgent")
    assert aloud(found).startswith("all sources quiet: no article in 20 h")
    (gone,) = silences(heard("abc", 8.5, {}), at(9.5))
    assert gone.source is None


def test_what_nobody_listened_to_is_no_silence() -> None:
    """After a day without ingest sources have as long as ever to speak; one no longer followed is let go."""
    hearing = heard("ab", 8.5, {})
    for minutes in (0, 10):
        for source in "ab":
            hearing.apply(
                Coverage(
                    source=source,
                    feed=None,
                    at=at(9.5) + timedelta(minutes=minutes),
                    last_seen_at=None,
                    articles=0,
                    errors=0,
                    last_error=None,
                )
            )
    assert not silences(hearing, at(9.5) + timedelta(minutes=11))
    alone = heard("ab", 9.3, {"a": 8.3})
    (found,) = silences(alone, at(9.3))
    for hour in range(1, 4):
        alone.apply(
            Coverage(
                source="b",
                feed=None,
                at=at(9.3, hour),
                last_seen_at=at(9.3, hour),
                articles=99,
                errors=0,
                last_error=None,
            )
        )
    (over,) = silences(alone, at(9.3, 3), [found])
    assert over.state == "resolved"


def test_a_pair_s_alert_tells_who_was_quiet() -> None:
    """A silence within an alert's time stands among its labels; one before or after doesn't."""
    volumes = [Written(volume(f"v{d}-{i}", at(d, i)), T0) for d in range(30) for i in range(20)]
    signals = [signal(f"s{i}", at(9, i)) for i in range(8)]
    (said,) = judge(signals, volumes, watchlist(rule(directions=("closer",)))).alerts
    (silence,) = silences(heard("ab", 9.3, {"a": 8.3}), at(9.3))
    assert quiet([silence], said.window_start_at, said.window_end_at) == ["a"]
    named = told(said, [silence])
    assert named.labels == (*said.labels, "a quiet")
    assert named.revision != said.revision
    assert aloud(named).endswith("; a quiet.")
    (late,) = silences(heard("ab", 20.3, {"a": 19.3}), at(20.3))
    assert told(said, [late]) == said
