"""The text of an article's page, where its feed gives a summary only."""

import msgspec

from entente.contracts.articles import MAX_TEXT_BYTES, Article
from entente.contracts.identity import text_revision
from entente.ingest.article import CUT
from entente.ingest.text import cut, plain, without_title


class Page(msgspec.Struct, frozen=True, tag=True):
    """A page to be read."""

    body: bytes
    url: str


class PageText(msgspec.Struct, frozen=True, tag=True):
    """The article's text on a page; null where none is found."""

    text: str | None


def read_page(page: Page) -> PageText:
    """Find the article's text on a page, without menus, comments and advertisements."""
    # Imported here: it takes a second, and most feeds never ask for it.
    import trafilatura  # noqa: PLC0415

    text = trafilatura.extract(page.body, url=page.url, include_comments=False, include_tables=False)
    return PageText(text)


def with_full_text(article: Article, text: str | None) -> Article:
    """Put a page's text in place of the feed's, where it says more."""
    whole = without_title(plain(text or ""), article.title)
    short = cut(whole, MAX_TEXT_BYTES)
    if len(short) <= len(article.text):
        return article
    flags = article.flags if short == whole or CUT in article.flags else (*article.flags, CUT)
    return msgspec.structs.replace(
        article, text=short, revision=text_revision(article.title, short), flags=flags
    )
