"""How far an alert can be trusted, by who speaks and how; and the labels that say what limits it."""

from collections.abc import Iterable, Sequence

from entente.contracts.signals import Member, Story
from entente.contracts.values import Confidence
from entente.grouping.voices import voices

MODERATE_VOICES = 2
HIGH_VOICES = 3
HIGH_BLOCS = 2
ASSERTED_SHARE = 0.5
ONE_SIDED = "one-sided"
"""Labels what sources of one bloc alone tell."""


def speakers(stories: Iterable[Story]) -> frozenset[str]:
    """Give the owners who speak in any of the stories."""
    return frozenset(owner for story in stories for owner in voices(story.members))


def confidence(stories: Sequence[Story], *, emergent: bool) -> Confidence:
    """Grade what stories say: high needs three voices of two blocs, and events asserted in half of them.

    Moderate needs two voices. What a young baseline says is never high.
    """
    count = len(speakers(stories))
    if count < MODERATE_VOICES:
        return "low"
    blocs = {m.bloc for m in _members(stories) if m.bloc is not None}
    asserted = sum(any(e.is_asserted for e in s.events) for s in stories)
    high = count >= HIGH_VOICES and len(blocs) >= HIGH_BLOCS and asserted >= ASSERTED_SHARE * len(stories)
    return "high" if high and not emergent else "moderate"


def labels(stories: Sequence[Story]) -> tuple[str, ...]:
    """Say what limits the stories: all sources of one known bloc, or one source alone."""
    members = list(_members(stories))
    blocs = {m.bloc for m in members}
    found = []
    if len(blocs) == 1 and None not in blocs:
        found.append(ONE_SIDED)
    if len({m.source for m in members}) == 1:
        found.append("single source")
    return tuple(found)


def _members(stories: Iterable[Story]) -> Iterable[Member]:
    return (m for s in stories for m in s.members)
