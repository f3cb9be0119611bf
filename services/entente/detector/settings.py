"""The detector's settings."""

from entente.runtime.settings import RuntimeSettings


class DetectorSettings(RuntimeSettings):
    """What the detector must know is what every service must: its rules come with the watchlist."""
