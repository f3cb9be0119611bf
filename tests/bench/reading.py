"""The whole reader, by the shipped watchlist: normalising, sentences, names, themes, events, fingerprint."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from bench.figures import Figure, figure
from bench.texts import english, headlines
from bench.timing import microseconds
from entente.contracts.articles import Article
from entente.contracts.codec import decode, encode
from entente.reading.reader import Reader
from entente.reading.signals import signals
from entente.watchlist.loader import default_files, parse

GROUP = "reading"
_TEXTS = 64
_AT = datetime(2025, 9, 3, 12, tzinfo=UTC)


def article(number: int, title: str, text: str) -> Article:
    """Make an article of a title and a text."""
    return Article(
        id=f"{number:032x}",
        revision=f"{number:032x}",
        url=f"https://bench.example/{number}",
        source="bench.example",
        title=title,
        text=text,
        language="en",
        published_at=_AT,
        published_precision="second",
        fetched_at=_AT,
    )


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Time the reader on articles and headlines, with events and without."""
    say("Reading with the shipped watchlist")
    shipped = parse(default_files())
    reader = Reader(shipped)
    without = Reader(msgspec.structs.replace(shipped, cues=()))
    articles = [
        article(i, text.partition(". ")[0], text.partition(". ")[2]) for i, text in enumerate(english(_TEXTS))
    ]
    taken = microseconds({"with events": reader.read, "without cues": without.read}, articles)
    figures = [figure(GROUP, f"4 kB article, {name}", one, "µs") for name, one in taken.items()]
    tagged = [reader.read(one) for one in articles]
    made = microseconds({"signals": signals}, tagged)["signals"]
    figures.append(figure(GROUP, "signals of a read article", made, "µs"))
    values = [encode(one) for one in articles]
    figures.append(
        figure(
            GROUP,
            "decode a raw article",
            microseconds({"decode": lambda value: decode(Article, value)}, values)["decode"],
            "µs",
        )
    )
    figures.append(
        figure(GROUP, "encode a tagged article", microseconds({"encode": encode}, tagged)["encode"], "µs")
    )
    short = [article(i, title, "") for i, title in enumerate(headlines())]
    figures.append(figure(GROUP, "headline", microseconds({"read": reader.read}, short)["read"], "µs"))
    return figures
