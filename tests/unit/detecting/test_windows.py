"""The grid, and which windows are worth judging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.detecting.times import DAY, HOUR
from entente.detecting.windows import STEPS, Window, baseline_days, closed_before, crowded

TIMES = st.lists(st.integers(0, 20 * DAY), max_size=25).map(sorted)


@given(
    times=TIMES,
    hours=st.sampled_from([6, 24, 168]),
    least=st.integers(1, 4),
    aligned=st.booleans(),
    since=st.integers(-1, 20 * DAY),
)
def test_crowded_windows_are_those_of_the_grid_with_enough(
    times: list[int], hours: int, least: int, *, aligned: bool, since: int
) -> None:
    """Every window of the grid with enough in it is found, and no other."""
    grid = [Window(start, hours) for start in range(-8 * DAY, 21 * DAY, STEPS[hours])]
    whole = [
        w
        for w in grid
        if w.aligned == aligned and w.end > since and sum(w.start <= t < w.end for t in times) >= least
    ]
    assert crowded(times, hours, least, aligned=aligned, since=since) == whole


@pytest.mark.parametrize(("start", "last"), [(20 * DAY, 18), (20 * DAY + 18 * HOUR, 18), (21 * DAY - 1, 18)])
def test_baseline_days_end_a_day_before(start: int, last: int) -> None:
    """The last baseline day ends at least 24 hours before the window starts; there are 112."""
    days = baseline_days(Window(start, 24).day)
    assert (days[-1], len(days)) == (last, 112)
    assert (last + 1) * DAY <= start - DAY


def test_a_window_is_closed_when_its_baseline_crosses_the_floor() -> None:
    """The first open window's first baseline day is the floor's."""
    closed = closed_before(50 * DAY)
    assert closed is not None
    assert baseline_days(closed // DAY).start == 50
    assert closed_before(None) is None
