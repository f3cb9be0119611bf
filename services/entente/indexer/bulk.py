"""Documents into Elasticsearch by its bulk API, with an outcome an item.

The body is made of bytes that are JSON already and only failures come back: a third of the client helper's
CPU time. Retrying belongs to the consumer loop alone, so the client's own retries are off.
"""

from collections.abc import Sequence

import msgspec
from elasticsearch import ApiError, Elasticsearch, TransportError
from msgspec import Struct

from entente.contracts.errors import Misconfigured, Reason, Reject, Transient
from entente.indexer.documents import Document

MAX_BODY_BYTES = 8 * 1024 * 1024
"""A tenth of what Elasticsearch takes by default (http.max_content_length, 100 MB)."""

_APPLIED_ALREADY = 409
_OVERLOADED = frozenset({429, 502, 503, 504})
_NOT_FOUND = 404
_HEADERS = {"content-type": "application/x-ndjson", "accept": "application/json"}
_FILTER = "errors,items.*.status,items.*.error.type,items.*.error.reason"


class _Error(Struct):
    type: str
    reason: str | None = None


class _Item(Struct):
    status: int
    error: _Error | None = None


class _Response(Struct):
    items: list[dict[str, _Item]]
    errors: bool = False


def write(client: Elasticsearch, documents: Sequence[Document]) -> tuple[Reject | None, ...]:
    """Write documents; for each say null (it stands in Elasticsearch) or why it never can.

    A 409 says that the same or a newer version stands already, which is success.

    Raises:
        Transient: the cluster isn't there, is overloaded or can't write now; nothing need be acknowledged.
        Misconfigured: the credentials are refused.
    """
    outcomes: list[Reject | None] = []
    for batch in _batches(documents):
        outcomes += _write_batch(client, batch)
    return tuple(outcomes)


def _batches(documents: Sequence[Document]) -> list[list[Document]]:
    batches: list[list[Document]] = [[]]
    size = 0
    for document in documents:
        length = len(document.body or b"")
        if batches[-1] and size + length > MAX_BODY_BYTES:
            batches.append([])
            size = 0
        batches[-1].append(document)
        size += length
    return [batch for batch in batches if batch]


def _write_batch(client: Elasticsearch, batch: Sequence[Document]) -> list[Reject | None]:
    body = b"".join(_lines(document) for document in batch)
    try:
        response = client.perform_request(
            "POST", f"/_bulk?filter_path={_FILTER}&require_alias=false", headers=_HEADERS, body=body
        )
    except ApiError as error:
        if error.status_code in {401, 403}:
            raise Misconfigured(f"Elasticsearch refuses these credentials: {error.message}") from error
        raise Transient(f"Elasticsearch answered the bulk request with {error.status_code}") from error
    except TransportError as error:
        raise Transient(f"Elasticsearch can't be reached: {error.message}") from error
    items = msgspec.convert(response.body, _Response).items
    if len(items) != len(batch):
        raise Transient(f"Elasticsearch answered {len(items)} of {len(batch)} items")
    return [_outcome(item) for answer in items for item in answer.values()]


def _lines(document: Document) -> bytes:
    meta = {
        "_index": document.index,
        "_id": document.id,
        "version": document.version,
        "version_type": "external_gte",
    }
    if document.body is None:
        return msgspec.json.encode({"delete": meta}) + b"\n"
    return msgspec.json.encode({"index": meta}) + b"\n" + document.body + b"\n"


def _outcome(item: _Item) -> Reject | None:
    if item.status < 300 or (item.status in {_APPLIED_ALREADY, _NOT_FOUND} and not _missing_index(item)):  # noqa: PLR2004
        return None
    error = item.error or _Error("unknown")
    if item.status in _OVERLOADED or error.type in {
        "cluster_block_exception",
        "unavailable_shards_exception",
    }:
        raise Transient(f"Elasticsearch can't write now: {error.type}: {error.reason}")
    if _missing_index(item):
        raise Transient(f"an index is missing: {error.reason}; run `entente index apply`")
    return Reject(Reason.INVALID, f"Elasticsearch: {error.type}: {error.reason}")


def _missing_index(item: _Item) -> bool:
    return item.error is not None and item.error.type == "index_not_found_exception"
