"""The tagger's settings."""

from entente.runtime.settings import FaustSettings


class TaggerSettings(FaustSettings):
    """What the tagger must know: which shard of the articles is its own."""
