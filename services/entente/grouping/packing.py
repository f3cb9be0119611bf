"""Signals in few bytes: hundreds of thousands are held, and a handful is looked at at a time."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from threading import Lock, local

import msgspec
import zstandard
from msgspec.structs import replace

from entente.contracts.articles import Event, Fingerprint
from entente.contracts.identity import digits
from entente.contracts.signals import Mark, Signal, TellingSentence

_APART = Fingerprint(text_hash="0" * 16, minhash=b"", shingles=0)
"""Stands in a packed signal for its fingerprint, which is held where fingerprints are compared."""
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_EVENT = Event(
    sources=("CHN", "RUS"),
    targets=(),
    type="CONSULT",
    mode=None,
    modality="asserted",
    modality_span=None,
    attribution="official",
    said_by=None,
    sentence=0,
    span=(0, 4),
    score=4.0,
)
_SENTENCE = TellingSentence(
    text="",
    start=0,
    score=4.0,
    marks=(
        Mark(span=(0, 4), kind="event", label="CONSULT"),
        Mark(span=(0, 4), kind="theme", label="diplomacy"),
        Mark(span=(0, 4), kind="actor", label="RUS"),
        Mark(span=(0, 4), kind="actor", label="CHN"),
    ),
)
_TYPICAL = Signal(
    pair="CHN-RUS",
    article_id="",
    revision="0" * 8,
    watchlist_version="",
    published_at=_DAY,
    published_precision="second",
    fetched_at=_DAY,
    source="https://www.",
    language="en",
    title="",
    url="https://www.",
    events=(_EVENT, _EVENT),
    themes=(),
    alignment=4.0,
    fingerprint=_APART,
    sentences=(_SENTENCE, _SENTENCE),
)
"""What all signals share: names of fields and common values, which a packed one then needs not repeat."""

_HEAD = Struct("<qB")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Signal)
_LEVEL = 1
"""The next three make a hundredth less of it."""
_SAMPLES, _BOOK_BYTES = 1_000, 4_096
"""Signals from which is learnt what all have in common, which takes a third off those that follow."""


class _Books:
    """Dictionaries by number: what every signal has, then what this process's first ones had in common."""

    def __init__(self) -> None:
        given = zstandard.DICT_TYPE_RAWCONTENT
        self.books = [zstandard.ZstdCompressionDict(_encoder.encode(_TYPICAL), dict_type=given)]
        self._samples: list[bytes] = []
        self._lock = Lock()

    def newest(self, sample: bytes) -> int:
        """Give the number to compress by, and learn from what is compressed until there is a second."""
        if len(self.books) == 1:
            with self._lock:
                self._samples.append(sample)
                if len(self._samples) == _SAMPLES:
                    self.books.append(self._learnt())
                    self._samples.clear()
        return len(self.books) - 1

    def _learnt(self) -> zstandard.ZstdCompressionDict:
        try:
            return zstandard.train_dictionary(_BOOK_BYTES, [*self._samples], level=_LEVEL)
        except zstandard.ZstdError:
            # They are too much alike to learn from.
            return self.books[0]


class _Zstandard(local):
    """A thread's own compressors: two threads can't share one."""

    def __init__(self) -> None:
        self._made: list[tuple[zstandard.ZstdCompressor, zstandard.ZstdDecompressor]] = []

    def compress(self, raw: bytes, book: int) -> bytes:
        return self._of(book)[0].compress(raw)

    def decompress(self, packed: bytes, book: int) -> bytes:
        return self._of(book)[1].decompress(packed)

    def _of(self, book: int) -> tuple[zstandard.ZstdCompressor, zstandard.ZstdDecompressor]:
        for known in _books.books[len(self._made) : book + 1]:
            compressor = zstandard.ZstdCompressor(_LEVEL, dict_data=known, write_dict_id=False)
            self._made.append((compressor, zstandard.ZstdDecompressor(dict_data=known)))
        return self._made[book]


_books = _Books()
_zstandard = _Zstandard()
_BOOK_BIT = 7
"""Of the byte that tells the revision's length, the bit that tells the dictionary."""
_AT_HAND = 2_000
"""Signals kept unpacked as well: those that are just being grouped, told and judged."""


def pack(signal: Signal) -> bytes:
    """Pack a dated signal without its fingerprint and its article's id.

    First come the microseconds from 1970 to its publication, then its revision, then the rest, compressed.

    Raises:
        ValueError: it has no date.
    """
    if signal.published_at is None:
        raise ValueError(f"article {signal.article_id} has no date")
    raw = digits(signal.revision) or b""
    rest = replace(
        unprinted(signal),
        article_id="",
        published_at=_DAY,
        revision=_TYPICAL.revision if raw else signal.revision,
    )
    told = _encoder.encode(rest)
    book = _books.newest(told)
    head = _HEAD.pack((signal.published_at - _EPOCH) // _TICK, len(raw) | book << _BOOK_BIT)
    return head + raw + _zstandard.compress(told, book)


def unprinted(signal: Signal) -> Signal:
    """Give a signal with an empty fingerprint."""
    return replace(signal, fingerprint=_APART)


def published(packed: bytes) -> datetime:
    """Give when a packed signal was published."""
    ticks: int = _HEAD.unpack_from(packed)[0]
    return _EPOCH + _TICK * ticks


@lru_cache(maxsize=_AT_HAND)
def unpack(packed: bytes, article: str) -> Signal:
    """Give the signal of an article that was packed; its fingerprint is an empty one."""
    told = packed[_HEAD.size - 1]
    rest = _HEAD.size + (told & ~(1 << _BOOK_BIT))
    signal = _decoder.decode(_zstandard.decompress(packed[rest:], told >> _BOOK_BIT))
    return replace(
        signal,
        article_id=article,
        published_at=published(packed),
        revision=packed[_HEAD.size : rest].hex() or signal.revision,
    )
