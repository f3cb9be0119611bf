"""Everything judged at once from the set: the slow whole function that the incremental judge has to equal."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.contracts.signals import Alignment, Signal, Story
from entente.detecting.alerts import alert, unsaid
from entente.detecting.alignment import alignment
from entente.detecting.circumstances import Circumstances
from entente.detecting.episodes import episodes
from entente.detecting.exposure import Exposure
from entente.detecting.holding import counts, greatest
from entente.detecting.kinds import judged
from entente.detecting.series import Counted, Kind, Series, summed_up
from entente.detecting.thresholds import watches
from entente.detecting.times import day_of, second_of
from entente.detecting.verdicts import baseline, candidates, evidence, kinds
from entente.detecting.volumes import Volumes, Written
from entente.detecting.windows import closed_before
from entente.grouping import stories
from entente.grouping.voices import blocs
from entente.watchlist.model import Watchlist


class Judgement(Struct, frozen=True):
    """What stands, given the set; seconds count from 1970 UTC.

    Stories are ordered by pair, time and id, alignments by pair and day, alerts by id. Nothing is judged
    before `newest` is known, nor in windows that start before `closed_before`.
    """

    stories: tuple[Story, ...]
    alignments: tuple[Alignment, ...]
    alerts: tuple[Alert, ...]
    newest: int | None
    floor: int | None

    @property
    def closed_before(self) -> int | None:
        """Windows that start before this are closed: their alerts stand as published."""
        return closed_before(self.floor)


def judge(signals: Iterable[Signal], volumes: Iterable[Written], watchlist: Watchlist) -> Judgement:
    """Judge a set of signals by the volumes and rules.

    The result is the same whatever the order, and however often a signal or record is repeated.
    """
    volume = Volumes.of(volumes)
    newest, floor = volume.newest, volume.floor
    held = [s for s in greatest(signals).values() if counts(s, volume.latest(s.article_id), floor)]
    told = [
        s
        for s in stories(held, {s.id: s for s in watchlist.sources})
        if floor is None or second_of(s.first_published_at) >= floor
    ]
    by_pair: defaultdict[str, list[Story]] = defaultdict(list)
    for story in told:
        by_pair[story.pair].append(story)
    found: list[Alert] = []
    if newest is not None:
        known = Circumstances(watchlist, Exposure(volume), newest, closed_before(floor))
        for pair, of_pair in by_pair.items():
            found += alerts_of(pair, of_pair, known)
    return Judgement(
        stories=tuple(told),
        alignments=tuple(a for pair in sorted(by_pair) for a in alignments(pair, by_pair[pair])),
        alerts=tuple(sorted(found, key=lambda a: a.id)),
        newest=newest,
        floor=floor,
    )


def alignments(pair: str, of_pair: Iterable[Story]) -> list[Alignment]:
    """Give the index of every day that has stories."""
    by_day: defaultdict[int, list[tuple[float, tuple[str, ...]]]] = defaultdict(list)
    for story in of_pair:
        day = day_of(second_of(story.first_published_at))
        by_day[day].append((story.score, blocs(story.members)))
    return [alignment(pair, day, by_day[day]) for day in sorted(by_day)]


def alerts_of(pair: str, of_pair: Sequence[Story], known: Circumstances) -> list[Alert]:
    """Judge the stories of one pair."""
    by_id = {s.id: s for s in of_pair}
    told = [summed_up(s) for s in of_pair]
    found = []
    for watch in watches(known.watchlist, pair):
        series = {kind: counted(kind, told) for kind in kinds(watch)}
        verdicts = [
            judged(
                watch,
                kind,
                window,
                series[kind],
                partial(baseline, series[kind], pair, kind, window.day, known.exposure),
                known.exposure,
            )
            for kind, window in candidates(watch, series, known.exposure)
            if known.open(window)
        ]
        for episode in episodes(verdicts):
            shown = [by_id[i] for i in evidence(watch, series, episode.start, episode.end)]
            found.append(alert(watch, pair, episode, shown, known))
    return unsaid(found)


def counted(kind: Kind, of_pair: Iterable[Counted]) -> Series:
    """Gather the stories that a series counts."""
    series = Series()
    for story in of_pair:
        if kind.counts(story):
            series.add(story)
    return series
