"""What a crawl brings in beside articles: pages that are junk, and lines that are no items at all."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from entente.demo.items import Entry, Item, Kind, Written, entry, instant
from entente.demo.outlets import OUTLETS

FIRST = datetime(2025, 5, 1, tzinfo=UTC)
DAYS = 152

LONG_TEXT = 60_000
"""Characters of the longest junk: well above an article, well below what ingest cuts."""

_NAVIGATION = (
    "Home | World | Business | Sport | Culture | Weather | Podcasts | Newsletters | Subscribe | Sign in",
    "Skip to main content. Accept all cookies. Reject optional cookies. Manage your choices at any time.",
    "Share this article: mail, print, copy link. Most read. Most shared. Editor's picks. Advertisement.",
    "Load more comments. Report this comment. Sort by newest. You must be logged in to vote.",
    "Related topics. More on this story. Next in gallery. Previous in gallery. Back to top.",
)
_COUNTRIES = (
    "Choose your country: Argentina Armenia Australia Azerbaijan Belarus Brazil Canada China Egypt France "
    "Georgia Germany India Indonesia Iran Israel Italy Japan Jordan Kazakhstan Mexico Nigeria North Korea "
    "Pakistan Poland Qatar Russia Saudi Arabia South Africa South Korea Türkiye Ukraine United Kingdom "
    "United States Vietnam"
)
_EMOJI = "🔥📈🏆⚽🎬🌦️👀🙏🏽🇺🇳👩‍🚀"
_MARKS = ("\u200f", "\u202b", "\u202c", "\u200e", "\u2067", "\u2069", "\u200b", "\ufeff")

_PICKER_DAYS = (25, 75, 147)
"""Weeks apart: one page that names every country is noise, several in a day would be a pattern."""

_NOT_UTF8 = (b'{"url":"https://newsround.example/x","source":"newsround.example","title":"M\xfcnchen"}',)
_NOT_JSON = (
    b"2025-06-14 03:12:09 WARN crawler: connection reset by peer, retrying",
    b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    b"url,source,title,text,published_at",
    b"{'source': 'newsround.example', 'title': 'Single quotes', 'text': 'Not JSON'}",
)
_CUT_JSON = (
    b'{"url":"https://pacificwire.example/2025/05/19/cut","source":"pacificwire.example","title":"Cut o',
    b'{"url":"https://newsround.example/2025/07/02/cut","source":"newsround.example","title":"A","text":',
    b'{"source":"europa-daily.example","title":"A closing brace is missing","text":"So it is."',
    b'{"source":"gulf-tribune.example","title":"An escape is cut","text":"\\u12',
)
_NOT_AN_OBJECT = (b'["newsround.example","A title in a list"]', b'"only a string"', b"42", b"null")
_NO_FIELDS = (
    b"{}",
    b'{"url":"https://newsround.example/2025/08/08/nothing","source":"newsround.example"}',
    b'{"published_at":"2025-09-09T09:09:09Z","language":"en"}',
)
_WRONG_TYPE = (
    b'{"source":"newsround.example","title":404,"text":"The title is a number.","language":"en"}',
    b'{"source":"newsround.example","title":"The text is an object","text":{"p":1},"language":"en"}',
    b'{"source":["newsround.example"],"title":"The source is a list","text":"A list.","language":"en"}',
)
_REJECTS = {
    Kind.NOT_UTF8: _NOT_UTF8,
    Kind.NOT_JSON: _NOT_JSON,
    Kind.CUT_JSON: _CUT_JSON,
    Kind.NOT_AN_OBJECT: _NOT_AN_OBJECT,
    Kind.NO_FIELDS: _NO_FIELDS,
    Kind.WRONG_TYPE: _WRONG_TYPE,
}


def rejects(rng: Random) -> list[Entry]:
    """Lay the lines that no reader can take as items over the months."""
    return [
        Entry(at=_some_time(rng), kind=kind, line=line) for kind, lines in _REJECTS.items() for line in lines
    ]


def junk(rng: Random, written: Sequence[Written]) -> list[Entry]:
    """Make the junk pages: copies spoilt by a bad crawl, and pages that never were articles."""
    spoilt: dict[Kind, tuple[int, Callable[[Random, str], str]]] = {
        Kind.MARKUP: (18, _marked_up),
        Kind.NAVIGATION: (18, _in_navigation),
        Kind.MOJIBAKE: (14, _mojibake),
        Kind.EMOJI: (8, _with_emoji),
        Kind.MARKS: (8, _with_marks),
    }
    made = [
        _copy(rng, article, kind, spoil(rng, article.text))
        for kind, (count, spoil) in spoilt.items()
        for article in rng.sample(_spoilable(written, kind), count)
    ]
    made += [_page(rng, Kind.EMPTY, n, _some_time(rng), rng.choice(("", " ", "\n\n"))) for n in range(12)]
    made += [_page(rng, Kind.LONG, n, _some_time(rng), _long(rng)) for n in range(4)]
    pickers = (FIRST + timedelta(days=d, hours=rng.randrange(24)) for d in _PICKER_DAYS)
    return made + [_page(rng, Kind.PICKER, n, at, _COUNTRIES) for n, at in enumerate(pickers)]


def _some_time(rng: Random) -> datetime:
    return FIRST + timedelta(seconds=rng.randrange(DAYS * 86_400))


def _spoilable(written: Sequence[Written], kind: Kind) -> list[Written]:
    """List what a kind of junk is made from: a wrong encoding spoils nothing in ASCII."""
    return [w for w in written if kind is not Kind.MOJIBAKE or not w.text.isascii()]


def _copy(rng: Random, article: Written, kind: Kind, text: str) -> Entry:
    at = article.at + timedelta(seconds=rng.randrange(1_800, 28_800))
    name = kind.name.lower()
    title = _mojibake(rng, article.title) if kind is Kind.MOJIBAKE else article.title
    url = f"https://newsround.example/{at:%Y/%m/%d}/{name}/{article.slug}"
    return entry(
        at,
        kind,
        Item(
            url=url,
            source="newsround.example",
            title=title,
            text=text,
            published_at=instant(at),
            language=article.language,
        ),
    )


def _page(rng: Random, kind: Kind, number: int, at: datetime, text: str) -> Entry:
    source = rng.choice(list(OUTLETS))
    name = kind.name.lower()
    title = {Kind.EMPTY: "Live: follow the day", Kind.LONG: "Comments", Kind.PICKER: "Editions"}[kind]
    url = f"https://{source}/{at:%Y/%m/%d}/{name}-{number}"
    item = Item(
        url=url,
        source=source,
        title=f"{title} ({number + 1})",
        text=text,
        published_at=instant(at),
        language="en",
    )
    return entry(at, kind, item)


def _marked_up(rng: Random, text: str) -> str:
    body = text.replace("\n\n", "</p>\n<p class='body'>").replace(" ", "&nbsp;", rng.randrange(1, 6))
    script = f"<script>window.ad = {{slot: {rng.randrange(1_000)}}};</script>"
    return f"<div class='article'><p class='body'>{body}</p>{script}<br/>&copy; &amp; all rights</div>"


def _in_navigation(rng: Random, text: str) -> str:
    above, below = rng.sample(_NAVIGATION, 2)
    return f"{above}\n\n{text}\n\n{below}"


def _mojibake(_: Random, text: str) -> str:
    return text.encode().decode("cp1252", "replace")


def _with_emoji(rng: Random, text: str) -> str:
    words = text.split(" ")
    for place in rng.sample(range(len(words)), min(4, len(words))):
        words[place] += " " + rng.choice(_EMOJI) * rng.randrange(1, 4)
    return " ".join(words)


def _with_marks(rng: Random, text: str) -> str:
    words = text.split(" ")
    for place in rng.sample(range(len(words)), min(8, len(words))):
        words[place] = rng.choice(_MARKS) + words[place]
    return "\u202b" + " ".join(words) + "\u202c"


def _long(rng: Random) -> str:
    block = " ".join(rng.sample(_NAVIGATION, len(_NAVIGATION)))
    return (block * (LONG_TEXT // len(block) + 1))[: rng.randrange(LONG_TEXT // 3, LONG_TEXT)]
