"""What the shipped archive is made of: written articles, archive items, entries with their place in time."""

from datetime import UTC, datetime
from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType, json


class Written(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One article written for the archive; `published_at` is ISO 8601 in UTC with seconds."""

    url: str
    source: str
    title: str
    text: str
    published_at: str
    language: str

    @property
    def at(self) -> datetime:
        """Its time of publication."""
        return datetime.fromisoformat(self.published_at)

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.url.rsplit("/", 1)[-1]


class Item(Struct, frozen=True, kw_only=True):
    """One object of the archive, as a crawler would have stored it: fields may be missing or wrong."""

    url: str | UnsetType = UNSET
    source: str
    title: str
    text: str
    published_at: str | UnsetType | None = UNSET
    fetched_at: str | UnsetType = UNSET
    language: str


class Kind(StrEnum):
    """How a line of the archive came to be."""

    WRITTEN = "written"
    VERBATIM = "reprint, verbatim"
    HEADLINE = "reprint, headline changed"
    FIRST_PARAGRAPH = "reprint, first paragraph only"
    WORDS = "reprint, 5 % of words changed"
    TRUNCATED = "reprint, truncated to 70 %"
    DATELINE = "reprint, dateline added"
    TAIL = "reprint, agency tail added"
    DUPLICATE = "same URL, the same line again"
    REFETCHED = "same URL, fetched again unchanged"
    TRACKED = "same URL, tracking parameters added"
    CORRECTED = "same URL, corrected later"
    OTHER_ZONE = "reprint, time with an offset"
    NO_URL = "reprint, no URL"
    DAY_ONLY = "reprint, day only"
    UNREADABLE_DATE = "reprint, unreadable date"
    NULL_DATE = "reprint, date null"
    NO_DATE = "reprint, date missing"
    FUTURE_DATE = "reprint, date in the far future"
    EPOCH_DATE = "reprint, date 1970"
    MARKUP = "junk, markup left in"
    NAVIGATION = "junk, navigation remnants"
    EMPTY = "junk, empty text"
    MOJIBAKE = "junk, wrong encoding"
    LONG = "junk, very long line"
    EMOJI = "junk, emoji"
    MARKS = "junk, direction marks"
    PICKER = "junk, list of countries"
    NOT_UTF8 = "reject, not UTF-8"
    NOT_JSON = "reject, not JSON"
    CUT_JSON = "reject, JSON cut off"
    NOT_AN_OBJECT = "reject, not an object"
    NO_FIELDS = "reject, neither title nor text"
    WRONG_TYPE = "reject, a field of the wrong type"

    @property
    def rejected(self) -> bool:
        """Whether such a line must end as a dead letter."""
        return self.startswith("reject")


class Entry(Struct, frozen=True, kw_only=True):
    """A line with its place in the archive's time (`at`: fetched, else published) and what it is."""

    at: datetime
    kind: Kind
    line: bytes


def entry(at: datetime, kind: Kind, item: Item) -> Entry:
    """Write an item down as a line that stands at its time."""
    return Entry(at=at, kind=kind, line=json.encode(item))


def instant(at: datetime) -> str:
    """Write an instant as the archive does: UTC, seconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
