"""Metrics: each is declared once, with its unit and what it means, before it can be used.

A label has a closed set of values, or a bound on how many it may take; past it, values count as `other`.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Literal, TypeVar

import msgspec
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

K = TypeVar("K", Counter, Gauge, Histogram)

MAX_VALUES = 64
"""Values that an open label may take before the rest count as `other`: enough for topics and targets."""

LATENCY = (0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800)
"""Buckets in seconds: from one article's reading to half an hour behind."""


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """The declaration of one metric. Its name ends in its unit: `_total`, `_seconds`, `_bytes`, or a noun."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: Mapping[str, Collection[str] | None] = {}
    """Each label's allowed values; null: any, up to `most`."""
    most: int = MAX_VALUES
    buckets: Sequence[float] = LATENCY


class Metrics:
    """The metrics of one process: those declared, and what the system says of it (memory, start, CPU).

    Raises:
        ValueError: a metric is declared twice.
    """

    def __init__(self, declared: Sequence[Metric]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._declared: dict[str, Metric] = {}
        self._made: dict[str, Counter | Gauge | Histogram] = {}
        self._seen: dict[tuple[str, str], set[str]] = {}
        for metric in declared:
            if metric.name in self._declared:
                raise ValueError(f"metric {metric.name} is declared twice")
            self._declared[metric.name] = metric
            self._made[metric.name] = self._make(metric)
            self._begin(metric)

    def _make(self, metric: Metric) -> Counter | Gauge | Histogram:
        labels = tuple(metric.labels)
        if metric.kind == "counter":
            return Counter(metric.name, metric.help, labels, registry=self.registry)
        if metric.kind == "gauge":
            return Gauge(metric.name, metric.help, labels, registry=self.registry)
        return Histogram(metric.name, metric.help, labels, registry=self.registry, buckets=metric.buckets)

    def _begin(self, metric: Metric) -> None:
        """Show all of a counter as 0 where its labels are known: Prometheus sees no rise from nothing."""
        made, values = self._made[metric.name], [one for one in metric.labels.values() if one is not None]
        if isinstance(made, Counter) and values and len(values) == len(metric.labels):
            for some in product(*values):
                made.labels(*some)

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter.

        Raises:
            KeyError: no such counter is declared, or its labels are others.
        """
        made = self._labelled(name, Counter, labels)
        made.inc(amount)

    def set(self, name: str, value: float, **labels: str) -> None:
        """Set a gauge.

        Raises:
            KeyError: no such gauge is declared, or its labels are others.
        """
        self._labelled(name, Gauge, labels).set(value)

    def retain(self, name: str, wanted: Collection[Mapping[str, str]]) -> None:
        """Drop every series of a gauge but these: what it told is so no longer.

        Raises:
            KeyError: no such gauge is declared.
        """
        made = self._made.get(name)
        if not isinstance(made, Gauge):
            raise KeyError(f"no gauge named {name} is declared")
        for metric in made.collect():
            for sample in metric.samples:
                if sample.labels not in wanted:
                    made.remove(*(sample.labels[label] for label in self._declared[name].labels))

    def observe(self, name: str, value: float, **labels: str) -> None:
        """Put a value into a histogram.

        Raises:
            KeyError: no such histogram is declared, or its labels are others.
        """
        self._labelled(name, Histogram, labels).observe(value)

    def value(self, name: str, **labels: str) -> float:
        """Read a counter or gauge, or how many values a histogram holds; 0 where nothing came yet."""
        suffix = {"counter": "", "gauge": "", "histogram": "_count"}[self._declared[name].kind]
        return self.registry.get_sample_value(name + suffix, labels) or 0.0

    def exposition(self) -> bytes:
        """Write all metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    def _labelled(self, name: str, kind: type[K], labels: dict[str, str]) -> K:
        made = self._made.get(name)
        if not isinstance(made, kind):
            raise KeyError(f"no {kind.__name__.lower()} named {name} is declared")
        declared = self._declared[name].labels
        if set(labels) != set(declared):
            raise KeyError(f"metric {name} has the labels {sorted(declared)}, not {sorted(labels)}")
        if not labels:
            return made
        return made.labels(**{label: self._bounded(name, label, value) for label, value in labels.items()})

    def _bounded(self, name: str, label: str, value: str) -> str:
        allowed = self._declared[name].labels[label]
        if allowed is not None:
            return value if value in allowed else "other"
        seen = self._seen.setdefault((name, label), set())
        if value not in seen and len(seen) >= self._declared[name].most:
            return "other"
        seen.add(value)
        return value
