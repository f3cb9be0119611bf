"""What a report shows of a backtest: each pair's days against what was expected, weeks, themes. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from entente.backtest.run import Backtest
from entente.contracts.alerts import Alert
from entente.contracts.signals import Story
from entente.contracts.values import Direction, powers_of
from entente.detecting.alignment import averaged
from entente.detecting.judgement import counted
from entente.detecting.series import Counted, Kind, summed_up
from entente.detecting.thresholds import Watch
from entente.detecting.times import DAY, calendar_day, day_of, second_of
from entente.detecting.verdicts import baseline, verdict
from entente.detecting.windows import Window
from entente.grouping.voices import NO_BLOC, blocs
from entente.watchlist.model import Budget, Rule

DIRECTIONS: tuple[Direction, ...] = ("closer", "apart")
MOST_PAIRS = 40
"""Pairs with a timeline: those with alerts first, then those with most stories."""
MOST_DAYS = 400
"""Days of a timeline, the last ones: more are no wider than a hair."""
MOST_POWERS = 18
MOST_THEMES = 8
EVERY_BLOC = "all sources"


class Day(Struct, frozen=True):
    """A day's stories of one direction, and between which counts the middle 90 % of chance lies."""

    date: date
    count: int
    low: int
    high: int


class WeekIndex(Struct, frozen=True):
    """The alignment index of a week by one bloc's sources."""

    first: date
    index: float
    n: int


class PairView(Struct, frozen=True):
    """All that is shown of one pair."""

    pair: str
    stories: int
    days: dict[Direction, list[Day]]
    weeks: dict[str, list[WeekIndex]]
    themes: list[tuple[str, int, int, int]]
    """Theme, with its stories closer, apart and other."""
    alerts: list[Alert]


class Cell(Struct, frozen=True):
    """Two powers of the heat map: their index over all stories, and how many there are."""

    one: str
    other: str
    index: float
    n: int
    alerts: int


class Overview(Struct, frozen=True):
    """Which powers the heat map shows, most stories first, and its cells."""

    powers: list[str]
    cells: list[Cell]


def pair_views(found: Backtest, alerts: Sequence[Alert], pair: str | None = None) -> list[PairView]:
    """Give the pairs to be shown: those with alerts first, by number of alerts and stories."""
    by_pair: defaultdict[str, list[Story]] = defaultdict(list)
    for story in found.judgement.stories:
        by_pair[story.pair].append(story)
    of_pair: defaultdict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        if alert.pair is not None:
            of_pair[alert.pair].append(alert)
    wanted = sorted(
        (p for p in by_pair if pair in {None, p}), key=lambda p: (-len(of_pair[p]), -len(by_pair[p]), p)
    )
    return [_pair_view(found, p, by_pair[p], of_pair[p]) for p in wanted[:MOST_PAIRS]]


def overview(found: Backtest, alerts: Iterable[Alert]) -> Overview:
    """Give the heat map of the powers with most stories."""
    by_pair: defaultdict[str, list[Story]] = defaultdict(list)
    for story in found.judgement.stories:
        by_pair[story.pair].append(story)
    loud = Counter(a.pair for a in alerts)
    named: Counter[str] = Counter()
    for pair, stories in by_pair.items():
        named.update(dict.fromkeys(powers_of(pair), len(stories)))
    powers = [p for p, _ in sorted(named.items(), key=lambda item: (-item[1], item[0]))[:MOST_POWERS]]
    cells = [
        Cell(*powers_of(pair), averaged([s.score for s in stories]).index, len(stories), loud[pair])
        for pair, stories in sorted(by_pair.items())
        if set(powers_of(pair)) <= set(powers)
    ]
    return Overview(powers, cells)


def _pair_view(found: Backtest, pair: str, stories: Sequence[Story], alerts: list[Alert]) -> PairView:
    told = [summed_up(s) for s in stories]
    return PairView(
        pair=pair,
        stories=len(stories),
        days={direction: _days(found, pair, direction, told) for direction in DIRECTIONS},
        weeks=_weeks(stories),
        themes=_themes(stories),
        alerts=alerts,
    )


def _days(found: Backtest, pair: str, direction: Direction, told: Sequence[Counted]) -> list[Day]:
    """Judge each day as a rule of a day would, by the functions that judge live."""
    kind = Kind(direction, None, "all")
    series = counted(kind, told)
    exposure = found.judge.exposure
    watch = Watch(_a_day(pair, direction), direction)
    shown = []
    days = found.judge.days
    for day in range(max(days[0], days[-1] + 1 - MOST_DAYS), days[-1] + 1) if days else ():
        learnt = baseline(series, pair, kind, day, exposure)
        judged = verdict(watch, Window(day * DAY, 24), series, learnt, exposure)
        low, high = judged.expected.interval()
        shown.append(Day(calendar_day(day), judged.observed, low, high))
    return shown


def _a_day(pair: str, direction: Direction) -> Rule:
    return Rule(
        id="timeline",
        pairs=(pair,),
        directions=(direction,),
        theme=None,
        window_hours=24,
        budget=Budget(alarms=1, days=30),
        family=None,
        min_stories=3,
        severity="info",
    )


def _weeks(stories: Sequence[Story]) -> dict[str, list[WeekIndex]]:
    """Give the index of each week by the blocs of its sources; a story counts for each bloc that tells it."""
    told: defaultdict[str, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for story in stories:
        week = (day_of(second_of(story.first_published_at)) + 3) // 7
        for bloc in (EVERY_BLOC, *blocs(story.members)):
            told[bloc][week].append(story.score)
    return {
        bloc: [
            WeekIndex(calendar_day(week * 7 - 3), averaged(scores).index, len(scores))
            for week, scores in sorted(told[bloc].items())
        ]
        for bloc in sorted(told, key=lambda bloc: (bloc != EVERY_BLOC, bloc == NO_BLOC, bloc))
    }


def _themes(stories: Iterable[Story]) -> list[tuple[str, int, int, int]]:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for story in stories:
        for theme in story.themes:
            counted[theme][story.direction] += 1
    ordered = sorted(counted, key=lambda t: (-counted[t].total(), t))[:MOST_THEMES]
    return [(t, counted[t]["closer"], counted[t]["apart"], counted[t]["attention"]) for t in ordered]
