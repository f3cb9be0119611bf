"""One pair's stories, kept up as signals come, change and go."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from sys import intern

from msgspec import Struct
from msgspec.structs import replace

from entente.contracts.signals import Signal, Story
from entente.grouping.packing import pack, published, unpack, unprinted
from entente.grouping.shelf import Shelves
from entente.grouping.stories import place, split, story_id, write
from entente.watchlist.model import SourceEntry


class Regrouped(Struct, frozen=True):
    """What regrouping changed, by id: stories that are no more, and those that are new or may say another."""

    gone: tuple[str, ...]
    made: tuple[str, ...]


class Registry:
    """Publishers by id; each is itself alone, so that what was written by one is known by it."""

    def __init__(self, sources: Mapping[str, SourceEntry]) -> None:
        self.sources = sources


_AT_HAND = 2_000
"""Stories kept as they were written: those that are just being counted, judged and told."""


@lru_cache(maxsize=_AT_HAND)
def _written(members: tuple[tuple[str, bytes], ...], story: str, registry: Registry) -> Story:
    return write([unpack(packed, article) for article, packed in members], registry.sources, story)


class PairGrouper:
    """The signals of one pair with their links, and the stories they make.

    After `regroup` its stories equal `stories(signals, sources)` of the signals put and not dropped, in
    whatever order that happened. The cost is that of the touched components and of the neighbours within
    72 hours. Signals are held packed, and a story is written whenever it is asked for.
    """

    def __init__(self, sources: Mapping[str, SourceEntry]) -> None:
        self._pair = ""
        self._registry = Registry(sources)
        self._held: dict[str, bytes] = {}
        """Signals by article, packed; their fingerprints are on the shelves."""
        self._shelves = Shelves()
        self._links: dict[str, set[str]] = {}
        self._story_of: dict[str, str] = {}
        self._members: dict[str, str | tuple[str, ...]] = {}
        """Of each story its articles in order of time; most have but one."""
        self._touched: set[str] = set()

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __contains__(self, article: object) -> bool:
        return article in self._held

    @property
    def stories(self) -> Mapping[str, Story]:
        """The stories by id, as they were last grouped."""
        return {i: self.story(i) for i in self._members}

    def story(self, story: str) -> Story:
        """Write a story, as it was last grouped.

        Raises:
            KeyError: there is none of this id.
        """
        return _written(tuple((i, self._held[i]) for i in self._articles(story)), story, self._registry)

    def _articles(self, story: str) -> tuple[str, ...]:
        members = self._members[story]
        return (members,) if isinstance(members, str) else members

    def signal(self, article: str) -> Signal:
        """Give the signal that is held of an article; of a text too short to compare, its hash alone tells.

        Raises:
            KeyError: none is.
        """
        packed = self._held[article]
        return replace(unpack(packed, article), fingerprint=self._shelves.text(article, published(packed)))

    def holds(self, signal: Signal) -> bool:
        """Tell whether this very signal is held."""
        packed = self._held.get(signal.article_id)
        return (
            packed is not None
            and unpack(packed, signal.article_id) == unprinted(signal)
            and self._shelves.holds(signal.article_id, published(packed), signal.fingerprint)
        )

    def before(self, until: datetime) -> list[str]:
        """Give the articles that were published before an instant."""
        return [i for i, packed in self._held.items() if published(packed) < until]

    def use(self, sources: Mapping[str, SourceEntry]) -> None:
        """Follow another registry; where it differs, every story is told again."""
        if sources != self._registry.sources:
            self._registry = Registry(sources)
            self._touched.update(self._held)

    def put(self, signal: Signal) -> None:
        """Take in a dated signal, in place of an older one of the same article.

        Raises:
            ValueError: it has no date.
        """
        at, article = place(signal)
        self._pair, article = signal.pair, intern(article)
        self.drop(article)
        found = self._shelves.put(article, at, signal.fingerprint)
        self._held[article] = pack(signal)
        for copy in found:
            self._links.setdefault(article, set()).add(copy)
            self._links.setdefault(copy, set()).add(article)
        self._touched.add(article)

    def drop(self, article: str) -> None:
        """Let an article's signal go; unknown ones are passed over."""
        packed = self._held.pop(article, None)
        if packed is None:
            return
        self._shelves.drop(article, published(packed))
        for other in self._links.pop(article, ()):
            self._links[other].discard(article)
            self._touched.add(other)
        self._touched.add(article)

    def regroup(self) -> Regrouped:
        """Group again what was touched since the last call."""
        if not self._touched:
            return Regrouped((), ())
        old = {self._story_of.pop(i) for i in self._touched if i in self._story_of}
        seeds = self._touched & self._held.keys()
        seeds.update(i for s in old for i in self._articles(s) if i in self._held)
        ids = self._reached(seeds)
        old.update(self._story_of.pop(i) for i in ids if i in self._story_of)
        for story in old:
            del self._members[story]
        made = []
        places = {i: (published(self._held[i]), i) for i in ids}
        for members in split(places, self._links):
            story = story_id(self._pair, *places[members[0]])
            self._members[story] = tuple(members) if len(members) > 1 else members[0]
            self._story_of.update(dict.fromkeys(members, story))
            made.append(story)
        self._touched.clear()
        return Regrouped(tuple(sorted(old.difference(made))), tuple(sorted(made)))

    def _reached(self, seeds: set[str]) -> set[str]:
        """Give the seeds with all that hangs together with them."""
        reached: set[str] = set()
        edge = set(seeds)
        while edge:
            reached |= edge
            edge = {other for i in edge for other in self._links.get(i, ())} - reached
        return reached
