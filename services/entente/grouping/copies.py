"""Whether two texts are copies: equal hashes, or MinHashes that say so.

Source: Broder, "On the resemblance and containment of documents" (1997).
"""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

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


def copies(text: Fingerprint, others: Sequence[Fingerprint]) -> list[int]:
    """Find which of the others are copies of a text.

    Copies have equal hashes, or an estimated Jaccard of .5 or more (.8 where either has few shingles), or
    the shorter's containment in the longer is .6 or more and rests on enough equal slots. The relation is
    symmetric.

    Returns:
        Their indices, ascending.
    """
    exact = {i for i, other in enumerate(others) if other.text_hash == text.text_hash}
    if _estimable(text):
        rest = [i for i, other in enumerate(others) if i not in exact and _estimable(other)]
        exact.update(_near(text, rest, others))
    return sorted(exact)


def _estimable(text: Fingerprint) -> bool:
    return text.shingles >= LEAST_SHINGLES and len(text.minhash) == 4 * SLOTS


def _near(text: Fingerprint, candidates: Sequence[int], others: Sequence[Fingerprint]) -> list[int]:
    if not candidates:
        return []
    rows = np.frombuffer(b"".join(others[i].minhash for i in candidates), "<u4").reshape(-1, SLOTS)
    matches = (rows == np.frombuffer(text.minhash, "<u4")).sum(axis=1)
    # Bands would only choose candidates: one comparison of all neighbours is as cheap, and misses none.
    found = np.flatnonzero(matches >= LEAST_MATCHES).tolist()
    return [
        candidates[i] for i in found if _alike(int(matches[i]), text.shingles, others[candidates[i]].shingles)
    ]


def _alike(matches: int, one: int, other: int) -> bool:
    jaccard = matches / SLOTS
    shorter = min(one, other)
    if shorter < FEW_SHINGLES:
        return jaccard >= JACCARD_OF_FEW
    common = jaccard * (one + other) / (1 + jaccard)
    return jaccard >= JACCARD or common / shorter >= CONTAINMENT
