"""News into notices: waits, intervals, digests, storms."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from entente.contracts.alerts import Alert
from entente.notifier.grouping import Batch, Group, batches
from entente.notifier.hours import DAYS
from entente.notifier.news import News, Published, What
from entente.notifier.routing import Quiet, Route
from support.examples import example

T0 = datetime(2025, 9, 3, 12, tzinfo=UTC)
ROUTE = Route(name="r", to=("t",), wait="30s", interval="5m", storm=3)


def _news(name: str, pair: str = "CHN-RUS", since: datetime = T0, **changes: object) -> News:
    return News(Published(example(Alert, id=name, pair=pair, **changes), 0, since), What.FIRING)


def _at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def _made(
    news: list[News], now: datetime, route: Route = ROUTE, lately: Sequence[datetime] = ()
) -> list[tuple[str, list[str]]]:
    made = batches([(route, one) for one in news], {}, lately, now)
    return [_ids(batch) for batch in made]


def _ids(batch: Batch) -> tuple[str, list[str]]:
    return (batch.shape, sorted(one.alert.id for one in batch.news))


def test_a_group_waits_for_more_from_its_first_news_on() -> None:
    """Nothing for 30 s, then all of the pair in one notice, another pair in its own."""
    news = [_news("a"), _news("b", since=_at(20)), _news("c", "CHN-USA")]
    assert _made(news, _at(29)) == []
    assert _made(news, _at(30)) == [("group", ["a", "b"]), ("group", ["c"])]


def test_the_next_notice_of_a_group_comes_after_its_interval() -> None:
    """Told at 0 s, more of the same pair comes at 300 s, another pair before."""
    route = ROUTE
    told: dict[Group, datetime] = {("r", "CHN-RUS"): T0}
    ready = [(route, _news("b", since=_at(10))), (route, _news("c", "CHN-USA", since=_at(10)))]
    assert [_ids(one) for one in batches(ready, told, (), _at(299))] == [("group", ["c"])]
    assert len(batches(ready, told, (), _at(300))) == 2


def test_more_groups_at_once_than_a_storm_are_one_notice() -> None:
    """Three pairs are three notices, four are one; within it the gravest stands first."""
    some = [_news(name, f"AAA-BB{name}", severity="info") for name in "ABC"]
    assert [shape for shape, _ in _made(some, _at(30))] == ["group"] * 3
    more = [*some, _news("D", "AAA-BBD", severity="urgent")]
    (storm,) = batches([(ROUTE, one) for one in more], {}, (), _at(30))
    assert storm.shape == "storm"
    assert storm.news[0].alert.id == "D"


def test_after_a_storm_notices_come_no_faster_than_the_wait() -> None:
    """Three notices lately: the next are put together, 30 s after the last."""
    lately = (_at(0), _at(1), _at(2))
    assert _made([_news("a")], _at(31), lately=lately) == []
    assert _made([_news("a")], _at(32), lately=lately) == [("storm", ["a"])]
    assert _made([_news("a")], _at(303), lately=lately) == [("group", ["a"])]


def test_what_quiet_hours_held_back_comes_as_one_digest() -> None:
    """All of the night in one notice; what is new in the morning in its own."""
    night = Route(
        name="r", to=("t",), quiet=Quiet(start="22:00", end="06:00", days=DAYS, but=("urgent",)), storm=10
    )
    held = [_news(name, f"AAA-BB{name}", since=T0.replace(hour=3), severity="info") for name in "ABC"]
    fresh = _news("D", "AAA-BBD", since=T0.replace(hour=6), severity="info")
    made = _made([*held, fresh], T0.replace(hour=6, minute=1), night)
    assert made == [("digest", ["A", "B", "C"]), ("group", ["D"])]
    assert night.held("info", T0.replace(hour=3))
    assert not night.held("urgent", T0.replace(hour=3))
