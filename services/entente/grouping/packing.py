"""Signals in few bytes: hundreds of thousands are held, and a handful is looked at at a time."""

from datetime import UTC, datetime
from functools import lru_cache
from zlib import compressobj, decompressobj

import msgspec
from msgspec.structs import replace

from entente.contracts.articles import Event, Fingerprint
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

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Signal)
_SHARED = _encoder.encode(_TYPICAL)
_LEVEL = 1
"""The fastest: the others make a hundredth less of it."""
_AT_HAND = 2_000
"""Signals kept unpacked as well: those that are just being grouped, told and judged."""


def pack(signal: Signal) -> bytes:
    """Pack a signal without its fingerprint."""
    deflate = compressobj(_LEVEL, zdict=_SHARED)
    return deflate.compress(_encoder.encode(replace(signal, fingerprint=_APART))) + deflate.flush()


@lru_cache(maxsize=_AT_HAND)
def unpack(packed: bytes) -> Signal:
    """Give the signal that was packed; its fingerprint is an empty one."""
    return _decoder.decode(decompressobj(zdict=_SHARED).decompress(packed))
