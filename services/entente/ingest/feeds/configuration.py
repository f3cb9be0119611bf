"""Which feeds are polled, as the YAML file says it."""

from typing import Annotated
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec import Meta, Struct

from entente.contracts.errors import Misconfigured
from entente.ingest.article import host

EXAMPLE = "- {url: https://news.example/rss.xml, source: news.example, language: en, interval_minutes: 10}"


class Feed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One feed."""

    url: Annotated[str, Meta(pattern="^https?://[^/]")]
    source: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    """The watchlist's id; null: the host."""
    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")] | None = None
    interval_minutes: Annotated[float, Meta(ge=1, le=1440)] = 10
    full_text: Annotated[
        bool, Meta(description="Fetch the page of an entry that has a summary only, and take its text.")
    ] = False

    @property
    def source_id(self) -> str:
        """Name whose voice the feed is."""
        return self.source or host(self.url) or self.url

    @property
    def interval_s(self) -> float:
        """Give the usual time between two polls, in seconds."""
        return self.interval_minutes * 60


def parse_feeds(text: str, file: str) -> tuple[Feed, ...]:
    """Read the list of feeds.

    Raises:
        Misconfigured: it is no YAML, a feed has a wrong or unknown field, or one stands there twice.
    """
    try:
        listed = yaml.safe_load(text)
        feeds = msgspec.convert(listed or [], tuple[Feed, ...])
    except yaml.YAMLError as error:
        raise Misconfigured(f"{file} is no YAML: {' '.join(str(error).split())}") from error
    except msgspec.ValidationError as error:
        raise Misconfigured(f"{file}: {error}; a feed is written as {EXAMPLE}") from error
    seen: set[str] = set()
    for feed in feeds:
        if not _host(feed.url):
            raise Misconfigured(f"{file}: {feed.url} names no host; a feed is written as {EXAMPLE}")
        if feed.url in seen:
            raise Misconfigured(f"{file}: {feed.url} stands there twice; leave one")
        seen.add(feed.url)
    return feeds


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
