"""The notifier's settings."""

from pydantic import Field

from entente.runtime.settings import RuntimeSettings


class NotifierSettings(RuntimeSettings):
    """What the notifier must know beside what every service must."""

    notify_console: bool = Field(default=True, description="Whether alerts are printed on standard output.")
    alertmanager_url: str | None = Field(
        default=None,
        pattern="^https?://",
        description="Alertmanager's address, such as http://127.0.0.1:9093.",
    )
    desk_url: str | None = Field(
        default=None, pattern="^https?://", description="The desk's address, for links in what is sent."
    )
    notify_max_age_hours: float = Field(
        default=48,
        gt=0,
        description="An episode that ended longer ago is past: it is recorded, nobody is told.",
    )
