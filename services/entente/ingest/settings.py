"""What ingest must know beside what every service must."""

from pathlib import Path

from pydantic import Field

from entente.ingest.feeds.fetching import FetchLimits
from entente.runtime.settings import RuntimeSettings


class IngestSettings(RuntimeSettings):
    """Which feeds are polled, and how politely."""

    feeds_file: Path | None = Field(
        default=None,
        description="YAML list of feeds: url, source, language, interval_minutes; null: no feeds.",
    )
    feed_state_dir: Path = Field(
        default=Path(".local/feeds"), description="Folder for what is remembered of each feed between polls."
    )
    feed_user_agent: str = Field(
        default="entente/0.1 (news monitoring)",
        min_length=1,
        max_length=200,
        description="How we introduce ourselves; name a contact.",
    )
    feed_private_hosts: str = Field(
        default="",
        description="Hosts that may have private addresses, separated by commas; all others may not.",
    )
    feed_max_mb: int = Field(
        default=5, ge=1, le=50, description="The largest document taken, in MiB unpacked."
    )
    feed_fetch_s: float = Field(default=30.0, gt=0, le=300, description="Seconds that a fetch may take.")
    feed_read_s: float = Field(
        default=10.0, ge=1, le=120, description="Seconds that reading a document may take."
    )
    feeds_at_once: int = Field(default=16, ge=1, le=200, description="Feeds polled at the same time.")
    feed_first_poll_s: float = Field(
        default=10.0, ge=0, le=3600, description="Seconds over which the first polls are spread."
    )
    coverage_every_s: float = Field(
        default=60.0,
        ge=1,
        le=300,
        description="Seconds between coverage records; ten minutes without one are taken for an outage.",
    )
    heartbeat_every_s: float = Field(
        default=60.0,
        ge=1,
        le=60,
        description="Seconds between heartbeats; whoever watches them expects one a minute.",
    )

    @property
    def private_hosts(self) -> tuple[str, ...]:
        """List the hosts that may have private addresses."""
        return tuple(host.strip() for host in self.feed_private_hosts.split(",") if host.strip())

    @property
    def limits(self) -> FetchLimits:
        """Give what a single fetch may cost."""
        return FetchLimits(max_bytes=self.feed_max_mb * 1024 * 1024, total_s=self.feed_fetch_s)
