"""What publishers write becomes plain text."""

import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.articles import MAX_TEXT_BYTES
from entente.ingest.text import cleaned, cut, looks_like_html, one_line, plain, without_title

any_text = st.text(st.characters(), max_size=300)
awkward = st.text(
    st.sampled_from(list(' \n\r\t\x00\x1f\x85\xa0\u200b\u2028\u202e\u0301e<>&;"\\\ud800\ufeff')), max_size=60
)


@given(any_text | awkward)
def test_plain_is_idempotent(text: str) -> None:
    """Cleaning twice changes nothing more, so a message sent on keeps its revision."""
    assert plain(plain(text)) == plain(text)


@given(any_text | awkward)
def test_plain_leaves_nothing_that_hides_or_breaks(text: str) -> None:
    """No control characters, lone surrogates, double spaces or runs of blank lines are left; it is NFC."""
    clean = plain(text)
    assert all(c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in clean)
    assert "  " not in clean
    assert "\n\n\n" not in clean
    assert clean == clean.strip()
    assert unicodedata.is_normalized("NFC", clean)
    msgspec.json.encode(clean)


def test_plain_mends_what_splits_a_name() -> None:
    """Soft hyphens, zero-width and no-break spaces, decomposed letters and line ends are all evened out."""
    assert plain("Rus\u00adsia and South\u00a0Korea\u200b\r\n\r\n\r\n\r\nE\u0301lyse\u0301e \u202etxet") == (
        "Russia and South Korea\n\nÉlysée txet"
    )


def test_plain_keeps_joiners_that_letters_need() -> None:
    """Persian's zero-width non-joiner and the emoji's joiner are letters, not noise."""
    assert plain("می\u200cرود 👩\u200d🌾") == "می\u200cرود 👩\u200d🌾"


@pytest.mark.parametrize(
    "text", ["5 < 6 and 7 > 3", "AT&T; said", "R&D", "if a <tag> says", "<3", "a < b & c", ""]
)
def test_plain_signs_are_no_html(text: str) -> None:
    """A sign that only looks like markup is left as it is."""
    assert not looks_like_html(text)
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Russia and <b>China</b> met.</p><p>They signed.</p>", "Russia and China met.\n\nThey signed."),
        ("one<br/>two<br>three", "one\ntwo\nthree"),
        ("<script>alert('x')</script><style>p{}</style>Talks<!-- hidden -->", "Talks"),
        ("AT&amp;T &lt;b&gt; &#8220;quoted&#x201d;", "AT&T <b> “quoted”"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("<table><tr><td>Oil</td><td>5</td></tr></table>", "Oil 5"),
        ("First line &amp;\n\nsecond <i>paragraph</i>", "First line &\n\nsecond paragraph"),
        ("<p>soft\nwrapped</p>", "soft wrapped"),
        ('<img src=x onerror="alert(1)"><a href="javascript:x">Moscow</a>', "Moscow"),
        ("<![CDATA[Kyiv]]>", "Kyiv"),
    ],
)
def test_html_becomes_its_text(markup: str, text: str) -> None:
    """Blocks become paragraphs, scripts and comments go, entities are read once."""
    assert cleaned(markup) == text


def test_deep_nesting_is_read_fast() -> None:
    """200,000 nested tags are no harm."""
    assert cleaned("<b>" * 200_000 + "deep") == "deep"


def test_title_is_one_line() -> None:
    """A title's line breaks, tags and entities become spaces and signs."""
    assert one_line(" Xi &amp; Putin\n <b>meet</b>\tin Beijing ") == "Xi & Putin meet in Beijing"


def test_a_first_line_that_repeats_the_title_is_dropped() -> None:
    """Lest each event of the headline counts twice."""
    assert without_title("Talks open\n\nThey began.", "Talks open") == "They began."
    assert (
        without_title("Talks open in Oslo\n\nThey began.", "Talks open")
        == "Talks open in Oslo\n\nThey began."
    )
    assert without_title("Talks open", "Talks open") == ""


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 200))
def test_cut_is_a_prefix_within_the_limit(text: str, limit: int) -> None:
    """A cut text is the longest whole beginning that fits."""
    short = cut(text, limit)
    assert text.startswith(short)
    assert len(short.encode()) <= limit
    assert short == text or len(text[: len(short) + 1].encode()) > limit


def test_a_text_full_of_quotes_still_fits_the_topic() -> None:
    """Escaping doubles such a text; the message must stay under the topic's 1 MiB all the same."""
    short = cut('"' * 5_000_000, MAX_TEXT_BYTES)
    assert len(short) > 400_000
    assert len(msgspec.json.encode(short)) <= 1_000_002
