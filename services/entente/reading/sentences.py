"""Where sentences end, from the enders that the automaton met."""

from collections.abc import Iterable

from entente.watchlist.wordlists import listed

Bounds = tuple[int, int]

ENDERS = (
    *(f"{stop}{close}{space}" for stop in ".!?" for close in ("", '"', "'", ")", '")') for space in " \n"),
    "\n",
    "…\n",
    "。",
    "！",
    "？",
)
"""What may end a sentence; a full stop does only when `_is_abbreviation` doesn't know better."""

_ABBREVIATIONS = listed(
    "mr mrs ms dr prof gen col lt sgt capt maj cmdr adm brig rep sen gov pres st ste vs art fig inc "
    "ltd co corp jr sr jan feb mar apr jun jul aug sep sept oct nov dec approx dept est u.s u.k u.n e.u "
    "u.a.e d.c i.e e.g a.m p.m ph.d г гг стр им ст т.е т.д т.п тыс млн млрд трлн руб кв ул"
)
_CLOSED_ABBREVIATIONS = listed("u.s u.k u.n e.u u.a.e d.c a.m p.m inc ltd co corp jr sr г гг")
"""Those that may end a sentence too: what follows decides."""
_LONGEST = 6
_CLOSERS = frozenset("\"')")
_OPENERS = "\"'([«„“‘"


def split(text: str, enders: Iterable[Bounds]) -> list[Bounds]:
    """Cut a text into sentences; spans without surrounding blanks, in order, none empty.

    A line ends a sentence unless the next goes on in small letters, as in hard-wrapped text.
    """
    found: list[Bounds] = []
    start = 0
    n = len(text)
    for at, end in enders:
        if at < start or at >= n:
            continue
        stop = text[at]
        if stop == "." and not _ends(text, at, end, n):
            continue
        if stop == "\n" and _goes_on(text, at, n):
            continue
        _add(found, text, start, min(end, n))
        start = end
    _add(found, text, start, n)
    return found


def _add(found: list[Bounds], text: str, start: int, end: int) -> None:
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    if start < end:
        found.append((start, end))


def _ends(text: str, at: int, end: int, n: int) -> bool:
    after = text[end] if end < n else "\n"
    if after.islower() and text[end - 1] != "\n":
        return False
    first = max(0, at - _LONGEST)
    before = text[first:at]
    word = before[max(before.rfind(" "), before.rfind("\n")) + 1 :].lstrip(_OPENERS)
    if text[at + 1 : at + 2] in _CLOSERS:
        return True
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False
    if len(word) < _LONGEST and (known := word.lower()) in _ABBREVIATIONS:
        return known in _CLOSED_ABBREVIATIONS and _starts_anew(text, end, n)
    return not (after.isdigit() and word.lower() in {"no", "nos", "art", "№"})


_STARTERS = listed(
    "the a an in on at it he she they we this these that those but and however meanwhile for after as its his"
)


def _starts_anew(text: str, end: int, n: int) -> bool:
    """After "U.S." a sentence starts only with a word that names rarely start with."""
    if end >= n:
        return True
    return text[end : end + 12].partition(" ")[0].rstrip(",").lower() in _STARTERS


def _goes_on(text: str, at: int, n: int) -> bool:
    after = at + 1
    if after >= n or text[after] == "\n":
        return False
    return text[after].islower() and at > 0 and text[at - 1] not in ".!?:\n"
