"""What a tagger should find, worked out slowly and plainly, without any of the reader's code.

The longest spelling that stands between boundaries wins from the left; the next begins where it ended. A word
is a run of letters and digits below U+2E80. An apostrophe goes on within a word ("Xi'an") unless a single
s, d, l, r, v, m or t follows, or more that begins so ("Xi's", "Xi'll").
"""

from collections.abc import Collection, Sequence
from itertools import groupby

Span = tuple[int, int]

_HAN = "\u2e80"
_ENDINGS = frozenset("sdlrvmtSDLRVMT")


class Oracle:
    """Finds spellings by looking at every place for every length, longest first."""

    def __init__(self, spellings: Collection[str]) -> None:
        ordered = sorted(set(spellings), key=lambda one: (one[0], -len(one)))
        self._by_first = {first: tuple(group) for first, group in groupby(ordered, key=lambda one: one[0])}

    def __call__(self, text: str) -> list[Span]:
        """List the spans that should be found."""
        found = []
        at = 0
        while at < len(text):
            end = next(
                (
                    at + len(one)
                    for one in self._by_first.get(text[at], ())
                    if text.startswith(one, at) and _stands_alone(text, at, at + len(one))
                ),
                None,
            )
            if end is not None:
                found.append((at, end))
            at = end or at + 1
        return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    if _in_word(text[start]) and _in_word(before):
        return False
    if not _in_word(text[end - 1]):
        return True
    if after != "'":
        return not _in_word(after)
    beyond = text[end + 1 : end + 2]
    return not (beyond.isalpha() and beyond < _HAN and beyond not in _ENDINGS)


def _in_word(char: str) -> bool:
    return char.isalnum() and char < _HAN


def wrong(found: Sequence[Sequence[Span]], right: Sequence[Sequence[Span]]) -> tuple[int, int]:
    """Count over all texts the spans that were missed, and those found that should not be."""
    missed = sum(len(set(should) - set(did)) for did, should in zip(found, right, strict=True))
    extra = sum(len(set(did) - set(should)) for did, should in zip(found, right, strict=True))
    return missed, extra
