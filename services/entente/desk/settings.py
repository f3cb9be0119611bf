"""The desk's settings."""

import ipaddress
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator

from entente.desk.access.policy import LOOPBACK
from entente.runtime.search import SearchSettings

HeaderName = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9-]{1,64}$")]


class DeskSettings(SearchSettings):
    """What the desk must know beside what every service must."""

    desk_host: str = Field(default="127.0.0.1", description="Where the pages are served.")
    desk_port: int = Field(
        default=8765, ge=0, le=65535, description="Their port; 0: any free one, named in the log."
    )
    desk_hosts: list[str] = Field(
        default_factory=list,
        description='Names it may be called by beside loopback and desk_host, as JSON: ["desk.example"].',
    )
    desk_users_file: Path | None = Field(
        default=None, description="Local users and API tokens; `entente desk user add` writes it."
    )
    desk_secret: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Signs sessions, the same in every copy of the desk; null: a new one each start.",
    )
    desk_session_hours: float = Field(default=12.0, gt=0, le=720, description="How long a login lasts.")
    desk_secure_cookies: bool = Field(
        default=False, description="Cookies by https only; say so where TLS ends in front of the desk."
    )
    desk_trusted_proxies: list[str] = Field(
        default_factory=list,
        description='Addresses or networks whose user header is believed, as JSON: ["10.0.0.5"].',
    )
    desk_user_header: HeaderName = Field(
        default="X-Forwarded-User", description="Where a trusted proxy names the user."
    )
    desk_groups_header: HeaderName = Field(
        default="X-Forwarded-Groups", description="Where a trusted proxy names the user's groups."
    )
    desk_admins: list[str] = Field(
        default_factory=list, description="A proxy's users or groups who are admin."
    )
    desk_analysts: list[str] = Field(
        default_factory=list, description="A proxy's users or groups who are analyst; the rest may look."
    )
    desk_requests_per_second: float = Field(
        default=50.0, gt=0, description="Requests a second from one address, four times that at once."
    )
    desk_open_as: str = Field(
        default="desk",
        min_length=1,
        max_length=64,
        description="Who acts where nobody is asked: on loopback.",
    )
    kibana_url: str | None = Field(
        default=None, pattern="^https?://", description="Where Kibana answers, for links from alerts."
    )
    alertmanager_url: str | None = Field(
        default=None, pattern="^https?://", description="Where Alertmanager answers, to say whether it does."
    )

    @property
    def asks_who(self) -> bool:
        """Say whether anybody is asked who they are."""
        return self.desk_users_file is not None or bool(self.desk_trusted_proxies)

    @model_validator(mode="after")
    def _open_on_loopback_only(self) -> Self:
        if self.desk_host not in LOOPBACK and not self.asks_who:
            raise ValueError(
                f"desk_host is {self.desk_host!r} and nobody is asked who they are: set "
                "ENTENTE_DESK_USERS_FILE (`entente desk user add`) or ENTENTE_DESK_TRUSTED_PROXIES, "
                "or serve on 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _proxies_are_addresses(self) -> Self:
        for one in self.desk_trusted_proxies:
            try:
                ipaddress.ip_network(one, strict=False)
            except ValueError as error:
                raise ValueError(f"desk_trusted_proxies: {one!r} is no address or network") from error
        return self
