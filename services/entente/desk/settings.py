"""The desk's settings."""

from typing import Self

from pydantic import Field, model_validator

from entente.runtime.search import SearchSettings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class DeskSettings(SearchSettings):
    """What the desk must know beside what every service must."""

    desk_host: str = Field(default="127.0.0.1", description="Where the pages are served; loopback only.")
    desk_port: int = Field(
        default=8765, ge=0, le=65535, description="Their port; 0: any free one, named in the log."
    )

    @model_validator(mode="after")
    def _loopback_only(self) -> Self:
        if self.desk_host not in LOOPBACK:
            raise ValueError(
                f"desk_host is {self.desk_host!r}: the pages ask for no login yet, so they are served on "
                "127.0.0.1 only; put a proxy that asks for one in front"
            )
        return self
