"""From copies to stories: connected components, cut at 72 hours, each written as one Story.

`stories` groups everything at once; it is the oracle that the incremental grouper has to equal.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from entente.contracts.identity import digest
from entente.contracts.signals import Signal, Story
from entente.contracts.values import Direction
from entente.grouping.copies import REACH, copies
from entente.grouping.voices import member, state_media_share, voices
from entente.watchlist.model import SourceEntry

Links = Mapping[str, AbstractSet[str]]
"""Of each article id the ids of its copies within reach."""


def stories(signals: Collection[Signal], sources: Mapping[str, SourceEntry]) -> tuple[Story, ...]:
    """Group signals into stories, by pair, then by (first_published_at, id).

    Args:
        signals: at most one a pair and article; those without a date are passed over.
        sources: the registry, by id.
    """
    by_pair: dict[str, dict[str, Signal]] = defaultdict(dict)
    for signal in signals:
        if signal.published_at is not None:
            by_pair[signal.pair][signal.article_id] = signal
    return tuple(story for pair in sorted(by_pair) for story in _of_pair(by_pair[pair], sources))


def _of_pair(signals: Mapping[str, Signal], sources: Mapping[str, SourceEntry]) -> list[Story]:
    ordered = sorted(signals.values(), key=place)
    links: dict[str, set[str]] = {s.article_id: set() for s in ordered}
    for i, signal in enumerate(ordered):
        until = place(signal)[0] + REACH
        later = [s for s in ordered[i + 1 :] if place(s)[0] <= until]
        for k in copies(signal.fingerprint, [s.fingerprint for s in later]):
            links[signal.article_id].add(later[k].article_id)
            links[later[k].article_id].add(signal.article_id)
    found = [
        write([signals[i] for i in ids], sources)
        for ids in split({i: place(s) for i, s in signals.items()}, links)
    ]
    return sorted(found, key=lambda s: (s.first_published_at, s.id))


def place(signal: Signal) -> tuple[datetime, str]:
    """Give a signal's place in time; the least of a story names it.

    Raises:
        ValueError: it has no date.
    """
    if signal.published_at is None:
        raise ValueError(f"article {signal.article_id} has no date, so it is in no story")
    return signal.published_at, signal.article_id


def split(places: Mapping[str, tuple[datetime, str]], links: Links) -> list[list[str]]:
    """Split linked articles into components; what of one comes 72 h after its first is split again.

    Args:
        places: by article id, as `place` gives them.
        links: symmetric; ids outside `places` are passed over.

    Returns:
        Article ids of each story in order of time.
    """
    found: list[list[str]] = []
    waiting = [set(places)]
    while waiting:
        for component in components(waiting.pop(), links):
            ordered = sorted(component, key=places.__getitem__)
            until = places[ordered[0]][0] + REACH
            kept = [i for i in ordered if places[i][0] <= until]
            found.append(kept)
            if len(kept) < len(ordered):
                waiting.append(set(ordered[len(kept) :]))
    return found


def components(ids: AbstractSet[str], links: Links) -> list[set[str]]:
    """Split ids into their connected components."""
    left = set(ids)
    found = []
    while left:
        component: set[str] = set()
        edge = {left.pop()}
        while edge:
            component |= edge
            edge = {other for i in edge for other in links.get(i, ()) if other in left}
            left -= edge
        found.append(component)
    return found


def write(signals: Sequence[Signal], sources: Mapping[str, SourceEntry], name: str | None = None) -> Story:
    """Write one story from its members' signals, which share a pair; `name` is its id, where it is known."""
    ordered = sorted(signals, key=place)
    first_at, first_id = place(ordered[0])
    fullest = min(ordered, key=lambda s: (-sum(not event.weak for event in s.events), place(s)))
    members = tuple(member(s, sources) for s in ordered)
    return Story(
        pair=fullest.pair,
        id=name or story_id(fullest.pair, first_at, first_id),
        first_published_at=first_at,
        last_published_at=place(ordered[-1])[0],
        published_precision=ordered[0].published_precision,
        members=members,
        voices=len(voices(members)),
        state_media_share=state_media_share(members),
        direction=direction(fullest.alignment),
        score=fullest.alignment,
        themes=fullest.themes,
        headline=fullest.title,
        url=fullest.url,
        source=fullest.source,
        language=fullest.language,
        sentences=fullest.sentences,
        events=fullest.events,
    )


def story_id(pair: str, first_at: datetime, first_id: str) -> str:
    """Name a story by its pair and its least member."""
    return digest("story", pair, first_at.astimezone(UTC).isoformat(), first_id)


def direction(score: float) -> Direction:
    """Name what a signal's alignment says of a pair: +1 or more is closer, -1 or less apart."""
    if score >= 1:
        return "closer"
    return "apart" if score <= -1 else "attention"
