"""What counts of each article of the volume, in few bytes: there is one for every article that was read."""

from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from entente.contracts.identity import digits
from entente.detecting.times import HOUR

Version = tuple[datetime, str, str]
"""(fetched_at, revision, watchlist version): of one article the greatest counts."""


class Latest(NamedTuple):
    """What counts of one article."""

    version: Version
    hour: int | None
    """The second its hour begins; None: undated."""
    precise: bool
    powers: tuple[str, ...]


_HEAD = Struct("<IIqiHBI")
"""Bytes of the row and of the id in it, microseconds of the fetching, hour, number of the watchlist version,
flags, bytes of the revision; behind it the id, the revision, the powers' numbers.
"""
_SIZES = Struct("<II")
_NAMED = 1 << 31
_SHELF_BITS = 17
_UNDATED = -(2**31)
_PRECISE, _TEXT = 1, 2
_POWER_BYTES = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_ID_DIGITS = 32


class Latests(MutableMapping[str, Latest]):
    """The latest of each article, by its id; reading and writing one takes a few microseconds.

    Articles are spread over shelves by their ids' first bits, and lie on one as rows one behind the other: an
    object and a dictionary's entry for each would take thrice the room.
    """

    def __init__(self) -> None:
        self._shelves: list[bytes] = [b""] * (1 << _SHELF_BITS)
        self._len = 0
        self._words: dict[str, int] = {}
        self._by_number: list[str] = []

    def __setitem__(self, article: str, latest: Latest) -> None:
        """Hold what counts of an article."""
        fetched_at, revision, watchlist_version = latest.version
        raw = digits(revision)
        told = revision.encode() if raw is None else raw
        key, length = _key(article)
        powers = b"".join(self._number(power).to_bytes(_POWER_BYTES, "little") for power in latest.powers)
        row = _HEAD.pack(
            _HEAD.size + len(key) + len(told) + len(powers),
            length,
            (fetched_at - _EPOCH) // _TICK,
            _UNDATED if latest.hour is None else latest.hour // HOUR,
            self._number(watchlist_version),
            _PRECISE * latest.precise | _TEXT * (raw is None),
            len(told),
        )
        number, shelf, at, end = self._find(key, length)
        self._len += at == end
        self._shelves[number] = shelf[:at] + row + key + told + powers + shelf[end:]

    def __getitem__(self, article: str) -> Latest:
        """Give what counts of an article.

        Raises:
            KeyError: nothing is held of it.
        """
        found = self.told(article)
        if found is None:
            raise KeyError(article)
        return found

    def told(self, article: str) -> Latest | None:
        """Give what counts of an article; None: nothing is held of it, as of every one that is new."""
        _, shelf, at, end = self._find(*_key(article))
        if at == end:
            return None
        _, length, fetched, hour, version, flags, bytes_told = _HEAD.unpack_from(shelf, at)
        first = at + _HEAD.size + (length & ~_NAMED)
        rest = first + bytes_told
        told = shelf[first:rest]
        return Latest(
            (
                _EPOCH + timedelta(microseconds=fetched),
                told.decode() if flags & _TEXT else told.hex(),
                self._by_number[version],
            ),
            None if hour == _UNDATED else hour * HOUR,
            bool(flags & _PRECISE),
            tuple(
                self._by_number[int.from_bytes(shelf[i : i + _POWER_BYTES], "little")]
                for i in range(rest, end, _POWER_BYTES)
            ),
        )

    def __delitem__(self, article: str) -> None:
        """Let an article go.

        Raises:
            KeyError: nothing is held of it.
        """
        number, shelf, at, end = self._find(*_key(article))
        if at == end:
            raise KeyError(article)
        self._len -= 1
        self._shelves[number] = shelf[:at] + shelf[end:]

    def __iter__(self) -> Iterator[str]:
        """List the articles."""
        for shelf in self._shelves:
            at = 0
            while at < len(shelf):
                size, length = _SIZES.unpack_from(shelf, at)
                key = shelf[at + _HEAD.size : at + _HEAD.size + (length & ~_NAMED)]
                yield key.decode("utf-8", "surrogatepass") if length & _NAMED else key.hex()
                at += size

    def __len__(self) -> int:
        return self._len

    def _find(self, key: bytes, length: int) -> tuple[int, bytes, int, int]:
        """Give an article's shelf, by number and whole, and where its row begins and ends (none: its end)."""
        number = crc32(key) >> (32 - _SHELF_BITS)
        shelf = self._shelves[number]
        at = 0
        while at < len(shelf):
            size, other = _SIZES.unpack_from(shelf, at)
            if other == length and shelf.startswith(key, at + _HEAD.size):
                return number, shelf, at, at + size
            at += size
        return number, shelf, at, at

    def _number(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self._by_number)
            self._by_number.append(word)
        return number


def _key(article: str) -> tuple[bytes, int]:
    """Give an id in bytes, half as many where it is of hex digits, and how many: marked where it is not."""
    raw = digits(article) if len(article) == _ID_DIGITS else None
    if raw is not None:
        return raw, len(raw)
    named = article.encode("utf-8", "surrogatepass")
    return named, len(named) | _NAMED
