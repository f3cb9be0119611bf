"""What is published: new, revised, resolved, withdrawn and superseded alerts; tombstones."""

from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.detecting import Judge, difference
from entente.detecting.times import second_of
from support.timeline import T0, at, rule, signal, volume, watchlist

RULES = watchlist(rule())


def _judge(days: int, stories: int = 8, day: int = 30) -> Judge:
    """Judge a burst on a day of a quiet record."""
    judge = Judge(RULES)
    for d in range(days):
        for i in range(30):
            judge.apply_volume(volume(f"v{d}-{i}", at(d, i * 0.8), ("RUS", "CHN")[i % 2 : i % 2 + 1]), T0)
    for i in range(stories):
        judge.apply_signal(signal(f"b{i}", at(day, 8 + i)))
        judge.apply_volume(volume(f"b{i}", at(day, 8 + i)), T0)
    return judge


def _told(standing: dict[str, Alert], judge: Judge) -> tuple[Alert, ...]:
    """Publish what a judge says and keep it."""
    found = difference(standing, judge.judgement().alerts, judge.newest, judge.closed_before)
    standing.update({a.id: a for a in found})
    return found


def test_told_once() -> None:
    """A new alert is published, and said again only when it says something else."""
    standing: dict[str, Alert] = {}
    judge = _judge(31)
    assert [a.state for a in _told(standing, judge)] == ["firing"]
    assert _told(standing, judge) == ()
    assert _told(standing, _judge(31)) == ()


def test_revised_by_a_late_article_not_fired_again() -> None:
    """A late article of the same day revises the alert under the same id."""
    standing: dict[str, Alert] = {}
    (first,) = _told(standing, _judge(31))
    judge = _judge(31)
    judge.apply_signal(signal("late", at(30, 12.5)))
    judge.apply_volume(volume("late", at(30, 12.5)), T0)
    (second,) = _told(standing, judge)
    assert second.id == first.id
    assert second.revision != first.revision
    assert second.story_count == first.story_count + 1


def test_resolved_when_the_record_has_passed() -> None:
    """A later record resolves the alert."""
    standing: dict[str, Alert] = {}
    _told(standing, _judge(31))
    assert [a.state for a in _told(standing, _judge(34))] == ["resolved"]


def test_withdrawn_when_nothing_supports_it() -> None:
    """Stories taken back take the alert back, once; if they return it fires again."""
    standing: dict[str, Alert] = {}
    _told(standing, _judge(31))
    empty = _judge(31)
    for i in range(7):
        empty.apply_volume(volume(f"b{i}", at(30, 8 + i), ("RUS",), fetched=at(31)), T0)
    (gone,) = _told(standing, empty)
    assert (gone.state, gone.superseded_by) == ("withdrawn", None)
    assert _told(standing, empty) == ()
    assert [a.state for a in _told(standing, _judge(31))] == ["firing"]


def test_superseded_when_its_first_window_moves() -> None:
    """Earlier stories move the episode's start: a new alert stands, and the old one names it."""
    standing: dict[str, Alert] = {}
    (old,) = _told(standing, _judge(31))
    judge = _judge(31)
    for i in range(8):
        judge.apply_signal(signal(f"e{i}", at(29, 12 + i)))
        judge.apply_volume(volume(f"e{i}", at(29, 12 + i)), T0)
    said_now = {a.id: a for a in _told(standing, judge)}
    gone = said_now.pop(old.id)
    ((new, alert),) = said_now.items()
    assert (gone.state, gone.superseded_by) == ("withdrawn", new)
    assert alert.state == "firing"


def test_closed_windows_stand_as_published() -> None:
    """Below the floor's reach nothing is withdrawn, and what is left of an episode isn't told beside it."""
    (alert,) = _judge(31).judgement().alerts
    newest = second_of(at(200))
    closed = second_of(alert.window_start_at) + 1
    assert [a.state for a in difference({alert.id: alert}, [], newest, closed)] == ["resolved"]
    rest = replace(alert, id="rest", window_start_at=alert.window_end_at)
    assert [a.id for a in difference({alert.id: alert}, [rest], newest, closed)] == [alert.id]
    assert [a.state for a in difference({alert.id: alert}, [], newest, None)] == ["withdrawn"]


def test_before_anything_is_judged_nothing_is_said() -> None:
    """A judge that knows no volume yet withdraws nothing."""
    (alert,) = _judge(31).judgement().alerts
    assert difference({alert.id: alert}, [], None, None) == ()
