"""Windows on a grid: 6 h every 1.5 h, 24 h every 6 h, 7 d every day, of UTC."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from entente.detecting.times import DAY, HOUR, day_of
from entente.detecting.volumes import Population

STEPS = {6: 3 * HOUR // 2, 24: 6 * HOUR, 168: DAY}
"""Seconds between the starts of windows, by their length in hours."""

LONGEST_DAYS = 7
"""Days that a window touches at most, from the one it starts on."""

BASELINE_DAYS = 112
GAP_DAYS = 1
"""Baseline days end at least so long before the window starts."""
RISE_DAYS = 28
"""Over so many days a slow rise is looked for; what is usual is learnt from before them."""
AHEAD_REACH = 35
"""Where the record before a window is young, days up to four weeks beyond its end judge it too."""


class Window(NamedTuple):
    """A stretch of time that is judged as one."""

    start: int
    hours: int

    @property
    def end(self) -> int:
        """The second after its last."""
        return self.start + self.hours * HOUR

    @property
    def day(self) -> int:
        """The UTC day it starts on; windows of one day share their baseline."""
        return day_of(self.start)

    @property
    def aligned(self) -> bool:
        """Whether it is made of whole UTC days, so that articles with days only can count in it."""
        return self.start % DAY == 0 and self.hours * HOUR % DAY == 0

    @property
    def population(self) -> Population:
        """Whom it counts."""
        return "all" if self.aligned else "precise"


def baseline_days(day: int) -> range:
    """Give the days before it that a window starting on a day is judged by, oldest first."""
    return range(day - GAP_DAYS - BASELINE_DAYS, day - GAP_DAYS)


def days_after(day: int) -> range:
    """Give the days after it that judge a window too where the record before it is young, latest first.

    So the first fortnight of an archive is judged by what turned out to be usual, once that is known.
    """
    return range(day + AHEAD_REACH, day + LONGEST_DAYS + GAP_DAYS - 1, -1)


def closed_before(floor: int | None) -> int | None:
    """Give the second before which windows are closed: their baseline crosses the floor."""
    return None if floor is None else floor + (BASELINE_DAYS + GAP_DAYS) * DAY


def covering(second: int, hours: int, *, aligned: bool) -> list[Window]:
    """Give the windows of the grid in which a second lies, earliest first.

    Args:
        second: counted from 1970 UTC.
        hours: the windows' length: 6, 24 or 168.
        aligned: only windows of whole UTC days, else only the others.
    """
    step, length = STEPS[hours], hours * HOUR
    first = (second - length) // step * step + step
    windows = (Window(start, hours) for start in range(first, second + 1, step))
    return [w for w in windows if w.aligned == aligned]


def crowded(
    times: Sequence[int], hours: int, least: int, *, aligned: bool, since: int | None = None
) -> list[Window]:
    """Find the windows of the grid in which at least so many of the given times lie.

    Args:
        times: seconds, ascending.
        hours: the windows' length: 6, 24 or 168.
        least: 1 or more.
        aligned: only windows of whole UTC days, else only the others.
        since: only windows that end after this second.
    """
    step, length = STEPS[hours], hours * HOUR
    if aligned:
        if length < DAY:
            return []
        step = max(step, DAY)
    first = 0 if since is None else bisect_left(times, since - length)
    starts: set[int] = set()
    for i in range(first + least - 1, len(times)):
        start = (times[i] - length) // step * step + step
        starts.update(range(start, times[i - least + 1] + 1, step))
    windows = (Window(start, hours) for start in sorted(starts))
    return [w for w in windows if w.aligned == aligned and (since is None or w.end > since)]
