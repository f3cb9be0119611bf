"""A message as a document: its id, its version, and its ECS fields. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from entente.contracts.alerts import Act, Alert, Sent
from entente.contracts.articles import Event, TaggedArticle
from entente.contracts.errors import Reason, Reject
from entente.contracts.registry import Message, snake
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage
from entente.indexer.mappings import KINDS
from entente.indexer.slices import slice_of

ECS_VERSION = "8.17.0"
MAX_ID_BYTES = 512
"""What Elasticsearch takes; a longer id makes it refuse the whole request, not the one document."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_REVISION_BITS = 20


class Document(Struct, frozen=True, kw_only=True):
    """One write to Elasticsearch; without a body it is a deletion, wherever the id stands."""

    kind: type[Message]
    slice: Annotated[str | None, Meta(description="Null on a deletion: a key doesn't tell its month.")]
    id: str
    version: Annotated[int, Meta(ge=0, description="External, greater or equal wins.")]
    body: bytes | None
    fetched_at: Annotated[
        datetime | None, Meta(description="When the article behind it was fetched, where there is one.")
    ] = None


def document(message: Message, *, key: str, offset: int) -> Document:
    """Write a message as a document.

    Args:
        message: one of the kinds that are indexed.
        key: the record's key, which becomes the document's id.
        offset: the record's, which orders what one topic says of one key.

    Raises:
        Reject: the key is too long for an id.
    """
    body = {
        "@timestamp": _happened_at(message),
        "ecs": {"version": ECS_VERSION},
        "event": {"action": _actions(message), "dataset": f"entente.{KINDS[type(message)]}", "id": key},
        "message": _headline(message),
        "url": {"full": _url(message)},
        "entente": {snake(type(message), "_"): message},
    }
    return Document(
        kind=type(message),
        slice=slice_of(message),
        id=_id(key),
        version=_version(message, offset),
        body=msgspec.json.encode(body),
        fetched_at=_fetched_at(message),
    )


def deletion(kind: type[Message], *, key: str, offset: int) -> Document:
    """Write a tombstone as a deletion that no older write can undo.

    Raises:
        Reject: the key is too long for an id.
    """
    return Document(kind=kind, slice=None, id=_id(key), version=offset + 1, body=None)


def _id(key: str) -> str:
    length = len(key.encode())
    if length > MAX_ID_BYTES:
        raise Reject(Reason.TOO_LARGE, f"a key of {length} bytes; a document's id has {MAX_ID_BYTES} at most")
    return key


def _version(message: Message, offset: int) -> int:
    """Order writes of one id: articles and signals by (fetched_at, revision), the rest by offset.

    Milliseconds since 2000 and the revision's first 20 bits fill 62 bits until the year 2139.
    """
    match message:
        case TaggedArticle():
            fetched_at, revision = message.article.fetched_at, message.article.revision
        case Signal():
            fetched_at, revision = message.fetched_at, message.revision
        case _:
            return offset + 1
    milliseconds = max(0, int((fetched_at - _EPOCH).total_seconds() * 1000))
    return (milliseconds << _REVISION_BITS) | (int(revision[:8], 16) >> (32 - _REVISION_BITS))


def _fetched_at(message: Message) -> datetime | None:
    match message:
        case TaggedArticle():
            return message.article.fetched_at
        case Signal():
            return message.fetched_at
        case _:
            return None


def _happened_at(message: Message) -> datetime:
    match message:
        case TaggedArticle():
            return message.article.published_at or message.article.fetched_at
        case Signal():
            return message.published_at or message.fetched_at
        case Story():
            return message.first_published_at
        case Alignment():
            return datetime.combine(message.day, time(), UTC)
        case Alert():
            return message.window_start_at
        case Act() | Sent() | Coverage():
            return message.at
        case _:
            raise TypeError(f"{type(message).__name__} is not indexed")


def _actions(message: Message) -> tuple[str, ...]:
    """Give the types of the events that are asserted, for tools that can't count within nested fields."""
    match message:
        case TaggedArticle() | Signal() | Story():
            return _asserted(message.events)
        case _:
            return ()


def _asserted(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(sorted({event.type for event in events if event.is_asserted}))


def _headline(message: Message) -> str | None:
    match message:
        case TaggedArticle():
            return message.article.title
        case Signal():
            return message.title
        case Story():
            return message.headline
        case _:
            return None


def _url(message: Message) -> str | None:
    match message:
        case TaggedArticle():
            return message.article.url
        case Signal() | Story():
            return message.url
        case _:
            return None
