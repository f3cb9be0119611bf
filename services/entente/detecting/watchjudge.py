"""One rule and direction of one pair, judged over and over."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import NamedTuple

from entente.contracts.alerts import Alert
from entente.contracts.signals import Story
from entente.detecting.alerts import alert, state
from entente.detecting.circumstances import Circumstances
from entente.detecting.episodes import Episode, episodes
from entente.detecting.kinds import fired
from entente.detecting.series import Kind, Series
from entente.detecting.thresholds import Watch
from entente.detecting.times import DAY
from entente.detecting.verdicts import Baseline, Verdict, candidates, evidence


class _Written(NamedTuple):
    episode: Episode
    alert: Alert


class WatchJudge:
    """The firing windows of one watch and the alerts written from them, kept until something moves them."""

    def __init__(self, watch: Watch, pair: str) -> None:
        self.watch = watch
        self._pair = pair
        self._fired: dict[tuple[int, Kind], Verdict] = {}
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
        since = None if day is None else exposure.first_moved(day) * DAY
        for kind, window in candidates(self.watch, series, exposure, since):
            if known.open(window) and (day is None or exposure.moves(day, window, kind.population)):
                past = partial(learnt, kind, window.day)
                found = fired(self.watch, kind, window, series[kind], past, exposure)
                if found is not None:
                    self._fired[window.start, kind] = found

    def write(
        self,
        series: Mapping[Kind, Series],
        stories: Mapping[str, Story],
        known: Circumstances,
        changed: Collection[int],
    ) -> None:
        """Write the alerts of the episodes that stand.

        Args:
            series: those of the pair.
            stories: those of the pair, by id.
            known: the rules' version, and up to when volume is known.
            changed: the seconds at which stories came, went or now say something else.
        """
        written: dict[int, _Written] = {}
        for episode in episodes(self._fired.values()):
            old = self._written.get(episode.start)
            if old is None or self._moved(old, episode, known, changed):
                told = [stories[i] for i in evidence(self.watch, series, episode.start, episode.end)]
                old = _Written(episode, alert(self.watch, self._pair, episode, told, known))
            written[episode.start] = old
        self._written = written

    def _moved(self, old: _Written, episode: Episode, known: Circumstances, changed: Collection[int]) -> bool:
        return (
            old.episode != episode
            or old.alert.state != state(episode, self.watch, known.newest)
            or any(episode.start <= second < episode.end for second in changed)
        )
