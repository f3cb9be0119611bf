"""The pure parts of polling feeds: the list, the pace, the addresses, what is remembered, what is told."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.errors import Misconfigured
from entente.ingest.coverage import Hearing, coverage
from entente.ingest.feeds.configuration import EXAMPLE, Feed, parse_feeds
from entente.ingest.feeds.schedule import LONGEST_S, next_wait_s, retry_after_s
from entente.ingest.feeds.state import MAX_SEEN, FeedState, Validators
from entente.runtime.addresses import is_public

T0 = datetime(2025, 9, 7, 12, tzinfo=UTC)


def test_a_list_of_feeds_is_read() -> None:
    """Source and interval have defaults; the example that errors quote is right."""
    (feed,) = parse_feeds("- url: https://www.tass.com/rss/v2.xml", "feeds.yaml")
    assert feed == Feed(url="https://www.tass.com/rss/v2.xml")
    assert (feed.source_id, feed.interval_s, feed.full_text) == ("tass.com", 600.0, False)
    assert parse_feeds(EXAMPLE, "feeds.yaml")[0].source_id == "news.example"
    assert parse_feeds("", "feeds.yaml") == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- url: ftp://a.example/x", "Expected `str` matching regex"),
        ("- url: 'http://:80/'", "names no host"),
        ("- url: 'http://[bad'", "names no host"),
        ("- {url: https://a.example/x, every: 5}", "contains unknown field `every`"),
        ("- {url: https://a.example/x, interval_minutes: 0}", ">= 1.0"),
        ("- {source: a}", "missing required field `url`"),
        ("url: https://a.example/x", "Expected `array`"),
        ("- [", "is no YAML"),
        ("- url: https://a.example/x\n- url: https://a.example/x", "stands there twice"),
    ],
)
def test_a_wrong_list_is_told_with_the_file(text: str, complaint: str) -> None:
    """Each error names the file and what is wrong."""
    with pytest.raises(Misconfigured) as caught:
        parse_feeds(text, "feeds.yaml")
    assert "feeds.yaml" in str(caught.value)
    assert complaint in str(caught.value)


intervals = st.floats(60, 86_400)
chances = st.floats(0, 1, exclude_max=True)


@given(intervals, st.integers(0, 1000), st.none() | st.floats(0, 10**9), chances)
def test_a_wait_is_never_shorter_than_the_interval_nor_than_what_was_asked(
    interval_s: float, failures: int, asked_s: float | None, chance: float
) -> None:
    """But for a tenth of jitter; and never longer than a day and a tenth."""
    wait_s = next_wait_s(interval_s, failures, asked_s, chance)
    assert wait_s >= interval_s * 0.899
    assert wait_s >= min(asked_s or 0, 86_400)
    assert wait_s <= 86_400 * 1.101


def test_each_failure_doubles_the_wait_up_to_six_hours() -> None:
    """A dead feed is still asked four times a day."""
    waits = [next_wait_s(600, failures, None, 0.5) for failures in range(8)]
    assert waits == [600, 1200, 2400, 4800, 9600, 19_200, LONGEST_S, LONGEST_S]


def test_retry_after_is_read_in_seconds_and_as_a_date() -> None:
    """A date that is past, or nonsense, asks for nothing."""
    assert retry_after_s("120", T0) == 120.0
    assert retry_after_s(format_datetime(T0 + timedelta(minutes=5), usegmt=True), T0) == 300.0
    for nothing in (None, "", "soon", "-5", "1e9", format_datetime(T0 - timedelta(days=1), usegmt=True)):
        assert retry_after_s(nothing, T0) is None


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"),
        *("not an address", ""),
    ],
)
def test_no_private_address_passes_in_any_form(address: str) -> None:
    """Loopback, private, link-local, shared, documentation, multicast, and IPv4 wrapped in IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.67", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_pass(address: str) -> None:
    """IPv4 and IPv6 alike."""
    assert is_public(address)


def test_a_state_remembers_what_kafka_has_and_forgets_the_oldest() -> None:
    """What stands in the feed is always remembered; of what has left it, the last two thousand."""
    state = FeedState("u")
    for batch in range(5):
        present = {f"{batch}-{n}": "r" for n in range(900)}
        state = state.advanced(Validators("e"), present, present, T0)
        assert set(present) <= set(state.seen)
    assert len(state.seen) == MAX_SEEN
    assert next(iter(state.seen)).startswith("2-")


def test_a_poll_without_news_leaves_the_time_of_the_last_news() -> None:
    """A quiet feed is not heard anew each time it is asked."""
    state = FeedState("u").advanced(Validators(), {"a": "1"}, {"a": "1"}, T0)
    later = state.advanced(Validators("e"), {}, {"a": "1"}, T0 + timedelta(hours=1))
    assert (later.last_seen_at, later.validators.etag) == (T0, "e")


def test_coverage_is_told_by_source_over_all_its_feeds() -> None:
    """Counts add up, the latest news and the latest standing error count; a single feed is named."""
    world = Hearing(source="agency", feed="https://a.example/world")
    home = Hearing(source="agency", feed="https://a.example/home")
    other = Hearing(source="other", feed="https://o.example/")
    world.heard(3, T0)
    home.failed("404", T0 + timedelta(minutes=1))
    home.failed("500", T0 + timedelta(minutes=2))
    other.failed("410", T0)
    other.heard(0, T0 + timedelta(minutes=1))
    agency, lone = coverage([other, world, home], T0 + timedelta(minutes=3))
    assert (agency.source, agency.feed, agency.articles, agency.errors) == ("agency", None, 3, 2)
    assert (agency.last_seen_at, agency.last_error) == (T0, "500")
    assert (lone.feed, lone.errors, lone.last_error, lone.last_seen_at) == (
        "https://o.example/",
        1,
        None,
        None,
    )
