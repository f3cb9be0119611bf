"""When something was published, read without guessing."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.ingest.dates import EARLIEST, Dated, ahead_of, read_date

SEVENTH = Dated(datetime(2025, 9, 7, tzinfo=UTC), "day")
HALF_PAST_SIX = Dated(datetime(2025, 9, 7, 6, 30, tzinfo=UTC), "second")

instants = st.datetimes(
    min_value=datetime(1980, 1, 1),  # noqa: DTZ001 - Hypothesis takes the zone apart
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
).map(lambda at: at.replace(microsecond=0))


@pytest.mark.parametrize(
    "written",
    ["2025-09-07", "20250907", 20250907, "7 September, 2025", "Sep 7, 2025", "07.09.2025", "2025/9/7"],
)
def test_a_day_alone_stands_at_midnight_with_precision_day(written: object) -> None:
    """A date without a time of day has precision day."""
    assert read_date(written) == SEVENTH


@pytest.mark.parametrize(
    "written",
    [
        "2025-09-07T06:30:00Z",
        "2025-09-07 06:30:00",
        "20250907T063000Z",
        "2025-09-07T14:30:00+08:00",
        "2025-09-07 09:30 MSK",
        "Sun, 07 Sep 2025 06:30:00 GMT",
        "Sun, 7 Sep 2025 09:30 +0300",
        "Sun, 07 Sep 25 01:30:00 CDT",
        "Sun Sep 07 2025 09:30:00 GMT+0300 (Moscow Standard Time)",
        "September 7, 2025 6:30 AM",
        "\n  Sun,  07 Sep 2025\t06:30:00 GMT ",
        1757226600,
        1757226600.0,
        "1757226600",
        1757226600000,
        "1757226600000000",
    ],
)
def test_an_instant_is_read_in_utc(written: object) -> None:
    """ISO 8601, RFC 822, epochs and plain words give one instant; without a zone it is UTC."""
    assert read_date(written) == HALF_PAST_SIX


@pytest.mark.parametrize(
    "written",
    [
        *(None, "", "   ", True, [], {}, 0, -5, float("nan"), float("inf"), 10**40, "x" * 100_000),
        *("yesterday", "Sunday", "10:30", "2025", "2025-09", "September 2025", "7 September"),
        *("2023-02-29", "2025-13-01", "Fri, 31 Feb 2025 06:30:00 GMT", "2025-09-07T25:00:00Z"),
        *("03/04/2025", "25-09-07", "2025-09-07 06:30 BST", "2025-09-07 06:30 XYZ", "2025-09-07 06:30 EST+3"),
        *(
            "0001-01-01T00:00:00+14:00",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59-12:00",
            "7 сентября 2025",
        ),
    ],
)
def test_a_doubtful_date_is_none(written: object) -> None:
    """What is missing, incomplete, ambiguous, impossible or a clock's zero is no date, and never today."""
    assert read_date(written) is None


@given(instants)
def test_every_instant_survives_iso_rfc822_and_epoch(at: datetime) -> None:
    """However it is written, an instant is read back whole."""
    expected = Dated(at.astimezone(UTC), "second")
    assert read_date(at.isoformat()) == expected
    assert read_date(format_datetime(at)) == expected
    assert read_date(str(at)) == expected
    assert read_date(int(at.timestamp())) == expected
    assert read_date(int(at.timestamp()) * 1000) == expected


@given(instants)
def test_a_day_in_words_is_never_another_day(at: datetime) -> None:
    """Day and month are never exchanged: read rightly or not at all."""
    for form in ("%d %B %Y", "%B %d, %Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d"):
        found = read_date(at.strftime(form))
        assert found is None or found.at.date() == at.date()


@given(st.text(max_size=80) | st.integers() | st.floats() | st.none() | st.booleans())
def test_nothing_makes_it_raise(written: object) -> None:
    """Whatever is written, it is read as an aware instant after 1970 or as none."""
    found = read_date(written)
    assert found is None or (found.at >= EARLIEST and found.at.utcoffset() == timedelta(0))


def test_an_hour_ahead_is_believed_and_a_second_more_is_not() -> None:
    """A publisher's clock may be an hour ahead of ours."""
    now = datetime(2025, 9, 7, 12, tzinfo=UTC)
    assert not ahead_of(now + timedelta(hours=1), now)
    assert ahead_of(now + timedelta(hours=1, seconds=1), now)
