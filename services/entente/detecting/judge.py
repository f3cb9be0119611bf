"""The judge that keeps up: the set of signals and volumes, and what stands, pair by pair."""

from collections import defaultdict
from datetime import datetime
from itertools import islice
from sys import intern

from entente.contracts.articles import VolumeRecord
from entente.contracts.signals import Signal, Story
from entente.detecting.circumstances import Circumstances
from entente.detecting.exposure import Exposure
from entente.detecting.holding import KEPT_BELOW_DAYS, counts, version_of
from entente.detecting.judgement import Judgement
from entente.detecting.pairjudge import PairJudge, PairJudgement
from entente.detecting.times import DAY, day_of, instant, second_of
from entente.detecting.volumes import Volumes
from entente.detecting.windows import closed_before
from entente.watchlist.model import Watchlist


class Judge:
    """Takes signals and volume records in any order, any number of times; judges only what they moved.

    It may hold some pairs only: give it the signals of those, and all of the volume.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist
        self._volumes = Volumes()
        self._exposure = Exposure(self._volumes)
        self._aside: defaultdict[str, dict[str, Signal]] = defaultdict(dict)
        self._pairs_of: dict[str, tuple[str, ...]] = {}
        self._alike: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Tuples of pairs, each once: most articles are of the same few."""
        self._pairs: dict[str, PairJudge] = {}
        self._dirty: set[str] = set()
        self._stirred: dict[str, None] = {}
        self._newest: int | None = None
        self._floor: int | None = None

    @property
    def newest(self) -> int | None:
        """The second at which the hour of the fifth newest article begins, as it was last judged by."""
        return self._newest

    @property
    def closed_before(self) -> int | None:
        """Windows that start before this second are closed, as it was last judged."""
        return closed_before(self._floor)

    @property
    def floor(self) -> int | None:
        """The second, a UTC midnight, below which nothing is told; None: there is none yet."""
        return self._floor

    @property
    def pairs(self) -> frozenset[str]:
        """The pairs of which it holds signals."""
        return frozenset(self._pairs)

    @property
    def days(self) -> tuple[int, ...]:
        """The days that have volume, ascending."""
        return tuple(sorted(d for d, count in self._volumes.counts["all"].days.items() if count > 0))

    @property
    def exposure(self) -> Exposure:
        """The volumes as windows see them."""
        return self._exposure

    def apply_signal(self, signal: Signal) -> None:
        """Take in a signal; one that is not its article's greatest on the pair changes nothing."""
        judge = self._pairs.get(signal.pair)
        if judge is not None and judge.holds(signal):
            return
        held = self._held(signal.pair, signal.article_id)
        if held is not None and (held == signal or version_of(held) > version_of(signal)):
            return
        if self._sunk(signal):
            return
        pairs = self._pairs_of.get(signal.article_id, ())
        if signal.pair not in pairs:
            among = (*pairs, intern(signal.pair))
            self._pairs_of[intern(signal.article_id)] = self._alike.setdefault(among, among)
        self._weigh(signal)

    def apply_volume(self, record: VolumeRecord, written_at: datetime) -> None:
        """Take in a volume record and when the broker wrote it."""
        if self._volumes.apply(record, written_at):
            for pair in self._pairs_of.get(record.article_id, ()):
                signal = self._held(pair, record.article_id)
                if signal is not None and self._counts(signal) != (record.article_id in self._pairs[pair]):
                    self._weigh(signal)

    def forget_pair(self, pair: str) -> None:
        """Let a pair go that another worker judges from now on."""
        judge = self._pairs.pop(pair, None)
        for article in (*self._aside.pop(pair, {}), *(judge.articles if judge else ())):
            self._part(article, pair)
        self._dirty.discard(pair)
        self._stirred.pop(pair, None)

    def use(self, watchlist: Watchlist) -> None:
        """Follow another watchlist; everything is judged again."""
        self._watchlist = watchlist
        for pair, judge in self._pairs.items():
            judge.use(watchlist)
            self._dirty.add(pair)

    def judge(self, at_most: int | None = None, portion: int | None = None) -> tuple[PairJudgement, ...]:
        """Judge what something moved since the last call; sorted by pair.

        Pairs whose own signals moved are judged at once. What volume alone moves, as every article does, may
        wait: of such pairs `at_most` so many are judged, those that waited longest; None: all of them. Once
        `portion` stories are new or changed, all the others wait for the next call; None: none does.
        """
        newest, floor = self._volumes.newest, self._volumes.floor
        since = self._since(newest)
        if floor != self._floor and floor is not None:
            self._sink(floor)
            self._dirty.update(self._pairs)
        if (newest is None) != (self._newest is None):
            self._dirty.update(self._pairs)
        if since is not None:
            moved = self._exposure.first_moved(day_of(since)) * DAY
            noted = [p for p, judge in self._pairs.items() if judge.note(since, moved)]
            self._stirred.update(dict.fromkeys(noted))
        self._newest, self._floor = newest, floor
        known = (
            None
            if newest is None
            else Circumstances(self._watchlist, self._exposure, newest, closed_before(floor))
        )
        waited = islice((p for p in self._stirred if p not in self._dirty), at_most)
        pairs, self._dirty = sorted(self._dirty.union(waited)), set()
        for pair in pairs:
            self._stirred.pop(pair, None)
        judged: list[PairJudgement] = []
        made = 0
        for number, pair in enumerate(pairs):
            if portion is not None and made >= portion:
                self._dirty.update(pairs[number:])
                break
            judged.append(self._pairs[pair].judge(known, floor))
            made += len(judged[-1].made)
        return tuple(judged)

    def waits(self, pair: str) -> bool:
        """Tell whether a pair's own signals, or the rules, moved it since it was last judged."""
        return pair in self._dirty

    def whole(self, pair: str) -> PairJudgement:
        """Give all that stands of a pair, as it was last judged; nothing where no signal of it is held."""
        judge = self._pairs.get(pair)
        if judge is None:
            return PairJudgement(pair=pair, alerts=(), made=(), gone=(), alignments=())
        return PairJudgement(
            pair=pair, alerts=judge.alerts, made=judge.told, gone=(), alignments=judge.alignments
        )

    def stories(self, pair: str) -> tuple[Story, ...]:
        """Give the stories that stand of a pair, by time and id."""
        judge = self._pairs.get(pair)
        return () if judge is None else judge.stories

    def story(self, pair: str, story: str) -> Story:
        """Give a story that stands of a pair, as it was last judged.

        Raises:
            KeyError: it doesn't stand.
        """
        return self._pairs[pair].story(story)

    def judgement(self) -> Judgement:
        """Give all that stands, as the whole function does."""
        self.judge()
        pairs = [self._pairs[p] for p in sorted(self._pairs)]
        return Judgement(
            stories=tuple(s for p in pairs for s in p.stories),
            alignments=tuple(a for p in pairs for a in p.alignments),
            alerts=tuple(sorted((a for p in pairs for a in p.alerts), key=lambda a: a.id)),
            newest=self._newest,
            floor=self._floor,
        )

    def _held(self, pair: str, article: str) -> Signal | None:
        if article in self._aside[pair]:
            return self._aside[pair][article]
        judge = self._pairs.get(pair)
        return judge.signal(article) if judge is not None and article in judge else None

    def _counts(self, signal: Signal) -> bool:
        return counts(signal, self._volumes.latest(signal.article_id), self._floor)

    def _weigh(self, signal: Signal) -> None:
        """Put a held signal before its pair's judge, or take it away, as it counts or not."""
        pair = self._pairs.get(signal.pair)
        if pair is None:
            pair = self._pairs[signal.pair] = PairJudge(signal.pair, self._watchlist)
        if self._counts(signal):
            self._aside[signal.pair].pop(signal.article_id, None)
            pair.put(signal)
        else:
            self._aside[signal.pair][signal.article_id] = signal
            pair.drop(signal.article_id)
        self._dirty.add(signal.pair)

    def _since(self, newest: int | None) -> int | None:
        """Give the first second from which volumes changed or windows opened or shut; None: nowhere."""
        changed = self._volumes.take_changed()
        seconds = [day * DAY for day in changed]
        if changed:
            self._exposure.forget(min(changed))
        if newest != self._newest and newest is not None and self._newest is not None:
            seconds.append(min(newest, self._newest))
        return min(seconds, default=None)

    def _sunk(self, signal: Signal) -> bool:
        at = signal.published_at
        return (
            at is not None and self._floor is not None and second_of(at) < self._floor - KEPT_BELOW_DAYS * DAY
        )

    def _sink(self, floor: int) -> None:
        """Let go the signals that now lie far below the floor."""
        self._floor = floor
        until = instant(floor - KEPT_BELOW_DAYS * DAY)
        for pair, judge in self._pairs.items():
            aside = self._aside[pair]
            for article in [i for i, s in aside.items() if self._sunk(s)]:
                del aside[article]
                self._part(article, pair)
            for article in judge.before(until):
                judge.drop(article)
                self._part(article, pair)

    def _part(self, article: str, pair: str) -> None:
        """Forget that an article has a signal on a pair."""
        rest = tuple(p for p in self._pairs_of.pop(article, ()) if p != pair)
        if rest:
            self._pairs_of[article] = self._alike.setdefault(rest, rest)
