"""The watchlist in force, as the pages look at it: read once a version."""

from collections.abc import Mapping

from entente.contracts.errors import Misconfigured
from entente.contracts.upkeep import WatchlistVersion
from entente.watchlist.loader import default_files, parse
from entente.watchlist.model import Watchlist
from entente.watchlist.pack import unpack


class Watched:
    """What is watched; before any version was published, the default."""

    def __init__(self) -> None:
        self._known: tuple[str | None, Watchlist | None] | None = None

    def files(self, version: WatchlistVersion | None) -> Mapping[str, str]:
        """Give the files of a version."""
        return default_files() if version is None else unpack(version)

    def read(self, version: WatchlistVersion | None) -> Watchlist | None:
        """Read a version; null where this desk can't."""
        name = None if version is None else version.version
        if self._known is None or self._known[0] != name:
            try:
                found = parse(self.files(version))
            except Misconfigured:
                found = None
            self._known = name, found
        return self._known[1]
