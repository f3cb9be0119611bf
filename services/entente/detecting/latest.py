"""What counts of each article of the volume, in few bytes: there is one for every article that was read."""

from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import NamedTuple

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


_HEAD = Struct("<qiHBB")
"""Microseconds of the fetching, hour, number of the watchlist version, flags, bytes of the revision."""
_UNDATED = -(2**31)
_PRECISE, _TEXT = 1, 2
_POWER_BYTES = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_ID_DIGITS = 32


class Latests(MutableMapping[str, Latest]):
    """The latest of each article, by its id; reading and writing one takes a few microseconds."""

    def __init__(self) -> None:
        self._packed: dict[str | bytes, bytes] = {}
        self._words: dict[str, int] = {}
        self._by_number: list[str] = []

    def __setitem__(self, article: str, latest: Latest) -> None:
        """Hold what counts of an article."""
        fetched_at, revision, watchlist_version = latest.version
        raw = digits(revision)
        told = revision.encode() if raw is None else raw
        head = _HEAD.pack(
            (fetched_at - _EPOCH) // _TICK,
            _UNDATED if latest.hour is None else latest.hour // HOUR,
            self._number(watchlist_version),
            _PRECISE * latest.precise | _TEXT * (raw is None),
            len(told),
        )
        powers = b"".join(self._number(power).to_bytes(_POWER_BYTES, "little") for power in latest.powers)
        self._packed[_key(article)] = head + told + powers

    def __getitem__(self, article: str) -> Latest:
        """Give what counts of an article.

        Raises:
            KeyError: nothing is held of it.
        """
        packed = self._packed[_key(article)]
        fetched, hour, version, flags, length = _HEAD.unpack_from(packed)
        rest = _HEAD.size + length
        told = packed[_HEAD.size : rest]
        return Latest(
            (
                _EPOCH + timedelta(microseconds=fetched),
                told.decode() if flags & _TEXT else told.hex(),
                self._by_number[version],
            ),
            None if hour == _UNDATED else hour * HOUR,
            bool(flags & _PRECISE),
            tuple(
                self._by_number[int.from_bytes(packed[at : at + _POWER_BYTES], "little")]
                for at in range(rest, len(packed), _POWER_BYTES)
            ),
        )

    def __delitem__(self, article: str) -> None:
        """Let an article go.

        Raises:
            KeyError: nothing is held of it.
        """
        del self._packed[_key(article)]

    def __iter__(self) -> Iterator[str]:
        """List the articles."""
        return (key.hex() if isinstance(key, bytes) else key for key in self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def _number(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self._by_number)
            self._by_number.append(word)
        return number


def _key(article: str) -> str | bytes:
    """An id of hex digits takes half the room as bytes."""
    raw = digits(article) if len(article) == _ID_DIGITS else None
    return article if raw is None else raw
