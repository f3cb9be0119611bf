"""The examples that watchlist entries carry, run: what must match does, and what must not doesn't."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from entente.contracts.articles import Article
from entente.reading.reader import Reader
from entente.watchlist.linter import lint
from entente.watchlist.loader import Contents, Entry, Finding, contents, parse
from entente.watchlist.located import line_of
from entente.watchlist.model import Actor, Cue, ThemeEntry

_DAY = date(2025, 9, 3)
"""The day by which examples are read, when no tenure of their actor says otherwise."""


def check(files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Look a watchlist's files over: what the linter finds and, when they can be read, every example run."""
    found = lint(files)
    form = contents(files)
    if form.faults:
        return found
    return tuple(sorted({*found, *run(files, form)}))


def run(files: Mapping[str, str], form: Contents) -> Iterator[Finding]:
    """Read every example and name those that come out wrong.

    Raises:
        Misconfigured: the files can't be read.
    """
    reader = Reader(parse(files))
    for entry in form.entries:
        item = entry.item
        if not isinstance(item, Actor | ThemeEntry | Cue):
            continue
        for key, wanted in (("must_match", True), ("must_not_match", False)):
            for i, text in enumerate(getattr(item, key)):
                if _matches(reader, item, text) is not wanted:
                    line = line_of(files[entry.file], entry.place, f"$.{key}[{i}]")
                    what = f"{_name(entry)}: {text!r} {'is not' if wanted else 'is'} matched"
                    yield Finding(entry.file, line, what, "mend a spelling or the example")


def _matches(reader: Reader, item: Actor | ThemeEntry | Cue, text: str) -> bool:
    if isinstance(item, Actor):
        tagged = reader.read(article_of(text, day_of(item)))
        return any(mention.actor == item.id for mention in tagged.mentions)
    if isinstance(item, ThemeEntry):
        return any(theme.theme == item.id for theme in reader.read(article_of(text, _DAY)).themes)
    return any((kind, mode) == (item.type, item.mode) for kind, mode in reader.cues_in(text))


def day_of(item: Actor | ThemeEntry | Cue) -> date:
    """Give the day by which an entry's examples are read: its actor is in office, if need be on another."""
    tenures = item.tenures if isinstance(item, Actor) else ()
    if not tenures or any(t.since <= _DAY <= (t.until or _DAY) for t in tenures):
        return _DAY
    return tenures[-1].since


def article_of(text: str, day: date) -> Article:
    """Make an article of an example."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Article(
        id="example0",
        revision="00000000",
        url=None,
        source="example",
        title="",
        text=text,
        language=None,
        published_at=at,
        published_precision="day",
        fetched_at=at,
    )


def _name(entry: Entry) -> str:
    item = entry.item
    return f"{item.type}/{item.mode}" if isinstance(item, Cue) else item.id
