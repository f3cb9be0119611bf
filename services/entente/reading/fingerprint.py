"""What tells copies of a text: an exact hash, and a MinHash of its word shingles.

Source: Broder, On the resemblance and containment of documents (1997).
"""

import re
import struct
import unicodedata

import xxhash
from rensa import RMinHash

from entente.contracts.articles import Fingerprint

SLOTS = 128
SEED = 20_250_903
"""Any number, but always the same: fingerprints are compared across processes and months."""
SHINGLE_WORDS = 4
"""Words in a shingle: two reports of one event share few such runs, and an edit breaks few."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[\u2e80-\U0003ffff]|[^\W_]+")
_ASCII_BREAKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_PRINTERS = "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0"
"""What printers write in plain English: no letters, so that a text of them and ASCII has ASCII words."""


def words(text: str) -> list[str]:
    """Split a text into folded words; each Han, kana or Hangul character is a word."""
    printed = text
    if not text.isascii():
        for char in _PRINTERS:
            printed = printed.replace(char, " ")
    if printed.isascii():
        return printed.lower().translate(_ASCII_BREAKS).split()
    plain = unicodedata.normalize("NFKC", _SURROGATE.sub("\ufffd", text))
    return _WORD.findall(plain.casefold())


def fingerprint(text: str) -> Fingerprint:
    """Make the fingerprint of a text, title and body; case, spacing and punctuation don't count."""
    found = words(text)
    runs = zip(*(found[i:] for i in range(SHINGLE_WORDS)), strict=False)
    shingles = set(map(" ".join, runs)) or ({" ".join(found)} if found else set())
    exact = xxhash.xxh3_64_hexdigest(" ".join(found).encode("utf-8", "replace"))
    if not shingles:
        return Fingerprint(text_hash=exact, minhash=b"", shingles=0)
    sketch = RMinHash(num_perm=SLOTS, seed=SEED)
    sketch.update(shingles)
    return Fingerprint(
        text_hash=exact, minhash=struct.pack(f"<{SLOTS}I", *sketch.digest()), shingles=len(shingles)
    )
