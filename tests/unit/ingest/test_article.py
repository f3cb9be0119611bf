"""One article, from what a publisher gave to what is sent."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.articles import MAX_TEXT_BYTES, Article
from entente.contracts.codec import decode, encode
from entente.contracts.errors import Reason, Reject
from entente.contracts.identity import article_id, text_revision
from entente.ingest.article import Given, host, language, normalise

NOW = datetime(2025, 9, 7, 12, tzinfo=UTC)
URL = "https://www.northwire.example/2025/09/07/talks"


def _article(**fields: object) -> Article:
    given = {"url": URL, "title": "Talks open", "text": "They began.", "published_at": "2025-09-07T06:30:00Z"}
    return normalise(msgspec.convert(given | fields, Given), NOW)


def test_a_whole_article() -> None:
    """Id and revision follow from URL and words, the source from the host, fetched_at from the date."""
    assert _article(language="en-GB") == Article(
        id=article_id(URL, "northwire.example", "Talks open", None),
        revision=text_revision("Talks open", "They began."),
        url=URL,
        source="northwire.example",
        title="Talks open",
        text="They began.",
        language="en",
        published_at=datetime(2025, 9, 7, 6, 30, tzinfo=UTC),
        published_precision="second",
        fetched_at=datetime(2025, 9, 7, 6, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("written", [None, "soon", [], "2025-09-07T13:00:01Z", "2031-01-01"])
def test_a_date_not_to_be_believed_makes_it_undated(written: object) -> None:
    """Missing, unreadable, of a wrong type, or more than an hour ahead: flagged, null, and fetched now."""
    article = _article(published_at=written)
    assert (article.published_at, article.flags, article.fetched_at) == (None, ("undated",), NOW)


def test_a_day_keeps_its_precision() -> None:
    """A date without a time is known to the day only."""
    article = _article(published_at="2025-09-06")
    assert (article.published_precision, article.published_at) == ("day", datetime(2025, 9, 6, tzinfo=UTC))


def test_an_archives_own_fetched_at_counts_but_never_lies_ahead() -> None:
    """Of two updates the later fetched counts, so one from the future would stand for ever."""
    assert _article(fetched_at="2025-09-07T07:00:00Z").fetched_at == NOW - timedelta(hours=5)
    assert _article(fetched_at="2031-01-01").fetched_at == NOW
    assert _article(fetched_at="never").fetched_at == datetime(2025, 9, 7, 6, 30, tzinfo=UTC)


def test_five_megabytes_are_cut_and_flagged() -> None:
    """A text beyond 512 kB is cut at a whole character, and says so."""
    article = _article(text="ы" * 2_500_000)
    assert article.flags == ("cut",)
    assert len(article.text.encode()) == MAX_TEXT_BYTES
    assert len(encode(article)) < 1024 * 1024


def test_a_whole_text_is_not_flagged() -> None:
    """At the limit nothing is cut."""
    assert _article(text="x" * MAX_TEXT_BYTES).flags == ()


def test_without_words_it_is_rejected() -> None:
    """Neither title nor text: there is nothing to send."""
    with pytest.raises(Reject, match="neither a title nor a text") as caught:
        _article(title=" \x00", text="<p></p>")
    assert caught.value.reason is Reason.INVALID


@pytest.mark.parametrize(
    "url",
    [None, "", "ftp://a.example/x", "javascript:alert(1)", "/relative", "https://[bad", "http://a:99999/"],
)
def test_without_source_or_usable_url_it_is_rejected(url: str | None) -> None:
    """Nothing tells whose voice it is."""
    with pytest.raises(Reject, match="neither a source nor"):
        _article(url=url)


def test_without_url_the_publishers_own_id_names_it() -> None:
    """Two articles of one source, title and day are told apart by their own ids; ours are kept."""
    one, other = (_article(url=None, source="agency", id=name).id for name in ("a1", "a2"))
    assert one != other
    assert _article(url=None, source="agency", id="0" * 32).id == "0" * 32


def test_with_a_url_the_publishers_own_id_does_not_count() -> None:
    """The same page from two archives is one article."""
    assert _article(id="a1").id == _article().id


def test_without_title_the_text_names_it() -> None:
    """Untitled articles of one source and day are not one."""
    one, other = (_article(url=None, source="a", title=None, text=t).id for t in ("One thing.", "Another."))
    assert one != other


def test_the_name_does_not_depend_on_the_clock() -> None:
    """An article that is ahead of its time today keeps its name tomorrow."""
    given = Given(source="agency", title="Talks", published_at="2025-09-08")
    assert normalise(given, NOW).id == normalise(given, NOW + timedelta(days=2)).id


def test_host_and_language_are_plain() -> None:
    """Hosts lose www, tags their region; what is no tag is no language."""
    assert host("https://WWW.TASS.com:443/x") == "tass.com"
    assert [language(tag) for tag in ("EN", "zh-Hant-TW", "pt_BR", "English", "", None)] == [
        "en", "zh", "pt", None, None, None,
    ]  # fmt: skip


anything = st.text(max_size=50) | st.none()


@given(
    st.builds(
        Given,
        id=anything,
        url=anything,
        source=anything,
        title=anything,
        text=anything,
        language=anything,
        published_at=anything | st.integers() | st.floats(),
        fetched_at=anything,
    )
)
def test_whatever_is_given_makes_a_valid_message_or_a_reject(given_: Given) -> None:
    """An article that is made decodes as itself; all else is rejected, never anything worse."""
    with suppress(Reject):
        article = normalise(given_, NOW)
        assert decode(Article, encode(article)) == article
