"""`entente read --why START:END`: which cue, rule and watchlist entry made what is marked there."""

import re
from collections.abc import Mapping

from msgspec import structs
from rich.console import Console

from entente.cli.talk import print_json
from entente.contracts.articles import Article
from entente.contracts.errors import Misconfigured
from entente.contracts.values import Span
from entente.reading.why import Reason, why

_PLACE = re.compile(r"(\d+):(\d+)")


def tell(article: Article, files: Mapping[str, str], span: str, *, as_json: bool) -> None:
    """Print the reasons of what is marked within a span, counted from the first letter that is shown.

    Raises:
        Misconfigured: the span is none, or lies outside of the text.
    """
    whole = article.full_text
    shift = len(whole) - len(whole.lstrip("\n"))
    start, end = _span(span, len(whole) - shift)
    found = [_moved(one, -shift) for one in why(files, article, (start + shift, end + shift))]
    if as_json:
        print_json({"why": found})
        return
    console = Console(soft_wrap=True, markup=False, highlight=False)
    if not found:
        console.print(f"Nothing is marked at {start}:{end}.")
    for one in found:
        console.print(f"{one.span[0]}:{one.span[1]} {one.surface!r}: {one.kind} {one.read_as}")
        where = "the reader's grammar" if one.file is None else f"{one.file}:{one.line}"
        if one.phrase is not None:
            console.print(f"    phrase  {one.phrase}  ({where})")
        elif one.file is not None:
            console.print(f"    entry   {where}")
        console.print(f"    rule    {one.rule}")


def _span(text: str, length: int) -> Span:
    match = _PLACE.fullmatch(text)
    if match is None:
        raise Misconfigured(f"--why {text} is no place; write START:END in code points, as in 12:20")
    start, end = int(match[1]), int(match[2])
    if not start < end <= length:
        raise Misconfigured(
            f"--why {text} is no stretch of the text; start before the end, and end at {length} at most"
        )
    return start, end


def _moved(one: Reason, by: int) -> Reason:
    return structs.replace(one, span=(one.span[0] + by, one.span[1] + by))
