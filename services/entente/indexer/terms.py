"""What of a message may be kept for readers: by its source's terms, and by what was erased. Pure.

Kafka and the detector work with what came; this is about what people can search and read.
"""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from entente.contracts.alerts import Alert, AlertStory
from entente.contracts.articles import Article, TaggedArticle
from entente.contracts.registry import Message
from entente.contracts.signals import Signal, Story
from entente.contracts.upkeep import Erasure
from entente.contracts.values import Span
from entente.watchlist.model import Terms

EXTRACT = 400
"""Code points of a text that an extract keeps at most, cut at a sentence's end; a telling sentence's."""

ERASED = "[erased]"
"""Stands for the headline of what was erased, so that a count and its list still agree."""

T = TypeVar("T", Story, AlertStory)


class Keeping(msgspec.Struct, frozen=True, kw_only=True):
    """What may be kept: each source's terms, and articles, their addresses and sources that were erased."""

    terms: Mapping[str, Terms] = {}
    articles: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def of(self, source: str) -> Terms:
        """Give a source's terms; one that no watchlist names may be kept whole."""
        return self.terms.get(source, "full_text")

    def erases(self) -> bool:
        """Whether anything was erased at all."""
        return bool(self.articles or self.urls or self.sources)

    def gone(self, article_id: str | None, source: str, url: str | None) -> bool:
        """Whether an article was erased, by its id, its source or its address."""
        return article_id in self.articles or source in self.sources or url in self.urls


EVERYTHING = Keeping()
"""Nothing erased, no source with terms."""


def erasing(erasures: Mapping[str, Erasure], terms: Mapping[str, Terms]) -> Keeping:
    """Put the erasures in force and the sources' terms together."""
    articles = [one for one in erasures.values() if one.what == "article"]
    return Keeping(
        terms=terms,
        articles=frozenset(one.name for one in articles),
        urls=frozenset(one.url for one in articles if one.url is not None),
        sources=frozenset(one.name for one in erasures.values() if one.what == "source"),
    )


def kept(message: Message, keeping: Keeping) -> Message | None:
    """Cut a message down to what may be kept; null where nothing of it may.

    An article and its signals go as wholes. Stories and alerts stay, as their counts do, and lose the words
    of what was erased.
    """
    match message:
        case TaggedArticle(article=article):
            return None if keeping.gone(article.id, article.source, article.url) else _cut(message, keeping)
        case Signal():
            gone = keeping.gone(message.article_id, message.source, message.url)
            return None if gone else _without_sentences(message, keeping)
        case Story():
            members = tuple(m for m in message.members if not keeping.gone(m.article_id, m.source, m.url))
            return replace(_words(message, keeping), members=members)
        case Alert():
            return replace(message, stories=tuple(_words(story, keeping) for story in message.stories))
        case _:
            return message


def _cut(tagged: TaggedArticle, keeping: Keeping) -> TaggedArticle:
    terms = keeping.of(tagged.article.source)
    if terms == "full_text":
        return tagged
    before = len(tagged.article.full_text) - len(tagged.article.text)
    end = _extract_end(tagged.sentences, before, len(tagged.article.full_text))
    text = tagged.article.text[: end - before] if terms == "extract" else ""
    article: Article = replace(tagged.article, text=text, flags=(*tagged.article.flags, terms))
    themes = tuple(
        replace(theme, spans=tuple(span for span in theme.spans if span[1] <= len(article.full_text)))
        for theme in tagged.themes
    )
    sentences = tuple(span for span in tagged.sentences if span[1] <= len(article.full_text))
    return replace(tagged, article=article, themes=themes, sentences=sentences)


def _extract_end(sentences: tuple[Span, ...], start: int, end: int) -> int:
    """Say where an extract ends: with the last sentence that fits, else at its greatest length."""
    longest = min(start + EXTRACT, end)
    return max((stop for _, stop in sentences if start < stop <= longest), default=longest)


def _without_sentences(signal: Signal, keeping: Keeping) -> Signal:
    return replace(signal, sentences=()) if keeping.of(signal.source) == "link" else signal


def _words(story: T, keeping: Keeping) -> T:
    if keeping.gone(None, story.source, story.url):
        return replace(story, headline=ERASED, url=None, sentences=())
    return replace(story, sentences=()) if keeping.of(story.source) == "link" else story
