"""The indexer's settings."""

from pydantic import Field

from entente.runtime.search import SearchSettings


class IndexerSettings(SearchSettings):
    """What the indexer must know; its API key must be allowed to write."""

    batch: int = Field(
        default=1000,
        ge=1,
        le=5000,
        description="Records taken at once at most, which share a search and a bulk request.",
    )
