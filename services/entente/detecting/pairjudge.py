"""One pair, judged over and over: only what a change can have moved is judged again."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.contracts.signals import Alignment, Signal, Story
from entente.detecting.alerts import unsaid
from entente.detecting.alignment import alignment
from entente.detecting.circumstances import Circumstances
from entente.detecting.exposure import YOUNG_DAYS
from entente.detecting.series import Counted, Kind, Series, summed_up
from entente.detecting.thresholds import watches
from entente.detecting.times import DAY, day_of
from entente.detecting.verdicts import Baseline, baseline, kinds
from entente.detecting.watchjudge import WatchJudge
from entente.detecting.windows import AHEAD_REACH, GAP_DAYS, STEPS
from entente.grouping import PairGrouper
from entente.watchlist.model import Watchlist

_LONGEST_WINDOW = max(STEPS) * 3600
_LEAST_STORIES = 3
"""No rule of bursts asks for fewer stories, so with fewer there is nothing to judge."""


class PairJudgement(Struct, frozen=True):
    """What stands of one pair, and what of it changed since it was last judged."""

    pair: str
    alerts: tuple[Alert, ...]
    made: tuple[str, ...]
    """Ids of the stories that are new or may say another; `Judge.story` gives them."""
    gone: tuple[str, ...]
    alignments: tuple[Alignment, ...]
    """Of the days that changed; n = 0 where a day has no story any more."""


class PairJudge:
    """The signals, stories and verdicts of one pair.

    After `judge` it holds what the whole function makes of the same set.
    """

    def __init__(self, pair: str, watchlist: Watchlist) -> None:
        self.pair = pair
        self._grouper = PairGrouper({s.id: s for s in watchlist.sources})
        self._told: dict[str, Counted] = {}
        self._stories = Series()
        self._series: dict[Kind, Series] = {}
        self._baselines: dict[int, dict[Kind, Baseline]] = {}
        self._watches: list[WatchJudge] = []
        self._judged = False
        self._since: int | None = None
        self._floor: int | None = None
        self._watch(watchlist)

    def _watch(self, watchlist: Watchlist) -> None:
        self._watches = [WatchJudge(w, self.pair) for w in watches(watchlist, self.pair)]
        self._series = {kind: Series() for w in self._watches for kind in kinds(w.watch)}
        for story in self._told.values():
            self._count(story)
        self._baselines.clear()
        self._judged = False

    def use(self, watchlist: Watchlist) -> None:
        """Follow another watchlist: all is judged again, and stories are written with its sources."""
        self._grouper.use({s.id: s for s in watchlist.sources})
        self._watch(watchlist)

    def __contains__(self, article: object) -> bool:
        return article in self._grouper

    @property
    def articles(self) -> tuple[str, ...]:
        """Those whose signals count."""
        return tuple(self._grouper)

    def signal(self, article: str) -> Signal:
        """Give the signal of an article that counts."""
        return self._grouper.signal(article)

    def holds(self, signal: Signal) -> bool:
        """Tell whether this very signal counts."""
        return self._grouper.holds(signal)

    def story(self, story: str) -> Story:
        """Give a story that is told."""
        return self._grouper.story(story)

    def before(self, until: datetime) -> list[str]:
        """Give the articles that were published before an instant."""
        return self._grouper.before(until)

    def put(self, signal: Signal) -> None:
        """Take in a signal that counts."""
        self._grouper.put(signal)

    def drop(self, article: str) -> None:
        """Let an article's signal go."""
        self._grouper.drop(article)

    @property
    def stories(self) -> tuple[Story, ...]:
        """The stories that are told, by time and id."""
        return tuple(sorted(map(self.story, self._told), key=lambda s: (s.first_published_at, s.id)))

    @property
    def told(self) -> tuple[str, ...]:
        """Their ids, in no order."""
        return tuple(self._told)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts that stand, by id."""
        return tuple(sorted(unsaid(a for w in self._watches for a in w.alerts), key=lambda a: a.id))

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """The index of every day that has stories."""
        return self._index(d for d in sorted(self._stories.days) if self._stories.days[d])

    def note(self, since: int, moved: int) -> bool:
        """Note that volumes changed or windows opened; tell whether that can move anything here.

        Args:
            since: the first second of the change.
            moved: the first second whose windows it can move.
        """
        self._since = since if self._since is None else min(since, self._since)
        if not self._judged or any(a.state == "firing" for w in self._watches for a in w.alerts):
            return True
        times = self._stories.times
        least = 1 if any(w.watch.rule.kind == "first" for w in self._watches) else _LEAST_STORIES
        return bool(self._watches) and len(times) >= least and times[-least] >= moved - _LONGEST_WINDOW

    def judge(self, known: Circumstances | None, floor: int | None) -> PairJudgement:
        """Judge what changed.

        Args:
            known: the rules and volumes; None while nothing can be judged.
            floor: the second below which nothing is told.
        """
        made, gone = self._regroup(floor)
        changed = [s.second for s in (*made, *gone)]
        if known is None:
            self._judged = False
            self._watches = [WatchJudge(w.watch, self.pair) for w in self._watches]
        else:
            self._rejudge(known, changed)
        return PairJudgement(
            pair=self.pair,
            alerts=self.alerts,
            made=tuple(s.id for s in made),
            gone=tuple(s.id for s in gone if s.id not in self._told),
            alignments=self._index(sorted({day_of(second) for second in changed})),
        )

    def _regroup(self, floor: int | None) -> tuple[list[Counted], list[Counted]]:
        """Bring the told stories up to date; what sinks below the floor is forgotten, not gone."""
        if floor != self._floor and floor is not None:
            for story in [s for s in self._told.values() if s.second < floor]:
                self._uncount(story)
        self._floor = floor
        regrouped = self._grouper.regroup()
        made, gone = [], []
        for i in (*regrouped.gone, *regrouped.made):
            old = self._told.get(i)
            if old is not None:
                self._uncount(old)
                gone.append(old)
        for story in (summed_up(self._grouper.story(i)) for i in regrouped.made):
            if floor is None or story.second >= floor:
                self._told[story.id] = story
                self._count(story)
                self._stories.add(story)
                made.append(story)
        return made, gone

    def _count(self, story: Counted) -> None:
        for kind, series in self._series.items():
            if kind.counts(story):
                series.add(story)

    def _uncount(self, story: Counted) -> None:
        del self._told[story.id]
        self._stories.remove(story)
        for kind, series in self._series.items():
            if kind.counts(story):
                series.remove(story)

    def _rejudge(self, known: Circumstances, changed: list[int]) -> None:
        seconds = [second // DAY * DAY for second in changed]
        if self._since is not None:
            seconds.append(self._since)
        day = day_of(min(seconds, default=known.newest)) if self._judged else None
        oldest = 0 if known.closed is None else day_of(known.closed)
        self._baselines = {
            d: learnt
            for d, learnt in self._baselines.items()
            if d >= oldest and day is not None and _stand(d, learnt.values(), day)
        }
        for watch in self._watches:
            watch.judge(self._series, lambda k, d: self._learnt(k, d, known), known, day)
            watch.write(self._series, self.story, known, changed)
        self._judged, self._since = True, None

    def _learnt(self, kind: Kind, day: int, known: Circumstances) -> Baseline:
        of_day = self._baselines.setdefault(day, {})
        if kind not in of_day:
            # Where all articles and stories tell their hour, both populations learn the same.
            twin = kind._replace(population="precise" if kind.population == "all" else "all")
            if twin in of_day and known.exposure.uniform(day) and self._equal(kind, twin):
                of_day[kind] = of_day[twin]
        if kind not in of_day:
            of_day[kind] = baseline(self._series[kind], self.pair, kind, day, known.exposure)
        return of_day[kind]

    def _equal(self, kind: Kind, twin: Kind) -> bool:
        return len(self._series[kind].times) == len(self._series[twin].times)

    def _index(self, days: Iterable[int]) -> tuple[Alignment, ...]:
        return tuple(alignment(self.pair, day, self._of_day(day)) for day in days)

    def _of_day(self, day: int) -> Iterator[tuple[float, tuple[str, ...]]]:
        for i in self._stories.within(day * DAY, (day + 1) * DAY):
            story = self._told[i]
            yield story.score, story.blocs


def _stand(day: int, learnt: Iterable[Baseline], since: int) -> bool:
    """Tell whether the baselines of a day can't have been moved by a change on another day."""
    return since > day - GAP_DAYS - 1 and (
        since > day + AHEAD_REACH or all(one.days >= YOUNG_DAYS for one in learnt)
    )
