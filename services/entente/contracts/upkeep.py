"""What keeps the fleet in step: the watchlist's versions, the sources' coverage, heartbeats."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from entente.contracts.values import Count, Instant


class WatchlistVersion(Struct, frozen=True, kw_only=True):
    """One whole version of the watchlist (topic watchlist, key: version)."""

    version: Annotated[
        str,
        Meta(
            description="`w`, when it takes effect, `-`, a hash of its files: as text, the newest sorts last."
        ),
    ]
    effective_at: Instant
    files_zlib: Annotated[
        bytes, Meta(description="zlib over a JSON object of file name to file text; at most 900 kB.")
    ]


class Coverage(Struct, frozen=True, kw_only=True):
    """How a source is heard (topic coverage, key: source); ingest writes one a minute and source."""

    source: str
    feed: Annotated[str | None, Meta(description="The feed's address or the archive's file name.")]
    at: Instant
    last_seen_at: Annotated[Instant | None, Meta(description="When its last new article was fetched.")]
    articles: Annotated[Count, Meta(description="New articles since the service started.")]
    errors: Annotated[Count, Meta(description="Failed fetches since the service started.")]
    last_error: str | None


class Erasure(Struct, frozen=True, kw_only=True):
    """That an article, or all of a source, is to be found no more (topic erasures, key: `what/name`).

    A null value under the same key lifts it: what is read again from then on is indexed again.
    """

    what: Literal["article", "source"]
    name: Annotated[str, Meta(min_length=1, max_length=200, description="The article's or the source's id.")]
    url: Annotated[str | None, Meta(description="The article's, by which alerts carry it; null: not known.")]
    who: str
    reason: str
    at: Instant


class Heartbeat(Struct, frozen=True, kw_only=True):
    """That a way through the fleet was open (topic heartbeats, key: `heartbeat-n`, one a way).

    Ingest writes one a minute and way to articles.raw; the tagger passes it on to signals, the detector to
    heartbeats, each once all that was read before it is done. It counts nowhere.
    """

    way: Annotated[
        str,
        Meta(
            pattern="^[0-9]+-[0-9]+$",
            description="The partitions that it passes: of articles.raw, then of signals.",
        ),
    ]
    at: Annotated[Instant, Meta(description="When ingest sent it.")]
