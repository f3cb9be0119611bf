"""Articles in order of time, and moved so that they end now."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.contracts.articles import Article
from entente.contracts.identity import article_id, text_revision
from entente.ingest.order import TimeOrder
from entente.ingest.shift import ArchiveEnd, days_to_live, moved

T0 = datetime(2025, 9, 7, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _article(number: int, at: datetime | None) -> Article:
    title = f"Article {number}"
    return Article(
        id=article_id(None, "agency", title, None),
        revision=text_revision(title, ""),
        url=None,
        source="agency",
        title=title,
        text="",
        language=None,
        published_at=at,
        published_precision="second",
        fetched_at=at or T0,
    )


def _end(*dates: datetime | None) -> datetime | None:
    end = ArchiveEnd()
    for number, at in enumerate(dates):
        end.see(_article(number, at))
    return end.at


hours = st.none() | st.integers(-1000, 1000)


@given(st.lists(hours, max_size=60), st.sampled_from([1, 700, 10**9]))
@settings(deadline=None)
def test_all_come_back_in_order_of_time(offsets: list[int | None], run_bytes: int) -> None:
    """However many runs went to disk, nothing is lost and equal times keep their order."""
    articles = [_article(n, None if h is None else T0 + h * HOUR) for n, h in enumerate(offsets)]
    with TimeOrder(run_bytes) as order:
        for article in articles:
            order.add(article)
        given_back = list(order)
    dated = [a for a in given_back if a.published_at is not None]
    assert dated == sorted((a for a in articles if a.published_at), key=lambda a: a.published_at or T0)
    assert sorted(given_back, key=lambda a: a.title) == sorted(articles, key=lambda a: a.title)


def test_an_undated_article_stays_behind_the_one_it_followed() -> None:
    """It has no time of its own; its neighbour's is the best guess."""
    late, undated, early = _article(1, T0 + HOUR), _article(2, None), _article(3, T0)
    with TimeOrder() as order:
        for article in (late, undated, early):
            order.add(article)
        assert list(order) == [early, late, undated]


def test_four_wrong_dates_move_no_archives_end() -> None:
    """The end is the latest date within a day of the fifth newest article."""
    regular = [T0 - n * HOUR for n in range(10)]
    assert _end(*regular) == T0
    assert _end(*regular, *[T0 + n * 30 * DAY for n in range(1, 5)]) == T0
    assert _end(T0 + 400 * DAY, *regular) == T0


def test_copies_and_undated_articles_bear_no_witness() -> None:
    """One article with a wrong date, sent ten times, is one."""
    end = ArchiveEnd()
    for article in [_article(1, T0 + 90 * DAY)] * 10 + [_article(n, T0 - n * HOUR) for n in range(2, 9)]:
        end.see(article)
    assert end.at == T0 - 2 * HOUR
    assert _end(None, None) is None


def test_an_archive_moves_by_the_most_whole_days_that_leave_its_end_before_now() -> None:
    """Hours of the day stay, so that hourly profiles do."""
    assert days_to_live(T0, T0 + 30 * DAY + HOUR) == 30
    assert days_to_live(T0, T0 + 30 * DAY - HOUR) == 29
    assert days_to_live(T0 + HOUR, T0) == 0
    assert days_to_live(None, T0) == 0


def test_a_moved_article_keeps_its_name_and_its_date() -> None:
    """Ids, revision and the original date stay; fetched_at moves along, but not past now."""
    article = msgspec.structs.replace(_article(1, T0), fetched_at=T0 + 2 * HOUR)
    live = moved(article, 30, T0 + 30 * DAY + HOUR)
    assert (live.id, live.revision, live.original_published_at) == (article.id, article.revision, T0)
    assert (live.published_at, live.fetched_at) == (T0 + 30 * DAY, T0 + 30 * DAY + HOUR)


def test_what_would_lie_ahead_of_now_had_a_wrong_date() -> None:
    """It is undated, as a live feed's would be."""
    live = moved(_article(1, T0 + 3 * DAY), 30, T0 + 30 * DAY)
    assert (live.published_at, live.original_published_at, live.flags) == (None, None, ("undated",))


def test_nothing_is_moved_by_no_days() -> None:
    """An archive that ends today is live as it is."""
    assert moved(_article(1, T0), 0, T0) == _article(1, T0)
