"""The readers of all versions of the watchlist that are known, and which of them reads an article."""

import threading
from datetime import datetime

from entente.contracts.codec import decode
from entente.contracts.errors import Misconfigured, Reject, Transient
from entente.contracts.upkeep import WatchlistVersion
from entente.reading.reader import Reader
from entente.runtime.logs import logger
from entente.runtime.records import Record
from entente.watchlist.model import Watchlist
from entente.watchlist.pack import published
from entente.watchlist.versions import active

_log = logger(__name__)


class Readers:
    """Learns versions from the watchlist topic, on one thread, and gives readers, on any.

    A version that can't be read is refused and the ones before it serve on.
    """

    def __init__(self) -> None:
        self._readers: dict[str, Reader] = {}
        self._versions: dict[str, WatchlistVersion] = {}
        self._lock = threading.Lock()

    def learn(self, record: Record) -> None:
        """Take in one record of the watchlist topic."""
        try:
            message = decode(WatchlistVersion, record.value)
            if message.version not in self._readers:
                reader = self._compiled(published(message))
                with self._lock:
                    self._readers[message.version] = reader
            with self._lock:
                self._versions[message.version] = message
        except (Reject, Misconfigured) as error:
            _log.error("watchlist refused", offset=record.offset, why=str(error))
            return
        _log.info("watchlist learnt", version=message.version, effective_at=str(message.effective_at))

    def _compiled(self, watchlist: Watchlist) -> Reader:
        """Make a version's reader; what was published before, under another name, is not compiled again."""
        contents = watchlist.version.rpartition("-")[2]
        for version, reader in self._readers.items():
            if version.rpartition("-")[2] == contents:
                return reader.under(watchlist.version)
        return Reader(watchlist)

    def at(self, instant: datetime) -> Reader:
        """Give the reader of the newest version effective at an instant, else of the oldest.

        Raises:
            Transient: no version is known yet.
        """
        with self._lock:
            chosen = active(self._versions.values(), instant)
            if chosen is None:
                raise Transient(
                    "the topic watchlist holds no version; publish one: `entente watchlist publish`"
                )
            return self._readers[chosen.version]
