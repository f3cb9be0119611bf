"""Firms, papers, schools, clubs: what has a state's name in its own ("the China Times") is not that state."""

import re

from entente.reading.headlines import is_title_case
from entente.watchlist.wordlists import listed

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
_PANEL = re.compile(
    r"(?: (?:Agriculture|Appropriations|Budget|Education|Ethics|Health|Housing|Judiciary|Labor|Rules|Small"
    r" Business|Transportation|Veterans|Ways and Means)\b(?: (?:[A-Z][\w']*|and),?){0,4}?)+?"
    r" (?:Subc|C)ommittee\b"
)
"""Committees of a parliament for affairs at home; those for foreign affairs, arms and spies speak for it."""
_RUN = re.compile(r"(?: [A-Z][\w&-]*)+")
_ENDS = re.compile(rf" (?:{_KINDS})\b")
_LOOK_BACK = 30
"""Code points that such an end takes with `of the`."""
_OUTLET = re.compile(
    r"(?: (?:semi-official|public|private|national|independent|business))*"
    r" (?:news agency|newspaper|daily|tabloid|weekly|magazine|broadcaster|television|TV|radio)s?\b"
)
"""What makes an adjective that of an outlet, which tells and does not act; a state's own speaks for it."""
_LED_BY = re.compile(r"[\w)&,] (?P<word>[A-Z][a-z]\w*)(?P<of> of)? $")
"""A word with a capital right before a name, within a sentence."""
_NO_FIRM = listed(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December Mainland Greater Great Little Upper Lower North South East "
    "West Red Mother Nazi Soviet Vichy Brexit Fortress One Old New Young Today Tomorrow Yesterday States"
)
"""Words with a capital that stand before a state and leave it one: "on Monday Russia", "Mainland China"."""
_ADJECTIVE = ("an", "ic", "al", "arist", "ite", "ern", "ish", "ese", "dox", "ni", "im")
"""How adjectives end: "Catholic Poland", "Imperial Japan", "Shiite Iran"."""
_CITIZENS = re.compile(
    r"(?:\b(?:[Mm]ost|[Aa]ll|[Oo]rdinary|[Aa]verage|[Mm]ajority of|[Hh]alf of|per ?cent of)|% of)(?: the)? $"
)
"""What stands before a people that is a public and no power: "most Britons", "60% of Americans"."""
_LONGEST_LEAD, _HEADLINE = 40, 120
"""Code points that a lead word takes at most, and a headline."""
_LINE_END = re.compile(r"\n|[.!?] ")


def in_institution(text: str, start: int, end: int) -> bool:
    """Tell whether a state's name is but a part of the name of a firm, paper, school or club.

    Args:
        text: the normalised text, in English.
        start: where the state's name stands.
        end: where it ends.
    """
    led_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
    if led_on and (_AFTER.match(text, end) or _AT_HOME.match(text, end) or _shortens(text, start, end)):
        return True
    if not text.endswith((" of ", " of the "), 0, start):
        return False
    return _BEFORE.search(text, max(0, start - _LOOK_BACK), start) is not None


def is_panel(text: str, end: int) -> bool:
    """Tell whether a parliament named up to a place is but the house of a committee for affairs at home."""
    return text[end : end + 1] == " " and _PANEL.match(text, end) is not None


def _shortens(text: str, start: int, end: int) -> bool:
    """Tell whether a name repeats a firm's without its end: "American Midland", once "… Midland Corp"."""
    run = _RUN.match(text, end)
    if run is None:
        return False
    name = text[start : run.end()]
    at = text.find(name)
    while at >= 0:
        if at != start and _ENDS.match(text, at + len(name)):
            return True
        at = text.find(name, at + 1)
    return False


def in_firm(text: str, start: int, end: int) -> bool:
    """Tell whether a state's own name closes a firm's: "Lloyds Bank Canada", "Boy Scouts of America".

    Args:
        text: the normalised text, in English.
        start: where the state's name stands; no other name ends right before it.
        end: where it ends.
    """
    # Most names follow a small word, which is told sooner than by the expression.
    word = text.rfind(" ", max(0, start - _LONGEST_LEAD), max(0, start - 1)) + 1
    if not (text[word].isupper() or text.startswith("of ", word)):
        return False
    lead = _LED_BY.search(text, max(0, start - _LONGEST_LEAD), start)
    if lead is None or lead["word"] in _NO_FIRM or lead["word"].endswith(_ADJECTIVE):
        return False
    if (lead["of"] is not None) != (text[start:end] == "America"):
        return False
    line = _line(text, start)
    return len(line) > _HEADLINE or not is_title_case(line)


def is_outlet(text: str, end: int) -> bool:
    """Tell whether an adjective that ends at a place is that of a paper, agency or channel."""
    return _OUTLET.match(text, end) is not None


def are_citizens(text: str, start: int, end: int) -> bool:
    """Tell whether a people named at a place is a public and no power: "most Britons think"."""
    return text[end - 1] == "s" and _CITIZENS.search(text, max(0, start - _LOOK_BACK), start) is not None


def _line(text: str, at: int) -> str:
    """Give the sentence or line around a place; of one longer than a headline, more than a headline of it."""
    since, until = max(0, at - _HEADLINE), at + _HEADLINE + 2
    begins = max(since, text.rfind("\n", since, at) + 1, text.rfind(". ", since, at) + 1)
    ends = _LINE_END.search(text, at, until)
    return text[begins : ends.start() if ends else until]
