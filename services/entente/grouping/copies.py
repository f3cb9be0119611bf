"""Whether two texts are copies: equal hashes, or MinHashes that say so.

Sources: Broder, "On the resemblance and containment of documents" (1997); Li and König, "b-Bit Minwise
Hashing" (2010).
"""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from entente.contracts.articles import Fingerprint

REACH = timedelta(hours=72)
"""Copies are published at most so long apart."""

SLOTS = 128
JACCARD = 0.5
CONTAINMENT = 0.6
FEW_SHINGLES = 16
"""Below so many shingles one changed word moves the Jaccard by more than a tenth."""
JACCARD_OF_FEW = 0.8
LEAST_SHINGLES = 6
"""Below so many only equal hashes are copies: formulaic headlines share most of six words by rule."""
LEAST_MATCHES = 16
"""Equal slots that a containment needs: with fewer, its standard error passes a quarter of it."""

PRINT = np.dtype([("hash", "<u8"), ("shingles", "<u4"), ("minhash", "u1", (SLOTS,))])
"""A fingerprint as a row; of texts that only their hash tells, shingles are 0.

Of each slot the last eight bits are kept, by which one of 256 others is taken for equal by chance
(b-bit minwise hashing, Li and König 2010); the estimates allow for it.
"""
_NO_MINHASH = bytes(SLOTS)

Rows = NDArray[np.void]
_EIGHT = np.dtype("u8")
_BY_CHANCE = 2.0**-8
_ONES = np.uint64(0x0101_0101_0101_0101)
_LAST_BYTE = np.uint64(56)


def packed(text: Fingerprint) -> bytes:
    """Write a fingerprint as one row."""
    told = text.shingles >= LEAST_SHINGLES and len(text.minhash) == 4 * SLOTS
    return b"".join(
        (
            int(text.text_hash, 16).to_bytes(8, "little"),
            (text.shingles if told else 0).to_bytes(4, "little"),
            np.frombuffer(text.minhash, "<u4").astype("u1").tobytes() if told else _NO_MINHASH,
        )
    )


def unpacked(row: np.void) -> Fingerprint:
    """Give the fingerprint that a row tells; of a text that only its hash tells, that alone.

    Of its slots it has what the row kept: packed again it is the same row.
    """
    told = bool(row["shingles"])
    return Fingerprint(
        text_hash=f"{int(row['hash']):016x}",
        minhash=row["minhash"].astype("<u4").tobytes() if told else b"",
        shingles=int(row["shingles"]),
    )


def copies(text: Fingerprint, others: Sequence[Fingerprint]) -> list[int]:
    """Find which of the others are copies of a text.

    Copies have equal hashes, or an estimated Jaccard of .5 or more (.8 where either has few shingles), or
    the shorter's containment in the longer is .6 or more and rests on enough equal slots. The relation is
    symmetric.

    Returns:
        Their indices, ascending.
    """
    rows = np.frombuffer(b"".join(map(packed, others)), PRINT)
    return alike(np.frombuffer(packed(text), PRINT)[0], rows)


def alike(text: np.void, rows: Rows) -> list[int]:
    """Find the rows that are copies of one, as `copies` does."""
    exact = rows["hash"] == text["hash"]
    if not text["shingles"]:
        return np.flatnonzero(exact).tolist()
    # Bands would only choose candidates: one comparison of all neighbours is as cheap, and misses none.
    matches = _matches(rows["minhash"] == text["minhash"])
    near = np.flatnonzero(exact | ((matches >= LEAST_MATCHES) & (rows["shingles"] > 0))).tolist()
    mine = int(text["shingles"])
    return [i for i in near if exact[i] or _near(int(matches[i]), mine, int(rows["shingles"][i]))]


def _matches(equal: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Count the equal slots of each row: eight at a time, as the bytes of one number, then these bytes.

    No byte can overflow, as there are 16 numbers a row and 128 slots.
    """
    eights: NDArray[np.uint64] = equal.view(_EIGHT).sum(axis=1)
    counted: NDArray[np.uint64] = eights * _ONES >> _LAST_BYTE
    return counted


def _near(matches: int, one: int, other: int) -> bool:
    jaccard = max(0.0, matches / SLOTS - _BY_CHANCE) / (1 - _BY_CHANCE)
    shorter = min(one, other)
    if shorter < FEW_SHINGLES:
        return jaccard >= JACCARD_OF_FEW
    common = jaccard * (one + other) / (1 + jaccard)
    return jaccard >= JACCARD or common / shorter >= CONTAINMENT
