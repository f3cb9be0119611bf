"""Messages to bytes and back, and the CloudEvents headers that travel with them.

Source: CloudEvents 1.0.2, Kafka protocol binding, binary content mode; W3C Trace Context.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar, cast

import msgspec

from entente.contracts.errors import Reason, Reject
from entente.contracts.registry import Message, type_name

T = TypeVar("T", bound=msgspec.Struct)
Headers = tuple[tuple[str, bytes], ...]

_encoder = msgspec.json.Encoder(order="deterministic")


@cache
def _decoder(kind: type[msgspec.Struct]) -> msgspec.json.Decoder[msgspec.Struct]:
    return msgspec.json.Decoder(kind)


def encode(message: msgspec.Struct) -> bytes:
    """Write a message as UTF-8 JSON.

    Raises:
        Reject: its text holds lone surrogates, which no UTF-8 can carry.
    """
    try:
        return _encoder.encode(message)
    except UnicodeEncodeError as error:
        raise Reject(Reason.INVALID, f"{type(message).__name__} holds a lone surrogate: {error}") from error


def decode(kind: type[T], value: bytes | None) -> T:
    """Read a message; unknown fields are passed over.

    Raises:
        Reject: null value, not JSON, nested too deep, or a field missing or of a wrong type.
    """
    if value is None:
        raise Reject(Reason.EMPTY, f"a null value where a {kind.__name__} was expected")
    try:
        return cast("T", _decoder(kind).decode(value))
    except msgspec.ValidationError as error:
        raise Reject(Reason.INVALID, f"{kind.__name__}: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Reject(Reason.MALFORMED, f"{kind.__name__}: {error}") from error


def headers(
    message: Message, *, event_id: str, source: str, at: datetime, traceparent: str | None = None
) -> Headers:
    """Write the CloudEvents headers of a message.

    Args:
        message: what travels.
        event_id: unique within the source and the same on every retry.
        source: the service that says it.
        at: when it was said.
        traceparent: the W3C trace context that it continues, if any.
    """
    pairs = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_type": type_name(type(message)),
        "ce_source": f"/entente/{source}",
        "ce_time": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "content-type": "application/json",
    }
    if traceparent is not None:
        pairs["traceparent"] = traceparent
    return tuple((k, v.encode()) for k, v in pairs.items())


def header(headers: Mapping[str, bytes], name: str) -> str | None:
    """Read one header as text; null where it is absent or no UTF-8."""
    value = headers.get(name)
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None
