"""Copies of a written article: reprints by other outlets, and the same address met again."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from random import Random

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from entente.demo import edits
from entente.demo.items import Entry, Item, Kind, Written, entry, instant
from entente.demo.outlets import OUTLETS, reprinter

_EDITED = {
    Kind.HEADLINE: 80,
    Kind.FIRST_PARAGRAPH: 65,
    Kind.WORDS: 80,
    Kind.TRUNCATED: 65,
    Kind.DATELINE: 70,
    Kind.TAIL: 60,
}
_SAME_URL = {Kind.DUPLICATE: 80, Kind.REFETCHED: 36, Kind.TRACKED: 16, Kind.CORRECTED: 56}
_DATED = {
    Kind.OTHER_ZONE: 24,
    Kind.NO_URL: 8,
    Kind.DAY_ONLY: 48,
    Kind.UNREADABLE_DATE: 9,
    Kind.NULL_DATE: 7,
    Kind.NO_DATE: 7,
    Kind.FUTURE_DATE: 4,  # fewer than the five that could move the newest hour
    Kind.EPOCH_DATE: 6,
}
"""How many lines of each kind; reprints word for word follow the outlet (outlets.py)."""

_UNREADABLE = (
    "yesterday",
    "2025-13-45",
    "N/A",
    "0000-00-00",
    "31 June 2025",
    "Fri, 99 Foo",
    "T12:00Z",
    "1/2/3/4",
    "-",
)
_FUTURE = ("2099-12-31T23:59:59Z", "2125-06-01T00:00:00Z", "9999-12-31T00:00:00Z", "2050-01-01T12:00:00Z")
_OFFSETS = (-4, 1, 2, 3, 8, 9)
_TRACKED = ("?utm_source=newsround&utm_medium=rss", "#comments", "?fbclid=IwAR0", "/")


def original(w: Written) -> Entry:
    """Write an article down as its own outlet published it."""
    return entry(w.at, Kind.WRITTEN, _item(w))


def reprints(rng: Random, written: Sequence[Written]) -> list[Entry]:
    """Make the copies that other outlets carry: word for word, edited, or with a date of every kind."""
    urls = {w.url for w in written}
    made = [
        _reprint(rng, w, Kind.VERBATIM, n, urls)
        for w in written
        for n in range(rng.randint(*OUTLETS[w.source].reprinted))
    ]
    for kind, count in (_EDITED | _DATED).items():
        made += [_reprint(rng, w, kind, n, urls) for n, w in enumerate(rng.sample(written, count))]
    return made


def met_again(rng: Random, written: Sequence[Written]) -> list[Entry]:
    """Make what a crawler stores when it meets an address again; no article is met in two ways."""
    order = iter(rng.sample(written, sum(_SAME_URL.values())))
    return [_again(rng, next(order), kind) for kind, count in _SAME_URL.items() for _ in range(count)]


def _reprint(rng: Random, w: Written, kind: Kind, number: int, urls: set[str]) -> Entry:
    outlet = reprinter(rng, w.source, w.language)
    at = w.at + timedelta(seconds=rng.randrange(15 * 60, 9 * 3_600))
    if kind is Kind.DAY_ONLY:  # the day after, or the bare day would place it before its original
        at = (w.at + timedelta(days=1)).replace(hour=rng.randrange(4, 22), minute=rng.randrange(60))
    title, text = _edited(rng, w, kind, outlet, at)
    published_at = _date(rng, kind, number, at)
    return entry(
        at,
        kind,
        Item(
            url=UNSET if kind is Kind.NO_URL else _address(outlet, at, w.slug, urls),
            source=outlet,
            title=title,
            text=text,
            published_at=published_at,
            fetched_at=UNSET if published_at == instant(at) or kind is Kind.OTHER_ZONE else instant(at),
            language=w.language,
        ),
    )


def _edited(rng: Random, w: Written, kind: Kind, outlet: str, at: datetime) -> tuple[str, str]:
    title, text = w.title, w.text
    match kind:
        case Kind.HEADLINE:
            title = edits.other_headline(rng, title, text, w.language, outlet)
        case Kind.FIRST_PARAGRAPH:
            text = edits.first_paragraph(text)
        case Kind.WORDS:
            text = edits.words_changed(rng, text, w.language)
        case Kind.TRUNCATED:
            text = edits.truncated(text)
        case Kind.DATELINE:
            text = edits.with_dateline(text, w.language, outlet, at)
        case Kind.TAIL:
            text = edits.with_tail(rng, text, w.language, outlet)
        case _:
            pass
    return title, text


def _date(rng: Random, kind: Kind, number: int, at: datetime) -> str | UnsetType | None:
    offset = timezone(timedelta(hours=rng.choice(_OFFSETS)))
    wrong: dict[Kind, str | UnsetType | None] = {
        Kind.DAY_ONLY: f"{at:%Y-%m-%d}",
        Kind.OTHER_ZONE: at.astimezone(offset).isoformat(),
        Kind.UNREADABLE_DATE: _UNREADABLE[number % len(_UNREADABLE)],
        Kind.NULL_DATE: None,
        Kind.NO_DATE: UNSET,
        Kind.FUTURE_DATE: _FUTURE[number % len(_FUTURE)],
        Kind.EPOCH_DATE: "1970-01-01T00:00:00Z",
    }
    return wrong.get(kind, instant(at))


def _address(outlet: str, at: datetime, slug: str, urls: set[str]) -> str:
    """Give a reprint an address of its own; an outlet that carries an article twice numbers it."""
    base = url = f"https://{outlet}/{at:%Y/%m/%d}/{slug}"
    number = 1
    while url in urls:
        number += 1
        url = f"{base}-{number}"
    urls.add(url)
    return url


def _item(w: Written) -> Item:
    return Item(
        url=w.url,
        source=w.source,
        title=w.title,
        text=w.text,
        published_at=w.published_at,
        language=w.language,
    )


def _again(rng: Random, w: Written, kind: Kind) -> Entry:
    item, at = _item(w), w.at
    if kind is Kind.TRACKED:
        item = replace(item, url=w.url + rng.choice(_TRACKED))
    if kind in {Kind.REFETCHED, Kind.CORRECTED}:
        at += timedelta(seconds=rng.randrange(1_800, 30 * 3_600))
        item = replace(item, fetched_at=instant(at))
    if kind is Kind.CORRECTED:
        item = replace(item, text=edits.corrected(w.text, w.language))
    return entry(at, kind, item)
