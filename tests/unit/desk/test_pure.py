"""The desk's small pure parts: cursors, OPML, Kibana links, charts, rates, filters."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from entente.contracts.alerts import Alert
from entente.contracts.errors import Reject
from entente.contracts.signals import Alignment
from entente.desk import kibana, opml
from entente.desk.access.policy import Proxy
from entente.desk.access.rates import Rates
from entente.desk.access.refusals import ALL_AT_ONCE, AT_ONCE, PER_SECOND, Refusals
from entente.desk.access.sessions import Sessions
from entente.desk.charts.band import band
from entente.desk.charts.heat import heat, shade
from entente.desk.charts.index import Flag, index_chart
from entente.desk.charts.values import Cell
from entente.desk.cursors import Cursors
from entente.desk.pages import asked
from entente.desk.pages.frame import local_path
from entente.runtime.clock import HandClock
from support.examples import example

T0 = datetime(2025, 9, 2, tzinfo=UTC)
PLACES = st.lists(
    st.one_of(st.integers(-(2**53), 2**53), st.text(max_size=20), st.none()), min_size=1, max_size=4
)


@given(place=PLACES)
def test_a_cursor_gives_back_its_place(place: list[object]) -> None:
    """What is written is read."""
    assert Cursors().read(Cursors().write(place)) == place


@given(cursor=st.text(max_size=60))
def test_no_text_as_a_cursor_breaks_anything(cursor: str) -> None:
    """A forged cursor is refused in words, or is a place."""
    with suppress(ValueError):
        assert Cursors().read(cursor)


def test_opml_gives_the_feeds_once_each() -> None:
    """Nested outlines are found, doubles and script links passed over."""
    found = opml.read(
        '<opml version="2.0"><body><outline text="News"><outline type="rss" text="A" '
        'xmlUrl="https://www.a.example/rss"/><outline xmlUrl="https://www.a.example/rss" text="again"/>'
        '<outline xmlUrl="javascript:alert(1)" text="bad"/></outline></body></opml>',
        {"a.example"},
    )
    assert [(feed.url, feed.source, feed.known) for feed in found.feeds] == [
        ("https://www.a.example/rss", "a.example", True)
    ]
    assert len(found.passed_over) == 1
    assert "url: https://www.a.example/rss" in opml.as_yaml(found.feeds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<rss/>",
        "<opml>",
        '<!DOCTYPE x [<!ENTITY a "b">]><opml/>',
    ],
)
def test_what_is_no_opml_is_refused(text: str) -> None:
    """No document type, no entities, no other XML."""
    with pytest.raises(Reject, match="OPML"):
        opml.read(text, ())


def test_a_kibana_link_names_pair_and_time() -> None:
    """Discover opens on the pair's signals within the episode."""
    link = unquote(kibana.discover("https://kibana.example/", example(Alert)) or "")
    assert link.startswith("https://kibana.example/app/discover#/?_g=")
    assert 'entente.signal.pair : "CHN-RUS"' in link
    assert "from:'2025-09-02T00:00:00Z'" in link
    assert kibana.discover(None, example(Alert)) is None


def test_charts_escape_what_they_say() -> None:
    """A hostile label stays text."""
    flag = Flag(since=date(2025, 9, 2), until=date(2025, 9, 3), label="<script>", kind="closer", href="/x")
    drawn = index_chart([example(Alignment)], [flag], date(2025, 9, 1), date(2025, 9, 8))
    assert "<script>" not in drawn
    assert 'href="/x"' in drawn
    assert 'class="bloc bloc-1"' in drawn
    assert "7 observed" in band(example(Alert))
    assert "/pairs/CHN-RUS" in heat([Cell("CHN-RUS", 9, 4, 1, 3.0)])
    assert [shade(index) for index in (0.1, -0.3, 1.2, -9)] == ["even", "apart-1", "closer-2", "apart-3"]


def test_empty_charts_are_drawn_all_the_same() -> None:
    """No day and no pair give axes and nothing else."""
    assert "<svg" in index_chart([], [], date(2025, 9, 1), date(2025, 9, 1))
    assert "<svg" in heat([])


def test_a_rate_refills_as_time_passes() -> None:
    """A burst goes through, then one at a time; another asker has a bucket of their own."""
    clock = HandClock(T0)
    rates = Rates(clock, per_second=1.0, burst=2.0)
    assert [rates.take("a") > 0 for _ in range(3)] == [False, False, True]
    assert rates.take("b") == 0
    clock.advance(1.0)
    assert [rates.take("a") > 0 for _ in range(2)] == [False, True]


def test_refusals_are_lines_until_there_are_too_many() -> None:
    """An address that floods gets few lines, the next of which counts the rest; another's isn't held back."""
    clock = HandClock(T0)
    refusals = Refusals(clock)
    lines = [refusals.line("192.0.2.1", "no") for _ in range(AT_ONCE + 70)]
    assert lines == ["no"] * AT_ONCE + [None] * 70
    assert refusals.line("192.0.2.2", "no") == "no"
    clock.advance(1 / PER_SECOND)
    assert refusals.line("192.0.2.1", "no") == "no; 70 more before were not written down"
    many = [refusals.line(f"198.51.100.{n}", "no") for n in range(2 * ALL_AT_ONCE)]
    assert sum(line is not None for line in many) <= ALL_AT_ONCE


def test_a_session_is_read_only_where_it_was_signed() -> None:
    """Another secret, a changed letter, an old age: no session."""
    sessions = Sessions("s" * 32, timedelta(hours=1))
    session = sessions.new("ada", "proof")
    cookie = sessions.write(session)
    assert sessions.read(cookie) == session
    assert Sessions("t" * 32, timedelta(hours=1)).read(cookie) is None
    assert sessions.read(cookie[:-2] + "xx") is None
    assert sessions.read(None) is None
    assert sessions.knows(session, sessions.form_token(session))
    assert not sessions.knows(sessions.new("ada", "proof"), sessions.form_token(session))
    assert not sessions.knows(session, "ünïcode")


def test_a_proxy_is_believed_by_address_alone() -> None:
    """Networks count, names don't; roles are by user or group."""
    proxy = Proxy(
        peers=("10.0.0.0/24", "::1"),
        user_header="x-user",
        groups_header="x-groups",
        analysts=frozenset({"desk"}),
        admins=frozenset({"root"}),
    )
    assert [proxy.trusts(one) for one in ("10.0.0.9", "10.0.1.9", "::1", "proxy")] == [
        True,
        False,
        True,
        False,
    ]
    assert [proxy.role(*one) for one in (("ada", {"desk"}), ("root", set()), ("eve", {"x"}))] == [
        "analyst",
        "admin",
        "viewer",
    ]


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\nb"])
def test_nobody_is_sent_elsewhere(path: str) -> None:
    """What comes after a form is a page of this desk."""
    assert local_path(path, "/here") == "/here"
    assert local_path("/alerts/x?y=1", "/here") == "/alerts/x?y=1"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"state": "asleep"}, "state must be one of"),
        ({"pair": "x" * 5000}, "pair must be two powers"),
        ({"pair": "CHN-USA-RUS"}, "pair must be two powers"),
        ({"since": "yesterday"}, "since must be a day"),
        ({"since": "0001-01-01T00:00+14:00"}, "since must be a day"),
        ({"theme": "x" * 100}, "theme must be a name"),
        ({"assignee": "a\x00b"}, "assignee must be a name"),
    ],
)
def test_silly_filters_are_refused_in_words(query: dict[str, str], said: str) -> None:
    """The sentence names the field and what it must be."""
    with pytest.raises(HTTPException) as caught:
        asked.filters(query)
    assert caught.value.status_code == 400
    assert said in caught.value.detail
