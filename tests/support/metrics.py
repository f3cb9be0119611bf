"""Which metrics the code declares, and which a query asks for."""

import re
from collections.abc import Iterable

from entente.desk import app as desk
from entente.detector import counting
from entente.indexer import app as indexer
from entente.ingest import declared as ingest
from entente.notifier import declared as notifier
from entente.runtime.declared import RUNTIME
from entente.runtime.metrics import Metric

FROM_PROMETHEUS = {
    "up",
    "process_start_time_seconds",
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
}
"""Prometheus' own, and those of its client."""


def declared() -> Iterable[Metric]:
    """Give every metric that some service declares."""
    own = (
        counting.DECLARED,
        indexer.DECLARED,
        ingest.DECLARED,
        notifier.DECLARED,
        getattr(desk, "DECLARED", ()),
    )
    return [*RUNTIME, *(one for some in own for one in some)]


def exposed(metrics: Iterable[Metric]) -> set[str]:
    """Give the names under which metrics can be asked for."""
    names = {one.name for one in metrics if one.kind != "histogram"}
    endings = ("_bucket", "_count", "_sum")
    return names | {one.name + end for one in metrics if one.kind == "histogram" for end in endings}


def asked(query: str) -> set[str]:
    """Give the names of the metrics in a query: what is no label, no function and no keyword."""
    bare = re.sub(r'"[^"]*"', '""', query)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", bare)
    bare = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", "", bare)
    words = re.findall(r"[a-zA-Z_:][\w:]*(?!\w*\s*\()", bare)
    return {word for word in words if "_" in word or word == "up"} - {"group_left", "group_right"}
