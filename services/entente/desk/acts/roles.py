"""Who may do what. Pure."""

from typing import Literal, get_args

Role = Literal["viewer", "analyst", "admin"]
Deed = Literal["look", "act", "publish", "audit"]

ROLES: tuple[Role, ...] = get_args(Role)
_LEAST: dict[Deed, Role] = {"look": "viewer", "act": "analyst", "publish": "admin", "audit": "admin"}


def may(role: Role, deed: Deed) -> bool:
    """Say whether a role suffices: an admin may all that an analyst may, who may all that a viewer may."""
    return ROLES.index(role) >= ROLES.index(_LEAST[deed])


def least(deed: Deed) -> Role:
    """Name the least role that suffices."""
    return _LEAST[deed]
