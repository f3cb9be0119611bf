"""The indexer's settings."""

from entente.runtime.search import SearchSettings


class IndexerSettings(SearchSettings):
    """What the indexer must know; its API key must be allowed to write."""
