"""One pair's stories, kept up as signals come, change and go."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from entente.contracts.signals import Signal, Story
from entente.grouping.copies import REACH, copies
from entente.grouping.stories import place, split, write
from entente.watchlist.model import SourceEntry

_DAYS_OF_REACH = REACH.days + 1


class Regrouped(Struct, frozen=True):
    """What regrouping changed: stories that are no more, and stories new or said otherwise."""

    gone: tuple[Story, ...]
    made: tuple[Story, ...]


class PairGrouper:
    """The signals of one pair with their links, and the stories they make.

    After `regroup` its stories equal `stories(signals, sources)` of the signals put and not dropped, in
    whatever order that happened. The cost is that of the touched components and of the neighbours within
    72 hours.
    """

    def __init__(self, sources: Mapping[str, SourceEntry]) -> None:
        self._sources = sources
        self._signals: dict[str, Signal] = {}
        self._days: defaultdict[date, set[str]] = defaultdict(set)
        self._links: dict[str, set[str]] = {}
        self._story_of: dict[str, str] = {}
        self._touched: set[str] = set()
        self.stories: dict[str, Story] = {}

    def __len__(self) -> int:
        return len(self._signals)

    def use(self, sources: Mapping[str, SourceEntry]) -> None:
        """Follow another registry; where it differs, every story is written again."""
        if sources != self._sources:
            self._sources = sources
            self._touched.update(self._signals)

    def put(self, signal: Signal) -> None:
        """Take in a dated signal, in place of an older one of the same article.

        Raises:
            ValueError: it has no date.
        """
        at, article = place(signal)
        self.drop(article)
        near = [
            i
            for step in range(-_DAYS_OF_REACH, _DAYS_OF_REACH + 1)
            for i in self._days.get(at.date() + timedelta(days=step), ())
            if abs(place(self._signals[i])[0] - at) <= REACH
        ]
        found = copies(signal.fingerprint, [self._signals[i].fingerprint for i in near])
        self._signals[article] = signal
        self._days[at.date()].add(article)
        for k in found:
            self._links.setdefault(article, set()).add(near[k])
            self._links.setdefault(near[k], set()).add(article)
        self._touched.add(article)

    def drop(self, article: str) -> None:
        """Let an article's signal go; unknown ones are passed over."""
        signal = self._signals.pop(article, None)
        if signal is None:
            return
        day = place(signal)[0].date()
        self._days[day].discard(article)
        if not self._days[day]:
            del self._days[day]
        for other in self._links.pop(article, ()):
            self._links[other].discard(article)
            self._touched.add(other)
        self._touched.add(article)

    def regroup(self) -> Regrouped:
        """Group again what was touched since the last call."""
        if not self._touched:
            return Regrouped((), ())
        old = {self._story_of.pop(i) for i in self._touched if i in self._story_of}
        seeds = self._touched & self._signals.keys()
        seeds.update(
            m.article_id for s in old for m in self.stories[s].members if m.article_id in self._signals
        )
        ids = self._reached(seeds)
        old.update(self._story_of.pop(i) for i in ids if i in self._story_of)
        before = {i: self.stories.pop(i) for i in old}
        after: dict[str, Story] = {}
        for members in split({i: self._signals[i] for i in ids}, self._links):
            story = write([self._signals[i] for i in members], self._sources)
            after[story.id] = story
            self._story_of.update(dict.fromkeys(members, story.id))
        self.stories.update(after)
        self._touched.clear()
        return Regrouped(
            tuple(s for i, s in sorted(before.items()) if i not in after),
            tuple(s for i, s in sorted(after.items()) if before.get(i) != s),
        )

    def _reached(self, seeds: set[str]) -> set[str]:
        """Give the seeds with all that hangs together with them."""
        reached: set[str] = set()
        edge = set(seeds)
        while edge:
            reached |= edge
            edge = {other for i in edge for other in self._links.get(i, ())} - reached
        return reached
