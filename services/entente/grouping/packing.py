"""Signals in few bytes: hundreds of thousands are held, and a handful is looked at at a time."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from zlib import compressobj, decompressobj

import msgspec
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
_SHARED = _encoder.encode(_TYPICAL)
_LEVEL = 1
"""The fastest: the others make a hundredth less of it."""
_AT_HAND = 2_000
"""Signals kept unpacked as well: those that are just being grouped, told and judged."""


def pack(signal: Signal) -> bytes:
    """Pack a dated signal without its fingerprint and its article's id.

    First come the microseconds from 1970 to its publication, then its revision, then the rest, deflated.

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
    deflate = compressobj(_LEVEL, zdict=_SHARED)
    head = _HEAD.pack((signal.published_at - _EPOCH) // _TICK, len(raw)) + raw
    return head + deflate.compress(_encoder.encode(rest)) + deflate.flush()


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
    rest = _HEAD.size + packed[_HEAD.size - 1]
    signal = _decoder.decode(decompressobj(zdict=_SHARED).decompress(packed[rest:]))
    return replace(
        signal,
        article_id=article,
        published_at=published(packed),
        revision=packed[_HEAD.size : rest].hex() or signal.revision,
    )
