"""A watchlist's files as one message, and back."""

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.contracts.upkeep import WatchlistVersion
from entente.watchlist.loader import parse, version_of
from entente.watchlist.model import Watchlist

MAX_PACKED = 675_000
"""Bytes of the compressed files: in base64 they are 900 kB, so that the message fits Kafka's usual 1 MB."""
MAX_UNPACKED = 64_000_000
"""Bytes that files may unpack to; more is a bomb, not a watchlist."""


def name_of(files: Mapping[str, str], effective_at: datetime) -> str:
    """Name a published version by when it takes effect and what it holds.

    `w20261125T094000.000000Z-3c9d5a71e20b`: `w`, the instant in UTC, a hash of the files.

    Sorted as text, the version that takes effect later comes later; and every one comes after a bare hash
    of contents, which begins with a hexadecimal digit.
    """
    return f"w{effective_at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{version_of(files)}"


def pack(files: Mapping[str, str], effective_at: datetime) -> WatchlistVersion:
    """Pack files into a message; equal files give equal bytes.

    Raises:
        Misconfigured: they are more than 675 kB when compressed (900 kB on the topic).
    """
    data = zlib.compress(msgspec.json.encode(dict(sorted(files.items()))), level=9)
    if len(data) > MAX_PACKED:
        raise Misconfigured(
            f"the watchlist takes {len(data)} bytes when compressed, more than {MAX_PACKED}; take out entries"
        )
    return WatchlistVersion(version=name_of(files, effective_at), effective_at=effective_at, files_zlib=data)


def unpack(message: WatchlistVersion) -> dict[str, str]:
    """Unpack a message's files.

    Raises:
        Reject: it can't be unpacked, is too large, or its version names another instant or other files.
    """
    unzip = zlib.decompressobj()
    try:
        data = unzip.decompress(message.files_zlib, MAX_UNPACKED)
    except zlib.error as error:
        raise Reject(Reason.MALFORMED, f"watchlist {message.version} can't be unpacked: {error}") from error
    if unzip.unconsumed_tail or not unzip.eof:
        raise Reject(
            Reason.TOO_LARGE, f"watchlist {message.version} is cut off or beyond {MAX_UNPACKED} bytes"
        )
    try:
        files = msgspec.json.decode(data, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise Reject(Reason.MALFORMED, f"watchlist {message.version} holds no files: {error}") from error
    # Before versions carried their instant, they were the hash alone; such a message stays readable.
    if message.version not in {name_of(files, message.effective_at), version_of(files)}:
        raise Reject(
            Reason.INVALID,
            f"watchlist {message.version} holds what is {name_of(files, message.effective_at)}",
        )
    return files


def published(message: WatchlistVersion) -> Watchlist:
    """Read the watchlist of a message, under the version's name that goes onto all that is made by it.

    Raises:
        Reject: the message is broken.
        Misconfigured: its files are no watchlist.
    """
    return msgspec.structs.replace(parse(unpack(message)), version=message.version)
