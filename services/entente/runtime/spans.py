"""Spans of an article's way, sent to an OpenTelemetry collector; without its address nothing is made.

A record's traceparent names its trace and its writer's span. What a service does with the record is a span
below it, and what follows carries that span's id on: one trace shows every hop.

Source: W3C Trace Context; OpenTelemetry semantic conventions for messaging.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime

import msgspec

from entente.contracts.errors import Misconfigured
from entente.runtime.clock import Clock
from entente.runtime.records import Outgoing, Record
from entente.runtime.tracing import HEADER

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_NANOSECONDS = 1_000_000_000
_SAMPLED = 1


class Trace(msgspec.Struct, frozen=True):
    """A place in a trace: the trace's id and a span's."""

    trace: int
    span: int

    def header(self) -> str:
        """Write it as a traceparent."""
        return f"00-{self.trace:032x}-{self.span:016x}-01"


def place_of(traceparent: str | None) -> Trace | None:
    """Read a traceparent; null where it is missing or none."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None or not int(found[1], 16) or not int(found[2], 16):
        return None
    return Trace(int(found[1], 16), int(found[2], 16))


def next_place(parent: Trace | None) -> Trace:
    """Give a new span its place: in its parent's trace, or in one of its own."""
    return Trace(parent.trace if parent else secrets.randbits(128) | 1, secrets.randbits(64) | 1)


def carrying(outgoing: Outgoing, place: Trace) -> Outgoing:
    """Give what follows a span its place as traceparent, in place of any other."""
    others = tuple((name, value) for name, value in outgoing.headers if name != HEADER)
    return msgspec.structs.replace(outgoing, headers=(*others, (HEADER, place.header().encode())))


class Spans:
    """Makes spans and sends them in the background; one that can't be sent is lost, and nothing waits for it.

    Raises:
        Misconfigured: OpenTelemetry is not installed.
    """

    def __init__(self, endpoint: str, service: str, version: str, clock: Clock) -> None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - only if asked
                OTLPSpanExporter,
            )
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
            from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        except ImportError as error:
            raise Misconfigured(
                "ENTENTE_OTLP_ENDPOINT is set, but OpenTelemetry is not installed; install entente[tracing]"
            ) from error
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._processor: BatchSpanProcessor = BatchSpanProcessor(exporter)
        self._resource = Resource.create({"service.name": f"entente-{service}", "service.version": version})
        self._service = service
        self._clock = clock

    def done(self, record: Record, outcome: str, began: datetime) -> Trace:
        """Make the span of what was done with a record; gives its place, for what follows."""
        parent = place_of(record.header(HEADER))
        place = next_place(parent)
        said = record.said_at() or record.at
        attributes: Mapping[str, str | int | float] = {
            "messaging.system": "kafka",
            "messaging.destination.name": record.topic,
            "messaging.destination.partition.id": str(record.partition),
            "messaging.kafka.offset": record.offset,
            "messaging.kafka.message.key": (record.key or b"").decode(errors="replace"),
            "entente.outcome": outcome,
            "entente.waited_seconds": max(0.0, (began - said).total_seconds()),
        }
        self._send(f"{self._service} {record.topic}", place, parent, began, attributes)
        return place

    def began(self, outgoing: Outgoing, began: datetime) -> None:
        """Make the span with which an article's trace begins, at the place that its traceparent names."""
        place = place_of(dict(outgoing.headers).get(HEADER, b"").decode())
        if place is not None:
            key = (outgoing.key or b"").decode(errors="replace")
            attributes = {
                "messaging.destination.name": outgoing.topic,
                "messaging.kafka.message.key": key,
            }
            self._send(f"{self._service} {outgoing.topic}", place, None, began, attributes)

    def _send(
        self,
        name: str,
        place: Trace,
        parent: Trace | None,
        began: datetime,
        attributes: Mapping[str, str | int | float],
    ) -> None:
        from opentelemetry.sdk.trace import ReadableSpan  # noqa: PLC0415
        from opentelemetry.trace import SpanContext, SpanKind, TraceFlags  # noqa: PLC0415

        flags = TraceFlags(_SAMPLED)
        above = None if parent is None else SpanContext(parent.trace, parent.span, is_remote=True)
        start, end = (int(at.timestamp() * _NANOSECONDS) for at in (began, self._clock.now()))
        self._processor.on_end(
            ReadableSpan(
                name,
                context=SpanContext(place.trace, place.span, is_remote=False, trace_flags=flags),
                parent=above,
                resource=self._resource,
                attributes=dict(attributes),
                kind=SpanKind.PRODUCER if parent is None else SpanKind.CONSUMER,
                start_time=start,
                end_time=max(start, end),
            )
        )

    def close(self) -> None:
        """Send what is left, as far as the collector takes it."""
        self._processor.shutdown()  # type: ignore[no-untyped-call]
