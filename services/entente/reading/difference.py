"""What two versions of the watchlist read differently in the same texts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from entente.contracts.articles import Article, TaggedArticle
from entente.reading.examples import article_of, day_of
from entente.reading.reader import Reader
from entente.watchlist.loader import contents, parse
from entente.watchlist.model import Actor, Cue, ThemeEntry

if TYPE_CHECKING:
    from datetime import date

_SHOWN = 160
"""Code points of a text that are shown."""


class Difference(Struct, frozen=True):
    """A text that is read differently: where it is from, its beginning, what goes and what comes."""

    where: str
    text: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def examples(*lists: Mapping[str, str]) -> Iterator[tuple[str, Article]]:
    """List the examples that watchlists carry, each text and day once, with the file it stands in.

    Raises:
        Misconfigured: one of them can't be read.
    """
    seen: set[tuple[str, date]] = set()
    for files in lists:
        for entry in contents(files).entries:
            if not isinstance(entry.item, Actor | ThemeEntry | Cue):
                continue
            day = day_of(entry.item)
            for text in (*entry.item.must_match, *entry.item.must_not_match):
                if (text, day) not in seen:
                    seen.add((text, day))
                    yield entry.file, article_of(text, day)


def differences(
    old: Mapping[str, str], new: Mapping[str, str], articles: Iterable[tuple[str, Article]]
) -> Iterator[Difference]:
    """Read each article by both watchlists and tell those that come out differently, in their order.

    Args:
        old: the files of one watchlist.
        new: the files of the other.
        articles: where each is from, and itself.

    Raises:
        Misconfigured: a watchlist can't be read.
    """
    before, after = Reader(parse(old)), Reader(parse(new))
    for where, article in articles:
        was, now = read_as(before.read(article)), read_as(after.read(article))
        if was != now:
            yield Difference(
                where=where,
                text=" ".join(article.full_text.split())[:_SHOWN],
                gone=tuple(one for one in was if one not in now),
                come=tuple(one for one in now if one not in was),
            )


def read_as(tagged: TaggedArticle) -> tuple[str, ...]:
    """Write down a reading, a line a mention, theme and event; places count from the first letter."""
    whole = tagged.article.full_text
    begun = len(whole) - len(whole.lstrip("\n"))
    lines = [
        f"'{m.surface}' at {m.span[0] - begun} names {m.actor} for {m.power or 'nobody'}"
        for m in tagged.mentions
    ]
    lines += [f"theme {theme.theme} {theme.score:.2f}" for theme in tagged.themes]
    for event in tagged.events:
        whom = f" to {'+'.join(event.targets)}" if event.targets else ""
        lines.append(
            f"{'+'.join(event.sources)} {event.type}{whom}, {event.modality}, {event.attribution}, "
            f"{'weak' if event.weak else f'{event.score:+.1f}'} at {event.span[0] - begun}"
        )
    return tuple(lines)
