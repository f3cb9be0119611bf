"""What is published: new, revised, resolved, withdrawn and superseded alerts; tombstones."""

from msgspec.structs import replace

from entente.contracts.alerts import Alert, Withdrawal
from entente.detecting import Judge, difference
from entente.detecting.times import second_of
from entente.detecting.wording import aloud
from support.timeline import T0, at, event, rule, signal, source, volume, watchlist

RULES = watchlist(rule(min_stories=4), sources=(source("northwire.example", kind="wire"),))


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
    found = difference(
        standing,
        judge.judgement().alerts,
        judge.newest,
        judge.closed_before,
        lambda: judge.stories("CHN-RUS"),
    )
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


def _burst(*, copied: bool, **changes: object) -> Judge:
    """Judge five stories of a day, three of which may be copies of the wire's; some signals may be others."""
    judge = _judge(31, stories=0)
    for i in range(5):
        text = "the wire report that three outlets print word by word" if copied and i < 3 else None
        one = signal(f"b{i}", at(30, 8 + i), text=text)
        judge.apply_signal(replace(one, **changes) if i == 0 else one)
        judge.apply_volume(volume(f"b{i}", at(30, 8 + i), revision=one.revision), T0)
    return judge


def test_a_withdrawal_counts_what_became_of_its_stories() -> None:
    """Three stories that turn out to be one wire report; the report has other words than it had."""
    standing: dict[str, Alert] = {}
    (alert,) = _told(standing, _burst(copied=False))
    assert alert.story_count == 5
    (gone,) = _told(standing, _burst(copied=True, title="Corrected"))
    assert gone.withdrawal == Withdrawal(stories=5, joined=3, reports=1, wires=1, corrected=1)
    assert aloud(gone) == "Withdrawn: CHN-RUS closer: 3 of 5 stories were one corrected wire report."


def test_a_withdrawal_counts_what_says_another_and_what_is_told_no_more() -> None:
    """A story turned apart is told still; one dated otherwise is another story; one taken back is none."""
    standing: dict[str, Alert] = {}
    (alert,) = _told(standing, _burst(copied=False))
    judge = _burst(copied=False, events=(event(-4.0, "ACCUSE"),), alignment=-4.0)
    judge.apply_volume(volume("b1", at(30, 9), ("RUS",), fetched=at(31)), T0)
    judge.apply_signal(signal("b2", at(20), fetched=at(31)))
    judge.apply_volume(volume("b2", at(20), fetched=at(31)), T0)
    (gone,) = (a for a in _told(standing, judge) if a.id == alert.id)
    assert gone.withdrawal == Withdrawal(stories=5, turned=1, gone=2)


def test_a_withdrawal_counts_what_had_been_told_before() -> None:
    """A late copy from before the first makes its story an earlier one, not two stories one."""
    standing: dict[str, Alert] = {}
    (alert,) = _told(standing, _burst(copied=False))
    judge = _burst(copied=False)
    judge.apply_signal(signal("first", at(28, 12), text="only b0"))
    judge.apply_volume(volume("first", at(28, 12)), T0)
    judge.apply_volume(volume("b1", at(30, 9), ("RUS",), fetched=at(31)), T0)
    (gone,) = (a for a in _told(standing, judge) if a.id == alert.id)
    assert gone.withdrawal == Withdrawal(stories=5, earlier=1, gone=1)


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
    assert [a.state for a in difference({alert.id: alert}, [], newest, closed, tuple)] == ["resolved"]
    rest = replace(alert, id="rest", window_start_at=alert.window_end_at)
    assert [a.id for a in difference({alert.id: alert}, [rest], newest, closed, tuple)] == [alert.id]
    assert [a.state for a in difference({alert.id: alert}, [], newest, None, tuple)] == ["withdrawn"]


def test_before_anything_is_judged_nothing_is_said() -> None:
    """A judge that knows no volume yet withdraws nothing."""
    (alert,) = _judge(31).judgement().alerts
    assert difference({alert.id: alert}, [], None, None, tuple) == ()
