"""W3C trace context: what follows from a record continues the record's trace, or has none."""

import msgspec

from entente.runtime.records import Outgoing, Record

HEADER = "traceparent"


def traced(record: Record, outgoing: Outgoing) -> Outgoing:
    """Hand a record's traceparent on to what follows from it, unless that carries one already."""
    if any(name == HEADER for name, _ in outgoing.headers):
        return outgoing
    for name, value in record.headers:
        if name == HEADER:
            return msgspec.structs.replace(outgoing, headers=(*outgoing.headers, (HEADER, value)))
    return outgoing
