"""One article, from what a publisher gave to what is sent: pure, and the same for files and feeds."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from entente.contracts.articles import MAX_TEXT_BYTES, Article
from entente.contracts.errors import Reason, Reject
from entente.contracts.identity import article_id, digest, text_revision
from entente.ingest.dates import Dated, ahead_of, read_date
from entente.ingest.text import MAX_TITLE_BYTES, cleaned, cut, cut_bytes, one_line, without_title

UNDATED = "undated"
CUT = "cut"

MAX_URL = 2048
"""What browsers and servers take; a longer one is a payload."""

_MAX_SOURCE = 200
_MAX_MARKUP_BYTES = 4 * MAX_TEXT_BYTES
"""Markup is cut here before it is read; the text in it is the smaller part."""

_OWN_ID = re.compile(r"[0-9a-f]{32}")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,12})?")
_NAME_FROM_TEXT = 200


class Given(Struct, frozen=True, kw_only=True):
    """What a publisher gave for one article, uncleaned; dates are text or numbers."""

    id: str | None = None
    url: str | None = None
    source: str | None = None
    title: str | None = None
    text: str | None = None
    language: str | None = None
    published_at: object = None
    fetched_at: object = None


def normalise(given: Given, now: datetime) -> Article:
    """Make the article that is sent.

    Args:
        given: what the publisher gave.
        now: ingest's own clock; a date more than an hour past it is not believed.

    Raises:
        Reject: it has neither title nor text, or neither a source nor a URL to tell it from.
    """
    title, text, flags = _words(given)
    url = _usable(given.url)
    source = (given.source and one_line(given.source)[:_MAX_SOURCE]) or host(url)
    if not source:
        raise Reject(Reason.INVALID, "it has neither a source nor an http(s) URL to tell one from")
    dated = read_date(given.published_at)
    believed = None if dated is None or ahead_of(dated.at, now) else dated
    if believed is None:
        flags = (UNDATED, *flags)
    return Article(
        id=_name(given.id, url, source, title or text[:_NAME_FROM_TEXT], dated),
        revision=text_revision(title, text),
        url=url,
        source=source,
        title=title,
        text=text,
        language=language(given.language),
        published_at=believed.at if believed else None,
        published_precision=believed.precision if believed else "second",
        fetched_at=_fetched(given.fetched_at, believed, now),
        flags=flags,
    )


def _words(given: Given) -> tuple[str, str, tuple[str, ...]]:
    markup = cut_bytes(given.text or "", _MAX_MARKUP_BYTES)
    title, whole = one_line(given.title or ""), cleaned(markup)
    text = without_title(whole, title)
    if not title and not text:
        raise Reject(Reason.INVALID, "it has neither a title nor a text")
    short_title, short_text = cut(title, MAX_TITLE_BYTES), cut(text, MAX_TEXT_BYTES)
    lost = (short_title, short_text) != (title, text) or len(markup) < len(given.text or "")
    return short_title, short_text, (CUT,) if lost else ()


def _name(own: str | None, url: str | None, source: str, title: str, dated: Dated | None) -> str:
    """Name it by its URL, else by the name the publisher gave it, else by what it says and its day.

    The day is the one written, believed or not, so that the name stays the same on another day.
    """
    if url is None and own:
        return own if _OWN_ID.fullmatch(own) else digest("own", source, own)
    return article_id(url, source, title, dated.at.date() if dated else None)


def _fetched(written: object, published: Dated | None, now: datetime) -> datetime:
    """Take the archive's own field, else the publication, else now; never later than now.

    Of two updates the later fetched counts: a date ahead of time would hold its place for ever.
    """
    fetched = read_date(written) or published
    return now if fetched is None else min(fetched.at, now)


def _usable(url: str | None) -> str | None:
    if not url or len(url) > MAX_URL or not url.isprintable():
        return None
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return url.strip() if usable else None


def host(url: str | None) -> str | None:
    """Give a URL's host as a source's id: lower case, without `www.`."""
    name = urlsplit(url).hostname if url else None
    return name.removeprefix("www.") if name else None


def language(tag: str | None) -> str | None:
    """Give a language tag's first part in lower case (`zh-Hant-TW` -> `zh`); null where it is no tag."""
    m = _LANGUAGE.fullmatch(tag.strip()) if tag else None
    return m[1].lower() if m else None
