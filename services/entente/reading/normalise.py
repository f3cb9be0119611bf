"""One spelling for what Unicode can spell in several ways, with the way back to the text as sent."""

import re
import unicodedata
from typing import NamedTuple

_ONE_FOR_ONE = {
    **dict.fromkeys("\u2019\u2018\u02bc\u02b9\u2032\uff07\u00b4`", "'"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003", " "),
    **dict.fromkeys("\u2010\u2011\u2212", "-"),
    **dict.fromkeys("\u201c\u201d\u201f\u00ab\u00bb", '"'),
}
_INVISIBLE = "\u00ad\u200b\ufeff\u2060"
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_MARKS = 30
"""Code points of one letter with its marks; longer runs are cut (Unicode's stream-safe text, UAX 15)."""


class Normalised(NamedTuple):
    """A text in one spelling; `offsets[i]` is where its code point i stands as sent (None: at i)."""

    text: str
    offsets: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of the normalised text into one of the text as sent."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


def normalise(text: str) -> Normalised:
    """Write a text in NFC with plain apostrophes, quotes, hyphens and spaces, and nothing invisible.

    Lone surrogates become U+FFFD, so that any string can be read. Takes linear time.
    """
    if text.isascii():
        return Normalised(text.replace("`", "'"), None)
    for char, plain in _ONE_FOR_ONE.items():
        if char in text:
            text = text.replace(char, plain)
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
    if unicodedata.is_normalized("NFC", text) and not any(char in text for char in _INVISIBLE):
        return Normalised(text, None)
    return _compose(text)


def _compose(text: str) -> Normalised:
    pieces: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        offsets += [start] * len(piece)
    offsets.append(len(text))
    return Normalised("".join(pieces), offsets)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Split into runs that compose within themselves only; invisible characters are in none."""
    found: list[tuple[int, int]] = []
    start = 0
    for i, char in enumerate(text):
        if char in _INVISIBLE:
            if start < i:
                found.append((start, i))
            start = i + 1
        elif start < i and not (i - start < _MAX_MARKS and _joins(text[i - 1], char)):
            found.append((start, i))
            start = i
    if start < len(text):
        found.append((start, len(text)))
    return found


def _joins(before: str, char: str) -> bool:
    if char < "\u0300":
        return False
    if unicodedata.combining(char):
        return True
    # Some letters, Hangul vowels among them, compose with the letter before them.
    return len(unicodedata.normalize("NFC", before + char)) < len(unicodedata.normalize("NFC", before)) + len(
        unicodedata.normalize("NFC", char)
    )
