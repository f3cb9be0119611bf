"""The fingerprints of one pair, three days on a shelf, so that those within reach are compared at once."""

from datetime import UTC, datetime, timedelta

import numpy as np

from entente.contracts.articles import Fingerprint
from entente.grouping.copies import PRINT, REACH, Rows, alike, packed, unpacked

_ROW = np.dtype([("at", "<i8"), ("print", PRINT)])
_PLACE_BYTES = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_REACH = REACH // _TICK


class _Shelf:
    __slots__ = ("articles", "rows")

    def __init__(self) -> None:
        self.articles: list[str] = []
        self.rows = bytearray()


class Shelves:
    """Fingerprints by time."""

    def __init__(self) -> None:
        self._shelves: dict[int, _Shelf] = {}

    def put(self, article: str, at: datetime, text: Fingerprint) -> list[str]:
        """Place a fingerprint that is not there yet; give the articles of its copies within reach."""
        place = (at - _EPOCH) // _TICK
        row = place.to_bytes(_PLACE_BYTES, "little", signed=True) + packed(text)
        own = place // _REACH
        found = [copy for near in (own - 1, own, own + 1) for copy in self._copies(near, row)]
        shelf = self._shelves.setdefault(own, _Shelf())
        shelf.articles.append(article)
        shelf.rows += row
        return found

    def text(self, article: str, at: datetime) -> Fingerprint:
        """Give the fingerprint that was placed at an instant."""
        return unpacked(np.frombuffer(self._row(article, at), _ROW)[0]["print"])

    def holds(self, article: str, at: datetime, text: Fingerprint) -> bool:
        """Tell whether this very fingerprint was placed at an instant."""
        return self._row(article, at)[_PLACE_BYTES:] == packed(text)

    def _row(self, article: str, at: datetime) -> bytes:
        shelf = self._shelves[(at - _EPOCH) // _TICK // _REACH]
        first = shelf.articles.index(article) * _ROW.itemsize
        return bytes(shelf.rows[first : first + _ROW.itemsize])

    def drop(self, article: str, at: datetime) -> None:
        """Take away the fingerprint that was placed at an instant."""
        place = (at - _EPOCH) // _TICK // _REACH
        shelf = self._shelves[place]
        i, size = shelf.articles.index(article), _ROW.itemsize
        shelf.articles[i] = shelf.articles[-1]
        shelf.rows[i * size : (i + 1) * size] = shelf.rows[-size:]
        del shelf.articles[-1], shelf.rows[-size:]
        if not shelf.articles:
            del self._shelves[place]

    def _copies(self, place: int, row: bytes) -> list[str]:
        shelf = self._shelves.get(place)
        if shelf is None:
            return []
        text = np.frombuffer(row, _ROW)[0]
        rows: Rows = np.frombuffer(shelf.rows, _ROW)
        return [
            shelf.articles[i]
            for i in alike(text["print"], rows["print"])
            if abs(int(rows["at"][i]) - int(text["at"])) <= _REACH
        ]
