"""Feeds out of OPML, as the list that ingest reads. Pure.

Source: OPML 2.0: an outline with `xmlUrl` is a feed, its `text` or `title` names it.
"""

import xml.etree.ElementTree as ET
from collections.abc import Collection
from urllib.parse import urlsplit

import yaml
from msgspec import Struct

from entente.contracts.errors import Reason, Reject

MOST_FEEDS = 10_000


class Feed(Struct, frozen=True, kw_only=True):
    """A feed that was found."""

    url: str
    source: str
    title: str
    known: bool
    """Whether the watchlist knows its source."""


class Imported(Struct, frozen=True, kw_only=True):
    """What an OPML file holds."""

    feeds: tuple[Feed, ...]
    passed_over: tuple[str, ...]
    """What looked like a feed and can be none, with the reason."""


def read(text: str, known: Collection[str]) -> Imported:
    """Read the feeds of an OPML file; one that stands there twice counts once.

    Raises:
        Reject: it is no OPML, or declares a document type or entities, which no OPML needs.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Reject(Reason.INVALID, "an OPML file must not declare a document type or entities")
    try:
        root = ET.fromstring(text.strip())  # noqa: S314 - without a document type there are no entities
    except (ET.ParseError, ValueError) as error:
        raise Reject(Reason.MALFORMED, f"that is no OPML: {error}") from error
    if root.tag.lower() != "opml":
        raise Reject(Reason.MALFORMED, f"that is no OPML: it begins with <{root.tag[:40]}>")
    feeds: dict[str, Feed] = {}
    passed_over = []
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if not url:
            continue
        host = _host(url)
        if host is None:
            passed_over.append(f"{url[:120]}: not an http or https address")
        elif len(feeds) < MOST_FEEDS:
            title = outline.get("title") or outline.get("text") or host
            feeds.setdefault(url, Feed(url=url, source=host, title=title[:200], known=host in known))
    return Imported(feeds=tuple(feeds.values()), passed_over=tuple(passed_over))


def as_yaml(feeds: Collection[Feed]) -> str:
    """Write feeds as the file that ENTENTE_FEEDS_FILE names."""
    return yaml.safe_dump(
        [{"url": feed.url, "source": feed.source} for feed in feeds], sort_keys=False, allow_unicode=True
    )


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        return None
    return (parts.hostname or "").removeprefix("www.") if fits else None
