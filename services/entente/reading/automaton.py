"""The one pass over a text: every alias, theme pattern, cue and sentence ender, with its boundaries checked.

All overlapping matches are taken and filtered by boundary before anything is resolved: a leftmost-longest
automaton would lose "South" in "South Koreans" to a name that then fails its boundary.
"""

from collections.abc import Iterable
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from entente.watchlist.wordlists import listed

UNSPACED = "\u2e80"
"""From here on (Han, kana, Hangul) words need no boundary; below it, Latin and Cyrillic do."""
MAX_ENDING = 24
"""Letters that an open pattern (`Росси*`) may run on for."""
MIN_UPPER = 4
"""Letters that a name must have before it is looked for in capitals: "XI" is a number, "IRAN" is Iran."""

_SMALL_WORDS = listed(
    "a an the and or but nor of to in on at by for with from as into over up off out no not its it"
)
_CLOSED, _OPEN = 1, 2
_POSSESSIVE = "sSdlrvmtDLRVMT"


Hit = tuple[int, int, int, int]
"""A pattern found: start, end, which (an index of the lexicon), and how many letters of it are written."""


class Scan(NamedTuple):
    """All that one pass found, each list in order of its ends."""

    names: list[Hit]
    phrases: list[Hit]
    enders: list[tuple[int, int]]


class Needle(NamedTuple):
    """One spelling to look for: what it is a name of and what phrase it is (-1: none)."""

    text: str
    open: bool
    name: int
    phrase: int


def casings(text: str, *, name: bool) -> tuple[str, ...]:
    """List the ways a spelling is written: as it stands, at a sentence's start, in headlines, in capitals.

    A name keeps the capitals it has; a phrase of small letters is also written in both headline styles.
    """
    forms = [text, text[:1].upper() + text[1:]]
    if not name and text[:1].islower():
        words = text.split(" ")
        forms.append(" ".join(w[:1].upper() + w[1:] for w in words))
        forms.append(
            " ".join(w if i and w in _SMALL_WORDS else w[:1].upper() + w[1:] for i, w in enumerate(words))
        )
    if not name or sum(c.isalpha() for c in text) >= MIN_UPPER:
        forms.append(text.upper())
    return tuple(dict.fromkeys(forms))


class Automaton:
    """Compiled once from needles; scans a text in one pass."""

    def __init__(self, needles: Iterable[Needle], enders: Iterable[str]) -> None:
        table: dict[tuple[str, bool], list[int]] = {}
        for needle in needles:
            slot = table.setdefault((needle.text, needle.open), [-1, -1])
            slot[0] = max(slot[0], needle.name)
            slot[1] = max(slot[1], needle.phrase)
        self._rows: list[tuple[bool, int, int, int]] = []
        texts: list[str] = []
        for (text, is_open), (name, phrase) in table.items():
            texts.append(text)
            right = _OPEN if is_open else int(_is_word(text[-1]))
            self._rows.append((_is_word(text[0]), right, name, phrase))
        for ender in enders:
            texts.append(ender)
            self._rows.append((False, 0, -1, -1))
        self._find = AhoCorasick(
            texts, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        ).find_matches_as_indexes

    def scan(self, text: str) -> Scan:
        """Find everything in a normalised text (no lone surrogates)."""
        names: list[Hit] = []
        phrases: list[Hit] = []
        enders: list[tuple[int, int]] = []
        rows = self._rows
        # Closed by a line's end, the text can be asked for the code point before its first, too: index -1.
        padded = text + "\n"
        for row, start, end in self._find(padded, overlapping=True):
            left, right, name, phrase = rows[row]
            if left and (before := padded[start - 1]) != " " and before.isalnum() and before < UNSPACED:
                continue
            stop = end
            if right and (after := padded[end]) != " ":
                if right == _CLOSED and after.isalnum() and after < UNSPACED:
                    continue
                stop = _end(padded, end, right)
                if stop < 0:
                    continue
            if name >= 0:
                names.append((start, stop, name, end - start))
            if phrase >= 0:
                phrases.append((start, stop, phrase, end - start))
            elif name < 0:
                enders.append((start, end))
        return Scan(names, phrases, enders)


def _is_word(char: str) -> bool:
    return char.isalnum() and char < UNSPACED


def _end(padded: str, end: int, right: int) -> int:
    """Tell where a match ends that asks for a boundary (or may run on to one); -1: nowhere."""
    after = padded[end]
    if after == "'":
        return -1 if right == _CLOSED and _is_split(padded, end) else end
    if not after.isalnum() or after >= UNSPACED:
        return end
    return _word_end(padded, end) if right == _OPEN else -1


def _is_split(padded: str, end: int) -> bool:
    """Whether an apostrophe joins what follows into one word: "Xi'an", but not "Xi's"."""
    after = padded[end + 1] if end + 1 < len(padded) else "\n"
    return after.isalpha() and after < UNSPACED and after not in _POSSESSIVE


def _word_end(padded: str, end: int) -> int:
    limit = end + MAX_ENDING
    while (char := padded[end]).isalnum() and char < UNSPACED:
        end += 1
        if end > limit:
            return -1
    return end
