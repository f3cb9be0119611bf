"""Bytes to messages and back, and the headers beside them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.codec import decode, encode, header, headers
from entente.contracts.errors import Reason, Reject
from entente.contracts.upkeep import Coverage

AT = datetime(2025, 9, 2, 7, 40, tzinfo=UTC)


def _coverage(error: str | None = None) -> Coverage:
    return Coverage(
        source="northwire.example",
        feed=None,
        at=AT,
        last_seen_at=None,
        articles=0,
        errors=0,
        last_error=error,
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.EMPTY),
        (b"", Reason.MALFORMED),
        (b"{", Reason.MALFORMED),
        (b"\xff\xfe", Reason.MALFORMED),
        (b"[" * 100_000, Reason.INVALID),
        (b'{"source":' + b'{"a":' * 100_000, Reason.INVALID),
        (b'{"unknown":' + b'{"a":' * 100_000, Reason.MALFORMED),
        (b"[]", Reason.INVALID),
        (b'{"source": 1}', Reason.INVALID),
        (b'{"source": "\\ud800"}', Reason.MALFORMED),
    ],
)
def test_bad_bytes_are_rejected_with_a_reason(value: bytes | None, reason: Reason) -> None:
    """Null, broken, too deep, mistyped or surrogate-bearing values are each rejected, never a crash."""
    with pytest.raises(Reject) as caught:
        decode(Coverage, value)
    assert caught.value.reason is reason


def test_lone_surrogates_are_not_written() -> None:
    """A text that no UTF-8 can carry is rejected when written, with the reason `invalid`."""
    with pytest.raises(Reject) as caught:
        encode(_coverage("\ud800"))
    assert caught.value.reason is Reason.INVALID


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_way(text: str) -> None:
    """What is encoded decodes to an equal message, for any Unicode text."""
    assert decode(Coverage, encode(_coverage(text))) == _coverage(text)


def test_headers_are_those_of_cloudevents() -> None:
    """A message travels with id, versioned type, source and time, and a trace context if there is one."""
    written = dict(headers(_coverage(), event_id="1", source="ingest", at=AT))
    assert header(written, "ce_type") == "entente.coverage.v1"
    assert header(written, "ce_source") == "/entente/ingest"
    assert header(written, "ce_time") == "2025-09-02T07:40:00Z"
    assert header(written, "traceparent") is None
    traced = dict(headers(_coverage(), event_id="1", source="ingest", at=AT, traceparent="00-1-2-01"))
    assert header(traced, "traceparent") == "00-1-2-01"
    assert header({"x": b"\xff"}, "x") is None
