"""How people are let in, as the settings say it. Pure."""

import ipaddress
from collections.abc import Collection
from datetime import timedelta

from msgspec import Struct

from entente.desk.acts.roles import Role

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Proxy(Struct, frozen=True, kw_only=True):
    """A proxy in front that has asked who it is (OIDC), and says so in headers."""

    peers: tuple[str, ...]
    """Addresses or networks from which its word is taken."""
    user_header: str
    groups_header: str
    analysts: frozenset[str]
    admins: frozenset[str]

    def trusts(self, peer: str) -> bool:
        """Say whether a peer is the proxy."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in ipaddress.ip_network(one, strict=False) for one in self.peers)

    def role(self, who: str, groups: Collection[str]) -> Role:
        """Give the role of a user, by name or group; whoever is named nowhere may look."""
        names = {who, *groups}
        if names & self.admins:
            return "admin"
        return "analyst" if names & self.analysts else "viewer"


class Policy(Struct, frozen=True, kw_only=True):
    """Who is let in how."""

    proxy: Proxy | None = None
    open_to: str | None = None
    """Under which name whoever comes is let in as admin, where nobody is asked: on loopback alone."""
    hosts: frozenset[str] = LOOPBACK
    """Names that the desk goes by; under another a page elsewhere may be trying to use this browser."""
    secure: bool = False
    """Whether cookies travel by https only."""
    session: timedelta = timedelta(hours=12)
    per_second: float = 50.0


class Asker(Struct, frozen=True, kw_only=True):
    """Who asks."""

    name: str
    role: Role
    by: str
    """session, proxy, token or open."""
