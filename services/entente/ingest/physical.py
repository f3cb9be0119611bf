"""The bytes of an archive, unpacked and split at line ends; memory is bounded by the longest line."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec
import zstandard

from entente.contracts.errors import Misconfigured, Reason

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_LINE_BYTES = 32 * 1024 * 1024
"""5 MB of text, each character escaped to six bytes, still fits."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_FOREIGN = {
    b"PK\x03\x04": "a zip file; unpack it",
    b"BZh": "packed with bzip2; unpack it, or pack it with gzip or zstd",
    b"\xfd7zXZ": "packed with xz; unpack it, or pack it with gzip or zstd",
    b"\xff\xfe": "UTF-16; convert it to UTF-8",
    b"\xfe\xff": "UTF-16; convert it to UTF-8",
}
_BOM = b"\xef\xbb\xbf"


class PhysicalLine(msgspec.Struct, frozen=True):
    """One line's bytes, its end left on; with a reason, they are not usable."""

    number: int
    raw: bytes
    reason: Reason | None = None
    detail: str = ""


class _Heard(FileIO):
    """A file that tells how many of its bytes were read."""

    def __init__(self, path: Path, hear: Callable[[int], None]) -> None:
        super().__init__(path)
        self._hear = hear

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """Read into a buffer."""
        count = super().readinto(buffer)
        self._hear(count or 0)
        return count


@contextmanager
def opened(path: Path, hear: Callable[[int], None] | None = None) -> Iterator[BinaryIO]:
    """Open an archive, unpacking gzip and zstd by what it begins with, whatever its name.

    Args:
        path: the file.
        hear: told the number of bytes, as they lie on the disk, with every read.

    Raises:
        Misconfigured: it can't be read, or is packed or written in a way that isn't understood.
    """
    try:
        file = path.open("rb") if hear is None else BufferedReader(_Heard(path, hear))
    except OSError as error:
        raise Misconfigured(f"{path} can't be read: {error.strerror or error}") from error
    with file:
        magic = file.peek(8)[:8]
        for start, what in _FOREIGN.items():
            if magic.startswith(start):
                raise Misconfigured(f"{path} is {what}")
        if magic.startswith(_GZIP):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast("BinaryIO", unpacked)
        elif magic.startswith(_ZSTD):
            reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            with BufferedReader(cast("BinaryIO", reader)) as unpacked:  # type: ignore[type-var]
                yield cast("BinaryIO", unpacked)
        else:
            yield file


def physical_lines(stream: BinaryIO) -> Iterator[PhysicalLine]:
    """Split a stream at its line ends; a line too long, or where the packing breaks off, says so."""
    number = 0
    while True:
        number += 1
        try:
            raw = stream.readline(MAX_LINE_BYTES + 1)
            too_long = len(raw) > MAX_LINE_BYTES
            if too_long:
                _skip_line(stream)
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            detail = f"the archive is damaged from here on: {error}"
            yield PhysicalLine(number, b"", Reason.MALFORMED, detail)
            return
        if not raw:
            return
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if too_long:
            yield PhysicalLine(
                number, raw, Reason.TOO_LARGE, f"a line of more than {MAX_LINE_BYTES >> 20} MiB"
            )
        else:
            yield PhysicalLine(number, raw)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
        pass
