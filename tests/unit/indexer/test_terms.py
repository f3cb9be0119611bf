"""What may be kept of a message: by its source's terms, and by what was erased."""

import pytest
from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.errors import Misconfigured
from entente.contracts.registry import Message
from entente.contracts.signals import Signal, Story
from entente.contracts.upkeep import Coverage, Erasure
from entente.indexer.keeper import source_terms
from entente.indexer.terms import ERASED, EXTRACT, Keeping, erasing, kept
from entente.watchlist.model import Terms
from support.examples import example


def _long() -> TaggedArticle:
    tagged = example(TaggedArticle)
    article = replace(tagged.article, title="Talks", text="Short one. " + "x" * 300 + ". " + "y" * 500 + ".")
    return replace(tagged, article=article, sentences=((7, 17), (18, 319), (320, 821)))


def _under(terms: Terms, tagged: TaggedArticle) -> TaggedArticle:
    left = kept(tagged, Keeping(terms={tagged.article.source: terms}))
    assert isinstance(left, TaggedArticle)
    return left


def test_a_source_without_terms_is_kept_whole() -> None:
    """Full text is what a source allows unless the watchlist says otherwise."""
    assert kept(_long(), Keeping()) == _long()
    assert _under("full_text", _long()) == _long()


def test_an_extract_ends_with_a_sentence() -> None:
    """The last whole sentence within 400 code points ends it; it is marked as an extract."""
    left = _under("extract", _long())
    assert left.article.text == "Short one. " + "x" * 300 + "."
    assert left.article.flags[-1] == "extract"
    assert left.sentences == ((7, 17), (18, 319))


def test_an_extract_of_one_long_sentence_is_cut() -> None:
    """Where no sentence ends soon enough, the length decides."""
    tagged = _long()
    tagged = replace(tagged, article=replace(tagged.article, text="z" * 900), sentences=((7, 907),))
    assert _under("extract", tagged).article.text == "z" * EXTRACT


def test_a_short_text_is_its_own_extract() -> None:
    """Nothing is added where less is there."""
    tagged = replace(_long(), article=replace(_long().article, text="Short."), sentences=((7, 13),))
    assert _under("extract", tagged).article.text == "Short."


def test_a_link_keeps_no_text() -> None:
    """Title, address and what was read in it stay; text and sentences don't, in no message."""
    left = _under("link", _long())
    assert (left.article.text, left.article.title) == ("", "Talks")
    assert left.events == _long().events
    for message in (example(Signal), example(Story)):
        assert isinstance(message, Signal | Story)
        shown = kept(message, Keeping(terms={message.source: "link"}))
        assert isinstance(shown, Signal | Story)
        assert shown.sentences == ()
        assert message.sentences
    alert = example(Alert)
    shown = kept(alert, Keeping(terms={story.source: "link" for story in alert.stories}))
    assert isinstance(shown, Alert)
    assert [story.sentences for story in shown.stories] == [()] * len(alert.stories)


def _erasure(what: str, name: str, url: str | None = None) -> dict[str, Erasure]:
    return {f"{what}/{name}": example(Erasure, what=what, name=name, url=url)}


@pytest.mark.parametrize("kind", [TaggedArticle, Signal])
@pytest.mark.parametrize("what", ["article", "source"])
def test_an_erased_article_and_its_signals_are_gone(kind: type[Message], what: str) -> None:
    """By the article's id as by its source."""
    message = example(kind)
    assert isinstance(message, TaggedArticle | Signal)
    article_id = message.article.id if isinstance(message, TaggedArticle) else message.article_id
    source = message.article.source if isinstance(message, TaggedArticle) else message.source
    assert kept(message, erasing(_erasure(what, article_id if what == "article" else source), {})) is None
    assert kept(message, erasing(_erasure(what, "another"), {})) == message


def test_stories_and_alerts_lose_the_words_of_the_erased_and_keep_their_counts() -> None:
    """No headline, address or sentence of an erased source is left; how many there were is."""
    story, alert = example(Story), example(Alert)
    left = kept(story, erasing(_erasure("source", story.source), {}))
    assert isinstance(left, Story)
    assert (left.headline, left.url, left.sentences) == (ERASED, None, ())
    assert story.source not in {member.source for member in left.members}
    assert left.voices == story.voices
    gone = alert.stories[0]
    shown = kept(alert, erasing(_erasure("article", "some", gone.url), {}))
    assert isinstance(shown, Alert)
    assert shown.stories[0].headline == ERASED
    assert len(shown.stories) == len(alert.stories)


def test_other_messages_are_kept() -> None:
    """A source's coverage says nothing of its articles."""
    coverage = example(Coverage)
    assert kept(coverage, erasing(_erasure("source", coverage.source), {})) == coverage


def test_terms_are_read_from_a_watchlists_sources() -> None:
    """Only terms other than full text are of interest; other files aren't read."""
    files = {"sources.yaml": "- {id: a, terms: link, name: x}\n- {id: b}\n", "themes.yaml": "- [}"}
    assert source_terms(files) == {"a": "link"}


@pytest.mark.parametrize("text", ["- {id: a, terms: whole}", "- [}", "7"])
def test_terms_that_cant_be_read_are_refused(text: str) -> None:
    """An unknown word, no YAML, no list."""
    with pytest.raises(Misconfigured, match="sources can't be read"):
        source_terms({"sources.yaml": text})
