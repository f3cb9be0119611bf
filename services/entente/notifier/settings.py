"""The notifier's settings."""

from pathlib import Path

from pydantic import Field

from entente.runtime.settings import RuntimeSettings


class NotifierSettings(RuntimeSettings):
    """What the notifier must know beside what every service must."""

    notifier_routes_file: Path | None = Field(
        default=None,
        description="Who is told of what, as docs/alerting.md says; none: everything, on standard output.",
    )
    alertmanager_url: str | None = Field(
        default=None,
        pattern="^https?://",
        description="Alertmanager's address, such as http://127.0.0.1:9093; it takes every alert.",
    )
    desk_url: str | None = Field(
        default=None, pattern="^https?://", description="The desk's address, for links in what is sent."
    )
    notify_max_age_hours: float = Field(
        default=48,
        gt=0,
        description="An episode that ended longer ago is past: it is recorded, nobody is told.",
    )
