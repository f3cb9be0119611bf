"""What keeps the fleet in step: the watchlist's versions and the sources' coverage."""

from typing import Annotated

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
