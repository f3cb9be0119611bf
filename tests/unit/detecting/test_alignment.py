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
    (found,) = alignments("CHN-RUS", told) or [alignment("CHN-RUS", 20150, [])]
    assert (found.index, found.n) == (index, len(scores))


def test_a_story_counts_with_each_bloc_that_tells_it() -> None:
    """Each bloc has an index of its own, by the same rule; sources of no known bloc are others."""
    told = [(8.0, ("china", "west")), (4.0, ("west",)), (-4.0, ("other",))]
    found = alignment("CHN-RUS", 20150, told)
    assert (found.index, found.n) == (1.33, 3)
    assert {bloc: (one.index, one.n) for bloc, one in found.blocs.items()} == {
        "china": (2.0, 1),
        "other": (-1.0, 1),
        "west": (2.4, 2),
    }
    assert found.blocs["west"].low < 2.4 < found.blocs["west"].high
    assert found == alignment("CHN-RUS", 20150, reversed(told))


def test_a_day_is_of_utc() -> None:
    """A story counts on the UTC day of its first copy."""
    told = stories([signal("a", at(0, 23.9)), signal("b", at(1, 0))], {})
    assert [(a.day.day, a.n) for a in alignments("CHN-RUS", told)] == [(3, 1), (4, 1)]
