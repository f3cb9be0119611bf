"""Documents into Elasticsearch by its bulk API, with an outcome an item.

The body is made of bytes that are JSON already and only failures come back: a third of the client helper's
CPU time. Retrying belongs to the consumer loop alone, so the client's own retries are off.
"""

from collections.abc import Iterator, Sequence

import msgspec
from elasticsearch import Elasticsearch
from msgspec import Struct

from entente.contracts.errors import Misconfigured, Reason, Reject, Transient
from entente.runtime.search import spoken

MAX_BODY_BYTES = 8 * 1024 * 1024
"""A tenth of what Elasticsearch takes by default (http.max_content_length, 100 MB)."""

_HEADERS = {"content-type": "application/x-ndjson", "accept": "application/json"}
_PATH = "/_bulk?filter_path=items.*.status,items.*.error.type,items.*.error.reason"

_CONFLICT = 409
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500


class Applied(Struct, frozen=True):
    """It stands in Elasticsearch, or, for a deletion, stands no more."""


class Older(Struct, frozen=True):
    """A newer version stands already, so there was nothing to do."""


class Operation(Struct, frozen=True, kw_only=True):
    """One line of a bulk request; without a body it is a deletion."""

    index: str
    id: str
    version: int
    body: bytes | None


Fate = Applied | Older | Reject


class _Error(Struct):
    type: str
    reason: str | None = None


class _Item(Struct):
    status: int
    error: _Error | None = None


class _Response(Struct):
    items: list[dict[str, _Item]]


def write(client: Elasticsearch, operations: Sequence[Operation]) -> tuple[Fate, ...]:
    """Do what is asked; say of each what became of it, a `Reject` where Elasticsearch will never take it.

    Raises:
        Transient: the cluster isn't there, is overloaded or can't write now; nothing need be acknowledged.
        Misconfigured: the credentials are refused.
    """
    return tuple(fate for batch in _batches(operations) for fate in _write_batch(client, batch))


def _batches(operations: Sequence[Operation]) -> Iterator[Sequence[Operation]]:
    begin = size = 0
    for end, operation in enumerate(operations):
        length = len(operation.body or b"")
        if end > begin and size + length > MAX_BODY_BYTES:
            yield operations[begin:end]
            begin, size = end, 0
        size += length
    if operations:
        yield operations[begin:]


def _write_batch(client: Elasticsearch, batch: Sequence[Operation]) -> list[Fate]:
    body = b"".join(_lines(operation) for operation in batch)
    with spoken(client):
        response = client.perform_request("POST", _PATH, headers=_HEADERS, body=body)
    items = [item for answer in msgspec.convert(response.body, _Response).items for item in answer.values()]
    return [_fate(operation, item) for operation, item in zip(batch, items, strict=True)]


def _lines(operation: Operation) -> bytes:
    meta = {
        "_index": operation.index,
        "_id": operation.id,
        "version": operation.version,
        "version_type": "external_gte",
    }
    if operation.body is None:
        return msgspec.json.encode({"delete": meta}) + b"\n"
    return msgspec.json.encode({"index": meta}) + b"\n" + operation.body + b"\n"


def _fate(operation: Operation, item: _Item) -> Fate:
    if item.error is None:  # a deletion of what never stood is a 404 without an error
        return Applied()
    if item.status == _CONFLICT:
        return Older()
    said = f"{item.error.type}: {item.error.reason}"
    match item.error.type:
        case "index_not_found_exception":
            raise Transient(f"index {operation.index} is gone: moved, or deleted by hand")
        case "security_exception":
            raise Misconfigured(f"Elasticsearch refuses to write to {operation.index}: {said}")
        case "cluster_block_exception" | "index_closed_exception":
            raise Transient(f"index {operation.index} is closed for writing: {said}")
    if item.status == _TOO_MANY_REQUESTS or item.status >= _SERVER_ERROR:
        raise Transient(f"Elasticsearch can't write now: {said}")
    return Reject(Reason.INVALID, f"Elasticsearch: {said}")
