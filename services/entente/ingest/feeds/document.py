"""What a feed's document says: its entries, and the words of each as they are sent.

Runs in a process that can be killed (see `parser.py`): a document may be made to take for ever.
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

import fastfeedparser
import feedparser
import msgspec
from fastfeedparser import main as fast

from entente.contracts.articles import Article
from entente.contracts.errors import Reason, Reject
from entente.ingest.article import Given, normalise
from entente.ingest.feeds.encoding import as_utf8, possible_characters
from entente.ingest.feeds.prolog import declares_entities

Reader = Literal["fast", "thorough"]

MAX_ENTRIES = 2000
_NEEDS_CARE = re.compile(
    rb"<(?:title|description|summary)\b[^>]*>[^<]*<(?!/|!\[CDATA\[)"  # markup that isn't escaped
    rb"|<media:(?:title|description)\b"  # another's title, taken for the entry's where it comes first
    rb"|http://purl\.org/atom/ns#|mode=[\"']base64"  # Atom 0.3
)
"""What fastfeedparser reads wrong, as found on feedparser's own test files."""

_FEEDPARSER_FAILS = (ValueError, LookupError, TypeError, AttributeError)
"""What feedparser raised on one in forty of its own test files, each spoilt in a few places."""

_SUMMARY_CHARS = 1000
"""What is shorter, and not marked as the content, is a summary."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A document to be read."""

    body: bytes
    content_type: str
    url: str
    source: str
    language: str | None
    now: datetime
    reader: Reader = "fast"


class Entry(msgspec.Struct, frozen=True):
    """One entry, ready to be sent."""

    article: Article
    summary_only: bool


class Document(msgspec.Struct, frozen=True, tag=True):
    """What was read: entries in the feed's order, each id once, and those that can't be used."""

    entries: tuple[Entry, ...]
    rejected: tuple[str, ...]
    reader: str


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as a reader found it."""

    id: str | None
    url: str | None
    title: str | None
    content: str | None
    summary: str | None
    published: str | None


def read_document(asked: Asked) -> Document:
    """Read a feed's document.

    Raises:
        Reject: it is no feed, or declares entities; the detail says what it is.
    """
    body = asked.body.strip()
    if not body:
        raise Reject(Reason.EMPTY, "the document is empty")
    if body.startswith(b"{") or ("json" in asked.content_type and not body.startswith(b"<")):
        return _document(asked, "json feed", *_json_feed(body))
    if declares_entities(body):
        raise Reject(Reason.UNSUPPORTED, "the document declares XML entities, which are refused")
    body = possible_characters(as_utf8(body, asked.content_type))
    if asked.reader == "fast" and not _NEEDS_CARE.search(body) and (quick := _fast(body)) is not None:
        return _document(asked, "fastfeedparser", *quick)
    try:
        return _document(asked, "feedparser", *_thorough(body, asked))
    except _FEEDPARSER_FAILS as error:
        if asked.reader == "fast" and (quick := _fast(body)) is not None:
            return _document(asked, "fastfeedparser", *quick)
        raise Reject(Reason.MALFORMED, f"no reader survives it: {type(error).__name__}: {error}") from error


def _document(asked: Asked, reader: str, language: str | None, found: Iterable[_Found | str]) -> Document:
    entries: dict[str, Entry] = {}
    rejected: list[str] = []
    for number, one in enumerate(found, 1):
        if number > MAX_ENTRIES:
            rejected.append(f"entries beyond the first {MAX_ENTRIES}")
            break
        if isinstance(one, str):
            rejected.append(f"entry {number}: {one}")
            continue
        text = one.content or one.summary
        given = Given(
            id=one.id,
            url=_absolute(asked.url, one.url),
            source=asked.source,
            title=one.title,
            text=text,
            language=asked.language or language,
            published_at=one.published,
            fetched_at=asked.now.isoformat(),
        )
        try:
            article = normalise(given, asked.now)
        except Reject as error:
            rejected.append(f"entry {number}: {error.detail}")
            continue
        summary_only = not one.content and len(article.text) < _SUMMARY_CHARS
        entries.setdefault(article.id, Entry(article, summary_only))
    return Document(tuple(entries.values()), tuple(rejected), reader)


def _absolute(base: str, link: str | None) -> str | None:
    try:
        return urljoin(base, link.strip()) if link else None
    except ValueError:  # such as http://[bad
        return None


def _fast(body: bytes) -> tuple[str | None, list[_Found]] | None:
    """Read with fastfeedparser; null where it finds no feed, no entry, or an entry without words."""
    _take_dates_as_written()
    try:
        feed = fastfeedparser.parse(
            body, include_tags=False, include_media=False, include_enclosures=False, include_content=True
        )
    except (ValueError, SyntaxError):
        return None
    found = [_fast_entry(entry) for entry in feed["entries"]]
    if not found or not all(one.title or one.content or one.summary for one in found):
        return None
    return _text(feed["feed"].get("language")), found


def _take_dates_as_written() -> None:
    """Keep fastfeedparser from reading dates: it fills up incomplete ones from today's, and ids as dates."""
    if not callable(getattr(fast, "_parse_date", None)):
        raise TypeError("fastfeedparser has no _parse_date any more: its dates can't be had as written")
    fast._parse_date = _as_written  # noqa: SLF001 - it offers no other way


def _as_written(date: str) -> str | None:
    return date.strip() or None


def _fast_entry(entry: dict[str, object]) -> _Found:
    published = _text(entry.get("published")) or _text(entry.get("updated"))
    name = _text(entry.get("id"))
    content, summary = _longest(entry.get("content")), _text(entry.get("description"))
    return _Found(
        id=name,
        url=_text(entry.get("link")),
        title=_text(entry.get("title")),
        content=None if content == summary else content,  # it repeats a description as the content
        summary=summary,
        published=None if published == name else published,
    )


def _thorough(body: bytes, asked: Asked) -> tuple[str | None, list[_Found]]:
    """Read with feedparser.

    Raises:
        Reject: it finds no feed either.
    """
    headers = {"content-type": "application/xml", "content-location": asked.url}
    feed = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not feed.get("version") and not feed["entries"]:
        start = " ".join(body[:200].decode("utf-8", "replace").split())[:60]
        raise Reject(Reason.MALFORMED, f"it is neither RSS, Atom nor JSON Feed: it begins with {start!r}")
    found = [
        _Found(
            id=_text(entry.get("id")),
            url=_text(entry.get("link")),
            title=_text(entry.get("title")),
            content=_longest(entry.get("content")),
            summary=_text(entry.get("summary")),
            published=_text(entry.get("published")) or _text(entry.get("updated")),
        )
        for entry in feed["entries"]
    ]
    return _text(feed["feed"].get("language")), found


def _longest(contents: object) -> str | None:
    values = [_text(one.get("value")) for one in contents or ()] if isinstance(contents, list) else []
    return max((value for value in values if value), key=len, default=None)


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) and value.strip() else None


class _JsonItem(msgspec.Struct, frozen=True):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


class _JsonFeed(msgspec.Struct, frozen=True):
    version: str
    items: tuple[msgspec.Raw, ...]
    language: str | None = None


def _json_feed(body: bytes) -> tuple[str | None, Iterator[_Found | str]]:
    """Read a JSON Feed.

    Source: JSON Feed 1.1, jsonfeed.org.

    Raises:
        Reject: it is none.
    """
    try:
        feed = msgspec.json.decode(body, type=_JsonFeed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Reject(Reason.MALFORMED, f"it is no JSON Feed: {error}") from error
    if "jsonfeed" not in feed.version:
        raise Reject(Reason.MALFORMED, f"it is no JSON Feed: its version is {feed.version[:60]!r}")
    return feed.language, map(_json_entry, feed.items)


def _json_entry(raw: msgspec.Raw) -> _Found | str:
    try:
        item = msgspec.json.decode(raw, type=_JsonItem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return str(error)
    return _Found(
        id=None if item.id is None else str(item.id),
        url=item.url or item.external_url,
        title=item.title,
        content=item.content_html or item.content_text,
        summary=item.summary,
        published=item.date_published or item.date_modified,
    )
