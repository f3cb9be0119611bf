"""Marks in texts, as HTML in which no text is a tag."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.articles import TaggedArticle
from entente.contracts.signals import Signal
from entente.desk.highlight import Highlight, article, render, sentence
from support.examples import example


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


SPANS = st.tuples(st.integers(-2, 60), st.integers(-2, 60))


@given(st.text(max_size=50), st.lists(SPANS, max_size=6))
def test_marking_changes_no_letter(text: str, spans: list[tuple[int, int]]) -> None:
    """However marks overlap or miss, the text without tags is the text."""
    marks = [Highlight(span=span, kind="actor", label='"<b>"') for span in spans]
    assert _plain(render(text, marks)) == text


def test_overlapping_marks_share_their_pieces() -> None:
    """A piece that two marks cover bears both kinds and both labels."""
    marked = render(
        "abc",
        [Highlight(span=(0, 2), kind="actor", label="A"), Highlight(span=(1, 3), kind="theme", label="B")],
    )
    assert marked == (
        '<mark class="actor" title="A">a</mark>'
        '<mark class="actor theme" title="A; B">b</mark>'
        '<mark class="theme" title="B">c</mark>'
    )


def test_a_hostile_text_is_text() -> None:
    """Neither a text nor a label can open a tag or leave its attribute."""
    marked = render("<script>x</script>", [Highlight(span=(0, 8), kind="actor", label='"><img src=x>')])
    assert "<script" not in marked
    assert "<img" not in marked


def test_an_example_sentence_shows_who_did_what() -> None:
    """The telling sentence of the example signal has its actors, event and theme marked."""
    marked = sentence(example(Signal).sentences[0])
    assert '<mark class="event" title="event: AGREE">signed</mark>' in marked
    assert '<mark class="actor" title="actor: RUS">Russia</mark>' in marked


def test_an_article_shows_modality() -> None:
    """An article as read has the cue of a hypothetical event marked as such."""
    marked = article(example(TaggedArticle))
    assert '<mark class="modality" title="hypothetical">may</mark>' in marked
