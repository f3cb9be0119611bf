"""One pair's stories, kept up as signals come, change and go."""

from collections.abc import Mapping

from msgspec import Struct

from entente.contracts.signals import Signal, Story
from entente.grouping.shelf import Shelves
from entente.grouping.stories import place, split, write
from entente.watchlist.model import SourceEntry


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
        self._shelves = Shelves()
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
        found = self._shelves.put(article, at, signal.fingerprint)
        self._signals[article] = signal
        for copy in found:
            self._links.setdefault(article, set()).add(copy)
            self._links.setdefault(copy, set()).add(article)
        self._touched.add(article)

    def drop(self, article: str) -> None:
        """Let an article's signal go; unknown ones are passed over."""
        signal = self._signals.pop(article, None)
        if signal is None:
            return
        self._shelves.drop(article, place(signal)[0])
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
