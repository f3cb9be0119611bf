"""The stories of one pair that are counted together: one direction, perhaps one theme, one population."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple, TypeVar, get_args

from msgspec import Struct

from entente.contracts.signals import Story
from entente.contracts.values import Direction, EventType
from entente.detecting.times import day_of, second_of
from entente.detecting.volumes import Population
from entente.detecting.windows import Window
from entente.grouping.voices import blocs

T = TypeVar("T", bound=Hashable)
_ALIKE = 20_000
VOICES = 2
"""So many owners vouch for an event that no official tells."""


class Counted(Struct, frozen=True, gc=False):
    """What counting needs of a story; hundreds of thousands are held."""

    second: int
    """Of its first publication."""
    id: str
    precise: bool
    direction: Direction
    score: float
    themes: tuple[str, ...]
    deeds: tuple[EventType, ...]
    """Events that it reports as facts: by an official, or in two voices."""
    blocs: tuple[str, ...]
    """Of the sources that tell it."""


def summed_up(story: Story) -> Counted:
    """Give what counting needs of a story."""
    types = {e.type for e in story.events if e.is_asserted}
    return Counted(
        second_of(story.first_published_at),
        story.id,
        story.published_precision == "second",
        story.direction,
        _once(story.score),
        _once(story.themes),
        _once(tuple(t for t in get_args(EventType) if t in types and _reports(story, t))),
        _once(blocs(story.members)),
    )


@lru_cache(maxsize=_ALIKE)
def _once(value: T) -> T:
    """Give the one of all equal values that is kept: hundreds of thousands of stories share a few."""
    return value


class Kind(NamedTuple):
    """Which stories of a pair a series counts."""

    direction: Direction
    theme: str | None
    population: Population
    event: EventType | None = None
    """Only stories that report such an event as a fact: by an official, or in two voices."""
    rest: int = 0
    """Days before a window's from which nothing is learnt, as they are judged themselves."""

    def counts(self, story: Counted) -> bool:
        """Tell whether it counts a story; attention counts them all."""
        return (
            (self.direction in {"attention", story.direction})
            and (self.theme is None or self.theme in story.themes)
            and (self.population == "all" or story.precise)
            and (self.event is None or self.event in story.deeds)
        )


def _reports(story: Story, event: EventType) -> bool:
    told = [e for e in story.events if e.type == event and e.is_asserted]
    return bool(told) and (
        story.voices >= VOICES or any(e.attribution == "official" for e in told) or _official(story)
    )


def _official(story: Story) -> bool:
    return any(m.source_class == "official" for m in story.members)


HUNDREDTHS = 100
"""Scores are added up as whole hundredths, so that their order changes no sum."""


class Tone(NamedTuple):
    """The sum of stories' scores in hundredths, and of their squares."""

    total: int = 0
    squares: int = 0

    def plus(self, score: float, sign: int) -> "Tone":
        """Give the tone with a story more (1) or less (-1)."""
        value = round(score * HUNDREDTHS)
        return Tone(self.total + sign * value, self.squares + sign * value * value)

    def mean(self, stories: int) -> float:
        """Give the mean score of so many stories."""
        return self.total / (HUNDREDTHS * stories)


class Series:
    """Stories in order of time, and how many each day has, of what tone."""

    def __init__(self) -> None:
        self.times: list[int] = []
        self.days: Counter[int] = Counter()
        self.tones: dict[int, Tone] = {}
        self._ids: list[str] = []
        """Of the story at each of the times; of one time in order."""

    def add(self, story: Counted) -> None:
        """Count a story in."""
        i = self._place(story)
        self.times.insert(i, story.second)
        self._ids.insert(i, story.id)
        self._count(story, day_of(story.second), 1)

    def remove(self, story: Counted) -> None:
        """Count a story out that was counted in."""
        i = self._place(story)
        del self.times[i], self._ids[i]
        self._count(story, day_of(story.second), -1)

    def _place(self, story: Counted) -> int:
        first = bisect_left(self.times, story.second)
        last = bisect_right(self.times, story.second, first)
        return bisect_left(self._ids, story.id, first, last)

    def _count(self, story: Counted, day: int, sign: int) -> None:
        self.days[day] += sign
        self.tones[day] = self.tones.get(day, Tone()).plus(story.score, sign)

    def count(self, window: Window) -> int:
        """Count the stories within a window."""
        return bisect_left(self.times, window.end) - bisect_left(self.times, window.start)

    def within(self, start: int, end: int) -> list[str]:
        """Give the ids of the stories from one second to before another."""
        return self._ids[bisect_left(self.times, start) : bisect_left(self.times, end)]
