"""Which words date a deed to a year before the article's own."""

import re
from collections.abc import Iterator

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Day"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)"
)
_YEAR = re.compile(
    r"\b(?:(?:only in|in|of|back in|during|since late|dates? from|remembers?|recalls?"
    r"|вспомина\w+|вспомнить|в|у|з)\s(?:\w+\s)?"
    rf"|{_MONTH}\s(?:\d{{1,2}},\s)?)((?:1[89]|20)\d\d)\b|(\d{{4}}|[一二][〇零○一二三四五六七八九]{{3}})年",
    re.IGNORECASE,
)
_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_DATED = re.compile(r"\d{4}|年")
"""What each of these holds, and most clauses don't, which is told sooner."""


def past_years(text: str, start: int, end: int, year: int) -> Iterator[tuple[int, int]]:
    """List the places within bounds that name a year before a given one as the time of something.

    A year that only tells one thing from another ("the 2015 deal") dates nothing.
    """
    if _DATED.search(text, start, end) is None:
        return
    for match in _YEAR.finditer(text, start, end):
        if int((match.group(1) or match.group(2)).translate(_NUMERALS)) < year:
            yield match.span()
