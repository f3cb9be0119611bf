"""Small makers for timelines that start at one T0: signals, volume records, sources, rules, watchlists."""

import struct
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

import rensa
import xxhash

from entente.contracts.articles import Event, Fingerprint, VolumeRecord
from entente.contracts.signals import Signal
from entente.contracts.values import (
    Attribution,
    Direction,
    EventType,
    Modality,
    Power,
    Precision,
    Severity,
    SourceClass,
    powers_of,
)
from entente.watchlist.model import Budget, Rule, SourceEntry, Watchlist

T0 = datetime(2025, 3, 3, tzinfo=UTC)
"""A Monday, midnight."""


def at(days: float = 0, hours: float = 0) -> datetime:
    """Give an instant by its distance from T0."""
    return T0 + timedelta(days=days, hours=hours)


def fingerprint(text: str) -> Fingerprint:
    """Make a fingerprint of a text's three-word shingles."""
    words = text.lower().split()
    shingles = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}
    minhash = b""
    if shingles:
        sketch = rensa.RMinHash(num_perm=128, seed=7)
        sketch.update(sorted(shingles))
        minhash = struct.pack("<128I", *sketch.digest())
    return Fingerprint(text_hash=xxhash.xxh3_64_hexdigest(text), minhash=minhash, shingles=len(shingles))


def event(
    score: float = 4.0,
    kind: EventType = "CONSULT",
    modality: Modality = "asserted",
    attribution: Attribution = "media",
    sources: tuple[Power, ...] = ("CHN", "RUS"),
) -> Event:
    """Make one event of a pair."""
    return Event(
        sources=sources,
        targets=(),
        type=kind,
        mode=None,
        modality=modality,
        modality_span=None,
        attribution=attribution,
        said_by=None,
        sentence=0,
        span=(0, 4),
        score=score,
    )


def signal(  # noqa: PLR0913  a maker names what a test varies
    article: str,
    when: datetime | None,
    *,
    pair: str = "CHN-RUS",
    text: str | None = None,
    score: float | None = 4.0,
    events: tuple[Event, ...] | None = None,
    source: str = "northwire.example",
    precision: Precision = "second",
    fetched: datetime | None = None,
    revision: str = "aaaaaaaa",
    version: str = "w1",
    themes: tuple[str, ...] = (),
) -> Signal:
    """Make a signal; without a text of its own it is no copy of any other."""
    if events is None:
        events = () if score is None else (event(score, sources=powers_of(pair)),)
    return Signal(
        pair=pair,
        article_id=article,
        revision=revision,
        watchlist_version=version,
        published_at=when,
        published_precision=precision,
        fetched_at=fetched or when or T0,
        source=source,
        language="en",
        title=f"Title of {article}",
        url=f"https://{source}/{article}",
        events=events,
        themes=themes,
        alignment=max(-10.0, min(10.0, sum((e.score for e in events), 0.0))),
        fingerprint=fingerprint(text if text is not None else f"only {article}"),
        sentences=(),
    )


def volume(  # noqa: PLR0913  a maker names what a test varies
    article: str,
    when: datetime | None,
    powers: tuple[Power, ...] = ("CHN", "RUS"),
    *,
    precision: Precision = "second",
    fetched: datetime | None = None,
    revision: str = "aaaaaaaa",
    version: str = "w1",
) -> VolumeRecord:
    """Make the volume record of an article."""
    return VolumeRecord(
        article_id=article,
        revision=revision,
        fetched_at=fetched or when or T0,
        hour_at=when.replace(minute=0, second=0, microsecond=0) if when else None,
        published_precision=precision,
        source="northwire.example",
        powers=powers,
        watchlist_version=version,
    )


def source(
    name: str,
    owner: str | None = None,
    *,
    kind: SourceClass = "broadsheet",
    state: str | None = None,
    bloc: str | None = None,
) -> SourceEntry:
    """Make a registry entry."""
    return SourceEntry(
        id=name,
        name=name,
        owner=owner or name,
        state=state,
        bloc=bloc,
        source_class=kind,
        language="en",
        source="made for the test",
    )


def rule(  # noqa: PLR0913  a maker names what a test varies
    name: str = "chn-rus-day",
    *,
    pairs: tuple[str, ...] | str = ("CHN-RUS",),
    directions: tuple[Direction, ...] = ("closer", "apart"),
    hours: int = 24,
    alarms: float = 1.0,
    days: int = 30,
    family: int | None = None,
    theme: str | None = None,
    severity: Severity = "notice",
    min_stories: int | None = None,
    kind: Literal["burst", "first", "ramp", "polarity"] = "burst",
) -> Rule:
    """Make a rule."""
    return Rule(
        id=name,
        pairs=cast("tuple[str, ...]", pairs),
        directions=directions,
        theme=theme,
        window_hours=cast("object", hours),  # type: ignore[arg-type]
        budget=Budget(alarms=alarms, days=days),
        family=family,
        min_stories=min_stories or (1 if kind == "first" else 3),
        kind=kind,
        severity=severity,
    )


def watchlist(*rules: Rule, sources: tuple[SourceEntry, ...] = (), version: str = "w1") -> Watchlist:
    """Make a watchlist of rules and sources alone."""
    return Watchlist(version=version, actors=(), themes=(), cues=(), scores={}, sources=sources, rules=rules)
