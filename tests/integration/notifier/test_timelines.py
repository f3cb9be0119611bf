"""The notifier's whole way from `alerts` to targets and `sent`, as timelines with restarts and failures."""

from datetime import timedelta
from io import StringIO

import pytest
from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.detecting.standing import seen
from entente.notifier.declared import DISABLED, FAILURES, FIRING, NOTICES, RETRIES, SUPPRESSED, WAITING
from entente.notifier.grouping import Batch
from entente.notifier.message import compose
from entente.notifier.news import News, Published, What
from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.targets.console import Console
from support.examples import example
from support.notifying import AT_ONCE, Ear, Newsroom
from support.rig import T0

AWAY = Answer(Fate.AWAY, "nobody there")
GROUPED = "[{name: all, to: [ear], wait: 30s, interval: 5m}]"


def test_each_change_is_told_once_and_written_down() -> None:
    """Start and end in order, with a record each; a revision without news and a restart say nothing."""
    room, one, two = Newsroom(routes="[" + AT_ONCE % "one, two" + "]"), Ear(), Ear()
    room.publish("a")
    room.publish("a", revision="ab" * 16)
    room.run(one=one, two=two)
    room.publish("a", "resolved")
    room.run(one=one, two=two)
    room.run(one=one, two=two)
    assert one.said == two.said == [("a", "firing"), ("a", "resolved")]
    told = [(sent.target, sent.alert_state, sent.outcome) for sent in room.sent()]
    assert sorted(told) == sorted((t, s, "sent") for t in ("one", "two") for s in ("firing", "resolved"))
    assert room.metrics.value(NOTICES.name, target="one", outcome="sent") == 2


def test_a_target_that_is_away_for_ten_minutes_hears_all_and_holds_up_no_other() -> None:
    """The other hears at once; back again, it hears each alert once, under the id of the first try."""
    room, here, gone = Newsroom(routes="[" + AT_ONCE % "here, gone" + "]"), Ear(), Ear(AWAY)
    loop, end = room.notifier(gone=gone, here=here)
    for minute in range(10):
        room.publish(f"a{minute}", pair=f"CHN-R{minute}S")
        room.pass_by(loop, 58)
    assert len(here.said) == 10
    assert gone.said == []
    assert 4 <= len(gone.tried) <= 10, "tried by the schedule, not at each tick"
    assert room.metrics.value(FAILURES.name, target="gone", fate="away") == len(gone.tried)
    assert room.metrics.value(WAITING.name, target="gone") == 10
    gone.answer = TAKEN
    room.pass_by(loop, 15 * 60, every=5)
    end()
    assert gone.said == here.said
    assert gone.heard[0].id == gone.tried[0]
    assert room.metrics.value(RETRIES.name, target="gone") > 0
    assert len(room.sent()) == 20


def test_retry_after_is_obeyed() -> None:
    """A receiver that asks for five minutes isn't asked before."""
    room, ear = Newsroom(), Ear(Answer(Fate.AWAY, "busy", timedelta(minutes=5)))
    loop, end = room.notifier(ear=ear)
    room.publish("a")
    room.pass_by(loop, 290)
    assert len(ear.tried) == 1
    ear.answer = TAKEN
    room.pass_by(loop, 20)
    end()
    assert ear.said == [("a", "firing")]


def test_a_refused_notice_holds_up_no_other() -> None:
    """What a receiver won't take is tried again by itself; what comes after it goes through."""
    room, ear = Newsroom(), Ear(Answer(Fate.REFUSED, "it answered 400"))
    loop, end = room.notifier(ear=ear)
    room.publish("a")
    room.pass_by(loop)
    ear.answer = TAKEN
    room.publish("b", pair="CHN-USA")
    room.pass_by(loop)
    assert ear.said == [("b", "firing")]
    room.pass_by(loop, 10)
    end()
    assert sorted(ear.said) == [("a", "firing"), ("b", "firing")]


def test_a_target_that_is_gone_is_asked_no_more() -> None:
    """410 disables it, over restarts too, until its address is another; then it hears what it missed."""
    room, ear = Newsroom(), Ear(Answer(Fate.GONE, "it answered 410"))
    room.publish("a")
    room.run(3600, ear=ear)
    assert len(ear.tried) == 1
    ear.answer = TAKEN
    room.run(3600, ear=ear)
    assert len(ear.tried) == 1
    assert room.metrics.value(DISABLED.name, target="ear") == 1
    room.address = "elsewhere"
    room.run(ear=ear)
    assert ear.said == [("a", "firing")]
    assert room.metrics.value(DISABLED.name, target="ear") == 0
    assert [(one.outcome, one.address) for one in room.sent()] == [("past", "here"), ("sent", None)]


def test_killed_between_send_and_record_it_says_the_same_under_the_same_id() -> None:
    """The one duplicate there is; its receiver can know it by its id."""
    room, ear = Newsroom(), Ear()
    room.publish("a")
    loop, _ = room.notifier(ear=ear)
    producer = loop._producer  # noqa: SLF001 - killed before what was told is written down
    producer.close(0)
    loop._producer = None  # type: ignore[assignment]  # noqa: SLF001
    with pytest.raises(AttributeError):
        room.pass_by(loop)
    loop.end()
    assert room.sent() == []
    room.run(ear=ear)
    room.run(ear=ear)
    assert ear.said == [("a", "firing")] * 2
    assert ear.heard[0].id == ear.heard[1].id
    assert ear.heard[0].data != b""


def test_a_group_is_merged_and_its_next_notice_waits_across_a_restart() -> None:
    """Two alerts of a pair within the wait are one notice; a third comes after the interval."""
    room, ear = Newsroom(routes=GROUPED), Ear()
    loop, end = room.notifier(ear=ear)
    room.publish("a", rule="r1")
    room.pass_by(loop, 10)
    room.publish("b", rule="r2")
    room.pass_by(loop, 30)
    assert [[one.alert.id for one in message.news] for message in ear.heard] == [["a", "b"]]
    room.publish("c", rule="r3")
    room.pass_by(loop, 60)
    end()
    room.run(120, ear=ear)
    assert len(ear.heard) == 1
    room.run(200, ear=ear)
    assert ear.said == [("a", "firing"), ("b", "firing"), ("c", "firing")]


def test_what_fires_unacknowledged_is_repeated() -> None:
    """Every four hours, also after a restart; an acknowledgement ends it, as does the end."""
    room, ear = Newsroom(routes="[{name: all, to: [ear], wait: 0s, repeat: 4h}]"), Ear()
    alert = room.publish("a")
    loop, end = room.notifier(ear=ear)
    room.pass_by(loop, 5 * 3600, every=60)
    end()
    loop, end = room.notifier(ear=ear)
    room.pass_by(loop, 4 * 3600, every=60)
    assert [what for _, what in ear.said] == ["firing", "repeated", "repeated"]
    assert len({message.id for message in ear.heard}) == 3
    room.act("k", what="acknowledge", alert_id="a", seen=seen(alert))
    room.pass_by(loop, 9 * 3600, every=60)
    end()
    assert len(ear.said) == 3


def test_a_silence_keeps_its_series_back_and_ends_by_another_act() -> None:
    """Nothing within it; after it what fires is told, and what came and went in it isn't."""
    room, ear = Newsroom(), Ear()
    loop, end = room.notifier(ear=ear)
    about = seen(example(Alert))
    room.act("s", what="silence", alert_id=None, until=T0 + timedelta(hours=4), seen=about)
    room.publish("a")
    room.publish("b")
    room.publish("free", direction="apart")
    room.pass_by(loop, 600, every=60)
    assert ear.said == [("free", "firing")]
    assert room.metrics.value(SUPPRESSED.name, target="ear", reason="silenced") == 2
    room.publish("b", "resolved")
    room.pass_by(loop)
    room.act("e", what="silence", alert_id=None, value="s", seen=None)
    room.pass_by(loop, 5)
    end()
    assert ear.said == [("free", "firing"), ("a", "firing")]


def test_a_graver_alert_keeps_a_lesser_back_until_it_is_over() -> None:
    """Inhibited while the urgent one fires, told when it is over."""
    rule = "inhibit: [{when: {severities: [urgent]}, mutes: {severities: [info]}}]"
    room, ear = Newsroom(more=rule), Ear()
    loop, end = room.notifier(ear=ear)
    room.publish("grave", severity="urgent")
    room.publish("lesser", severity="info")
    room.pass_by(loop, 60)
    assert ear.said == [("grave", "firing")]
    room.publish("grave", "resolved", severity="urgent")
    room.pass_by(loop, 5)
    end()
    assert sorted(ear.said) == [("grave", "firing"), ("grave", "resolved"), ("lesser", "firing")]


def test_quiet_hours_end_in_one_digest() -> None:
    """T0 is midnight: what comes before six waits, but for what is urgent; at six all of it is one notice."""
    quiet = "[{name: all, to: [ear], wait: 0s, quiet: {from: '22:00', to: '06:00', but: [urgent]}}]"
    room, ear = Newsroom(routes=quiet), Ear()
    loop, end = room.notifier(ear=ear)
    room.publish("grave", severity="urgent")
    for name in "ABC":
        room.publish(name, severity="info", pair=f"AAA-BB{name}")
    room.publish("C", "resolved", severity="info", pair="AAA-BBC")
    room.pass_by(loop, 5 * 3600, every=600)
    assert ear.said == [("grave", "firing")]
    room.pass_by(loop, 2 * 3600, every=30)
    end()
    assert [message.shape for message in ear.heard] == ["group", "digest"]
    assert sorted(ear.said[1:]) == [("A", "firing"), ("B", "firing"), ("C", "resolved")]


def test_ten_thousand_alerts_at_once_are_few_notices_and_none_is_lost() -> None:
    """A hundred pairs, a hundred alerts each: a storm is one notice, and each alert has its record."""
    room, ear = Newsroom(routes=GROUPED), Ear()
    for number in range(10_000):
        room.publish(f"a{number}", pair=f"AAA-B{number % 100}", rule=f"r{number}")
    room.run(120, every=15, ear=ear)
    assert len(ear.heard) <= 12
    assert sorted(name for name, _ in ear.said) == sorted(f"a{number}" for number in range(10_000))
    assert len(room.sent()) == 10_000
    room.run(12, every=4, ear=ear)
    assert len(ear.said) == 10_000


def test_the_past_is_recorded_and_nobody_told() -> None:
    """An old episode leaves a record `past`; its end too, and nothing is said."""
    room, ear = Newsroom(), Ear()
    room.publish("old", ended=T0 - timedelta(days=30))
    room.run(ear=ear)
    room.publish("old", "resolved", ended=T0 - timedelta(days=30))
    room.run(ear=ear)
    assert ear.heard == []
    assert [(one.alert_state, one.outcome) for one in room.sent()] == [
        ("firing", "past"),
        ("resolved", "past"),
    ]


def test_a_stand_by_says_nothing_before_its_turn_and_nothing_twice_after() -> None:
    """A second notifier that started before an alert was told ends it properly and starts it not again."""
    room, ear = Newsroom(), Ear()
    first, end_first = room.notifier(ear=ear)
    second, end_second = room.notifier(ear=ear)
    room.publish("a")
    room.pass_by(first)
    second.step()
    assert ear.said == [("a", "firing")]
    end_first()
    room.publish("a", "resolved")
    room.pass_by(second, 5)
    end_second()
    assert ear.said == [("a", "firing"), ("a", "resolved")]


def test_a_target_that_is_new_hears_what_fires() -> None:
    """A target added later is told of what is news, and the others hear nothing again."""
    room, old, new = Newsroom(routes="[" + AT_ONCE % "old" + "]"), Ear(), Ear()
    room.publish("a")
    room.run(old=old)
    room.routes = "[" + AT_ONCE % "old, new" + "]"
    room.run(old=old, new=new)
    assert old.said == new.said == [("a", "firing")]
    assert room.metrics.value(FIRING.name, target="new") == 1


def test_junk_among_alerts_acts_or_sent_stops_nothing() -> None:
    """A bad alert is a dead letter, a bad act or record is passed over; the good alert is told."""
    room, ear = Newsroom(), Ear()
    room.write([b"{", None], key=b"ear/a", topic="sent")
    room.write([b"{"], key=b"junk", topic="acts")
    room.write([b"{"], key=b"junk")
    room.publish("a")
    room.run(ear=ear)
    assert ear.said == [("a", "firing")]
    assert [record.key for record in room.broker.records("alerts.dead")] == [b"junk"]


def test_a_console_that_can_show_no_cyrillic_shows_escapes() -> None:
    """No letter of a headline can stop the notifier."""

    class Latin(StringIO):
        encoding = "ascii"

    stream = Latin()
    alert = example(Alert)
    cyrillic = replace(alert, stories=(replace(alert.stories[0], headline="Путин в Пекине"),))
    news = News(Published(cyrillic, 0, T0), What.FIRING)
    assert Console(stream).deliver(compose(Batch("group", (news,)), "console", T0, None)) == TAKEN
    assert "\\u041f" in stream.getvalue()
