"""Firms, papers, schools, clubs: what has a state's name in its own ("the China Times") is not that state."""

import re

_KINDS = (
    "Air Lines|Airlines|Airways|Association|Ballet|Broadcasting|Chamber of Commerce|Church|Club|Co|College|"
    "Corp|Corporation|Cup|Daily|Derby|Foundation|Grand Prix|Hospital|Inc|Institute|League|LLC|Ltd|Museum|"
    "News|Open|Orchestra|Philharmonic|PLC|Plc|Polytechnic|Post|Press|Red Cross|Review|School|Society|"
    "Stock Exchange|Studies|Symphony|Telegraph|Times|University"
)
"""How such names end; nothing that a government runs as a rule (ministry, agency, academy)."""
_NOT_RUN = r"(?! (?:State|National|Central|People's)\b)"
_WORDS = r"(?: (?:[A-Z][\w&'-]*|of|and|for)\.?){0,5}?"
"""Up to five words between a state's name and such an end, each with a capital but for the smallest."""
_NO_HEADLINE = r"(?! [A-Z][a-z])"
"""A name ends before a small letter; in a headline the next word has a capital, too."""
_AFTER = re.compile(rf"{_NOT_RUN}{_WORDS} (?:{_KINDS})\b{_NO_HEADLINE}")
_BEFORE = re.compile(rf"(?:{_KINDS}|Bank) of (?:the )?$")
_AT_HOME = re.compile(
    r"(?: (?:[A-Z][\w&'-]*|of|and|for)\.?){1,5}? (?:Administration|Board|Commission|Court)\b"
    r"| Federation of\b"
    r"| Department of (?:Agriculture|Education|Health|Housing|the Interior|Labor|Transportation|Veterans)\b"
)
"""Courts, regulators and departments for affairs at home: they speak for themselves, not for the state.

Those that deal with other states (foreign and defence ministries, treasuries) are the watchlist's.
"""
_LOOK_BACK = 30
"""Code points that such an end takes with `of the`."""


def in_institution(text: str, start: int, end: int) -> bool:
    """Tell whether a state's name is but a part of the name of a firm, paper, school or club.

    Args:
        text: the normalised text, in English.
        start: where the state's name stands.
        end: where it ends.
    """
    led_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
    if led_on and (_AFTER.match(text, end) or _AT_HOME.match(text, end)):
        return True
    before = text[max(0, start - _LOOK_BACK) : start]
    return before.endswith((" of ", " of the ")) and _BEFORE.search(before) is not None
