"""The alignment index of a pair and day."""

import pytest

from entente.detecting.alignment import alignment
from entente.detecting.judgement import alignments
from entente.grouping import stories
from support.timeline import at, signal


@pytest.mark.parametrize(
    ("scores", "index"), [([], 0.0), ([10.0], 2.5), ([6.0, 6.0, 6.0], 3.0), ([4.0, -4.0], 0.0)]
)
def test_three_stories_at_zero_come_first(scores: list[float], index: float) -> None:
    """One loud story makes a small index; many agreeing ones make it great."""
    told = stories([signal(f"a{i}", at(0, i), score=s) for i, s in enumerate(scores)], {})
    found = alignment("CHN-RUS", 20150, [s.score for s in told])
    assert (found.index, found.n) == (index, len(scores))


def test_a_day_is_of_utc() -> None:
    """A story counts on the UTC day of its first copy."""
    told = stories([signal("a", at(0, 23.9)), signal("b", at(1, 0))], {})
    assert [(a.day.day, a.n) for a in alignments("CHN-RUS", told)] == [(3, 1), (4, 1)]
