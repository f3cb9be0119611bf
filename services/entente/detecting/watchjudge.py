"""One rule and direction of one pair, judged over and over."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import NamedTuple

from entente.contracts.alerts import Alert
from entente.contracts.signals import Story
from entente.detecting.alerts import alert, state
from entente.detecting.circumstances import Circumstances
from entente.detecting.episodes import Episode, episodes
from entente.detecting.exposure import Exposure
from entente.detecting.kinds import fired
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import Watch
from entente.detecting.times import DAY, HOUR, day_of
from entente.detecting.verdicts import Baseline, Verdict, candidates, evidence
from entente.detecting.windows import GAP_DAYS, Window


class _Calm(NamedTuple):
    """With what a window didn't fire: as many stories in no less volume can't make it."""

    stories: int
    days: int
    """Of its days those with stories."""
    volume: float
    days_only: bool

    def holds(self, now: "_Calm") -> bool:
        """Tell whether the window, its past being what it was, doesn't fire now either."""
        return now[:2] == self[:2] and now.volume >= self.volume and now.days_only == self.days_only


class _Written(NamedTuple):
    episode: Episode
    alert: Alert


class WatchJudge:
    """The firing windows of one watch and the alerts written from them, kept until something moves them."""

    def __init__(self, watch: Watch, pair: str) -> None:
        self.watch = watch
        self._pair = pair
        self._fired: dict[tuple[int, Kind], Verdict] = {}
        self._calm: dict[tuple[Window, Kind], _Calm] = {}
        self._written: dict[int, _Written] = {}

    @property
    def alerts(self) -> list[Alert]:
        """The alerts that stand."""
        return [w.alert for w in self._written.values()]

    def judge(
        self,
        series: Mapping[Kind, Series],
        learnt: Callable[[Kind, int], Baseline],
        known: Circumstances,
        day: int | None,
    ) -> None:
        """Judge again the windows that a change on a day or later can move, or all; keep those that fire."""
        exposure = known.exposure
        self._fired = {
            (start, kind): v
            for (start, kind), v in self._fired.items()
            if day is not None and not exposure.moves(day, v.window, kind.population) and known.open(v.window)
        }
        self._calm = {
            place: calm
            for place, calm in self._calm.items()
            if day is not None and place[0].day <= day + GAP_DAYS and place[0].end > day * DAY
        }
        since = None if day is None else exposure.first_moved(day) * DAY
        for kind, window in candidates(self.watch, series, exposure, since):
            if known.open(window) and (day is None or exposure.moves(day, window, kind.population)):
                self._look(kind, window, series[kind], partial(learnt, kind, window.day), exposure)

    def _look(
        self,
        kind: Kind,
        window: Window,
        series: Series,
        past: Callable[[], Baseline],
        exposure: Exposure,
    ) -> None:
        """Judge one window, unless it didn't fire with as many stories in no more volume."""
        bursts = self.watch.rule.kind == "burst" and not exposure.is_young(window.day, kind.population)
        calm = _calm(window, series, exposure) if bursts else None
        before = self._calm.get((window, kind))
        if calm is not None and before is not None and before.holds(calm):
            return
        found = fired(self.watch, kind, window, series, past, exposure)
        if found is not None:
            self._fired[window.start, kind] = found
            self._calm.pop((window, kind), None)
        elif calm is not None:
            self._calm[window, kind] = calm

    def write(
        self,
        series: Mapping[Kind, Series],
        story: Callable[[str], Story],
        known: Circumstances,
        changed: Collection[int],
    ) -> None:
        """Write the alerts of the episodes that stand.

        Args:
            series: those of the pair.
            story: gives one of the pair by its id.
            known: the rules' version, and up to when volume is known.
            changed: the seconds at which stories came, went or now say something else.
        """
        written: dict[int, _Written] = {}
        for episode in episodes(self._fired.values()):
            old = self._written.get(episode.start)
            if old is None or self._moved(old, episode, known, changed):
                told = [story(i) for i in evidence(self.watch, series, episode.start, episode.end)]
                old = _Written(episode, alert(self.watch, self._pair, episode, told, known))
            written[episode.start] = old
        self._written = written

    def _moved(self, old: _Written, episode: Episode, known: Circumstances, changed: Collection[int]) -> bool:
        return (
            old.episode != episode
            or old.alert.state != state(episode, self.watch, known.newest)
            or any(episode.start <= second < episode.end for second in changed)
        )


def _calm(window: Window, series: Series, exposure: Exposure) -> _Calm:
    days = range(window.day, day_of(window.end)) if window.hours * HOUR > DAY else ()
    return _Calm(
        series.count(window),
        sum(series.days.get(d, 0) > 0 for d in days),
        exposure.observed(window),
        exposure.days_only(window.day),
    )
