"""Places whose names are no actors: datelines, agency tags, bylines, the tail of a text cut off."""

import re
from typing import NamedTuple

Bounds = tuple[int, int]

_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    r"|янв|фев|мар|апр|июн|июл|авг|сен|сент|окт|ноя|дек"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)\.?"
)
_DATE = rf"(?:{_MONTHS}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTHS})(?:,?\s+\d{{4}})?"
_TAG = r"(?:/\s?[A-ZА-ЯІЇЄ][\w.\- ]{1,30}/|\([A-ZА-ЯІЇЄ][^()\n]{1,40}\))"
_PLACE = r"[A-ZА-ЯІЇЄ][\w'.\-]*(?:[ ,/]+(?:[A-ZА-ЯІЇЄ][\w'.\-]*|de|of|al|el|на|the)){0,6}"
_DASH = r"(?:--|[-\u2013\u2014:])"
_DATELINE = re.compile(
    rf"(?:{_PLACE},\s*{_DATE}[.,]?\s*(?:{_TAG}\s*[.:]?\s*)?{_DASH}?"
    rf"|{_PLACE},?\s*{_TAG}\s*{_DASH}"
    rf"|(?:[A-ZА-ЯІЇЄ][A-ZА-ЯІЇЄ'.\-]+[ ,/]*){{1,6}}(?:{_DASH}\s)"
    rf"|{_TAG}\s*{_DASH}?"
    r"|(?:新华社|中新社|中新网|人民网|央视网)[^\n。电]{0,24}电)"
)
_BYLINE = re.compile(
    r"^\W{0,2}(?:Reporting by|Additional reporting|Writing by|Editing by|Photo(?:graph)? by|Source:|By [A-Z]"
    r"|Reuters contributed|©|Copyright)[^\n]*"
    r"|\(\s?(?:Additional r|R)eporting by[^)\n]*\)?|\(Reuters\)|\(AP\)|\(AFP\)|\(Xinhua\)|/TASS/|/ТАСС/"
    r"|(?:Reporting|Writing) by [A-Z][^\n]*$",
    re.MULTILINE,
)
_BYLINE_WORDS = ("eporting by", "diting by", "riting by", "By ", "Source:", "Photo", "©", "Copyright")
_CUT = re.compile(r"(?:\.\.\.|…|\[\+\d+ chars\])\s*$")
_SENTENCE_END = re.compile(r"[.!?]\s|[。！？\n]")
_STOPS = ".!?。！？\")'…"


class Masks(NamedTuple):
    """Places whose names count for nothing, and whether the body is cut off."""

    places: list[Bounds]
    cut: bool


def masks(text: str, body: int) -> Masks:
    """List the places of a normalised text where a name counts for nothing.

    Args:
        text: title, blank line and body.
        body: where the body begins.
    """
    found: list[Bounds] = []
    if body < len(text):
        dateline = _DATELINE.match(text, body, body + 160)
        if dateline:
            found.append(dateline.span())
        if any(word in text for word in _BYLINE_WORDS):
            found += [one.span() for one in _BYLINE.finditer(text)]
        tail = _tail(text, body)
        if tail is not None:
            return Masks([*found, tail], cut=True)
    return Masks(found, cut=False)


def _is_headline(text: str, body: int, end: int) -> bool:
    line, title = text[body:end].strip(), text[:body].strip()
    return title in {"", line} and _SENTENCE_END.search(line) is None


def _tail(text: str, body: int) -> Bounds | None:
    """The last word of a body that stops without a stop: "Nige" may be Niger or Nigeria.

    A line without a stop that is all there is, or that repeats its title, is a headline, and whole.
    """
    end = len(text.rstrip())
    if end <= body:
        return None
    cut = _CUT.search(text, max(body, end - 24))
    if cut:
        end = len(text[: cut.start()].rstrip())
    elif text[end - 1] in _STOPS or text[end - 1] >= "\u2e80" or _is_headline(text, body, end):
        return None
    start = max(text.rfind(" ", body, end), text.rfind("-", body, end), body - 1)
    return (start + 1, len(text))
