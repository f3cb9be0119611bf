"""The article as it came, and as it was read."""

from typing import Annotated

from msgspec import Meta, Struct

from entente.contracts.values import (
    ActorId,
    Attribution,
    Count,
    EventType,
    Instant,
    Modality,
    Power,
    Precision,
    Revision,
    Role,
    Share,
    Span,
)

MAX_TEXT_BYTES = 512 * 1024
"""The longest text, in UTF-8 bytes, that ingest lets through uncut; tagged, it stays under 4 MiB."""


class Article(Struct, frozen=True, kw_only=True):
    """One article as a publisher sent it (topic articles.raw, key: id)."""

    id: Annotated[str, Meta(min_length=8, max_length=64)]
    revision: Revision
    url: str | None
    source: Annotated[
        str, Meta(min_length=1, max_length=200, description="The source's id in the watchlist.")
    ]
    title: str
    text: str
    language: Annotated[str, Meta(max_length=16)] | None
    published_at: Annotated[
        Instant | None,
        Meta(description="Null where it is missing, unreadable or in the future: never counted."),
    ]
    published_precision: Precision
    fetched_at: Instant
    flags: Annotated[tuple[str, ...], Meta(description="undated, cut: what ingest had to do to it.")] = ()
    original_published_at: Annotated[
        Instant | None,
        Meta(description="Set where a replay moved published_at: the date by which dated roles are read."),
    ] = None

    @property
    def full_text(self) -> str:
        """Title and text as one; every span of a reading counts code points of this."""
        return f"{self.title}\n\n{self.text}"


class Mention(Struct, frozen=True, kw_only=True):
    """One place where the text names a tracked actor."""

    actor: ActorId
    power: Annotated[Power | None, Meta(description="Whom it stands for that day; null for a quoted expert.")]
    surface: str
    span: Span
    sentence: Count
    role: Role


class Theme(Struct, frozen=True, kw_only=True):
    """One theme of the text, with the places that show it."""

    theme: str
    score: Share
    spans: tuple[Span, ...]


class Event(Struct, frozen=True, kw_only=True):
    """Who did what to whom, said how and by whom; types and modes are PLOVER's.

    With `targets` empty the sources acted on each other ("Russia and China signed …").
    """

    sources: tuple[Power, ...]
    targets: tuple[Power, ...]
    type: EventType
    mode: str | None
    modality: Modality
    modality_span: Span | None
    attribution: Attribution
    said_by: ActorId | None
    sentence: Count
    span: Annotated[Span, Meta(description="The cue's place.")]
    score: Annotated[float, Meta(ge=-10, le=10)]
    weak: Annotated[
        bool, Meta(description="Told by a word that only leans: shown, but it moves no pair.")
    ] = False

    @property
    def is_asserted(self) -> bool:
        """Whether it is said to have happened, by more than a word that leans."""
        return self.modality == "asserted" and not self.weak


class Fingerprint(Struct, frozen=True, kw_only=True):
    """What tells copies: an exact hash, and a MinHash of the text's word shingles."""

    text_hash: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    minhash: Annotated[
        bytes, Meta(description="128 little-endian u32, base64 in JSON; empty without shingles.")
    ]
    shingles: Count


class TaggedArticle(Struct, frozen=True, kw_only=True):
    """An article with all that was read in it (topic articles.tagged, key: the article's id)."""

    article: Article
    language: str
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    themes: tuple[Theme, ...]
    events: tuple[Event, ...]
    fingerprint: Annotated[Fingerprint | None, Meta(description="Made only where two powers are named.")]
    watchlist_version: str


class VolumeRecord(Struct, frozen=True, kw_only=True):
    """That an article was read, and whom it names (topic volume, key: the article's id).

    One a revision of every article, named powers or not: an update that no longer names a pair must be heard.
    """

    article_id: str
    revision: Revision
    fetched_at: Instant
    hour_at: Annotated[
        Instant | None, Meta(description="published_at cut to the hour; null: undated, not counted.")
    ]
    published_precision: Precision
    source: str
    powers: tuple[Power, ...]
    watchlist_version: str
