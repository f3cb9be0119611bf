"""What is counted once."""

import pytest

from entente.grouping import stories
from support.timeline import at, event, signal, source

WIRE = (
    "Russia and China signed a memorandum on a second gas pipeline after a day of talks in Beijing, the two "
    "presidents told reporters, and agreed that their energy ministers will settle the price of the gas by "
    "the end of the year while banks of both countries prepare the financing of the line across Mongolia"
)


def test_forty_reprints_are_one_story() -> None:
    """Forty reprints of a wire are one story, whose copies are shown and whose voice is the wire's."""
    reprints = [signal(f"copy{i:02}", at(hours=1 + i), text=WIRE, source=f"paper{i}") for i in range(39)]
    wire = signal("original", at(), text=WIRE, source="wire")
    registry = {"wire": source("wire", kind="wire")}
    (story,) = stories([*reprints, wire], registry)
    assert len(story.members) == 40
    assert story.voices == 1
    assert story.members[0].article_id == "original"


def test_edited_copies_are_one_story() -> None:
    """A copy with a few words changed, and one cut to its first half, are copies."""
    words = WIRE.split()
    edited = " ".join("two" if w == "second" else w for w in words)
    cut = " ".join(words[: len(words) * 6 // 10])
    found = stories([signal(n, at(), text=t) for n, t in (("a", WIRE), ("b", edited), ("c", cut))], {})
    assert [len(s.members) for s in found] == [3]


def test_short_formulaic_headlines_are_no_copies() -> None:
    """Headlines of one mould that differ in one word of six are different reports."""
    one = "Russian stocks up as trading opens"
    other = "Russian stocks down as trading opens"
    assert len(stories([signal("a", at(), text=one), signal("b", at(1), text=other)], {})) == 2
    assert len(stories([signal("a", at(), text=one), signal("b", at(1), text=one)], {})) == 1


def test_a_headline_within_a_long_text_is_no_copy() -> None:
    """The containment of a tiny text can't be told from a MinHash of a long one, so it is not asked for."""
    headline = " ".join(WIRE.split()[:10])
    long = f"{WIRE} {' '.join(f'word{i}' for i in range(400))}"
    assert len(stories([signal("a", at(), text=headline), signal("b", at(), text=long)], {})) == 2


def test_copies_more_than_72_hours_apart_are_two_reports() -> None:
    """The same text after 73 hours is another story; after 72 it is the same."""
    assert len(stories([signal("a", at(), text=WIRE), signal("b", at(hours=73), text=WIRE)], {})) == 2
    assert len(stories([signal("a", at(), text=WIRE), signal("b", at(hours=72), text=WIRE)], {})) == 1


def test_chains_end() -> None:
    """A text repeated daily for ten days is cut into stories of at most 72 hours each."""
    daily = [signal(f"day{i}", at(i), text=WIRE) for i in range(10)]
    assert [len(s.members) for s in stories(daily, {})] == [4, 4, 2]


def test_fullest_member_speaks() -> None:
    """The member with most events gives headline, score and direction; of equals the first."""
    thin = signal("thin", at(), text=WIRE, events=())
    full = signal("full", at(hours=2), text=WIRE, events=(event(4.0), event(3.0)))
    same = signal("same", at(hours=3), text=WIRE, events=(event(-9.0), event(-9.0)))
    (story,) = stories([thin, same, full], {})
    assert (story.headline, story.direction, story.score) == ("Title of full", "closer", 7.0)
    assert story.first_published_at == at()


@pytest.mark.parametrize(
    ("score", "direction"),
    [
        (1.0, "closer"),
        (10.0, "closer"),
        (-1.0, "apart"),
        (0.9, "attention"),
        (-0.9, "attention"),
        (None, "attention"),
    ],
)
def test_what_is_said_names_the_direction(score: float | None, direction: str) -> None:
    """An alignment of +1 or more is closer, of -1 or less apart, and a shared sentence alone is attention."""
    (story,) = stories([signal("a", at(), score=score)], {})
    assert story.direction == direction


def test_two_agencies_of_one_state_are_one_voice() -> None:
    """State media and officials of one state share an owner; private papers keep their own."""
    registry = {
        "agency": source("agency", kind="state_media", state="RUS"),
        "ministry": source("ministry", kind="official", state="RUS"),
        "paper": source("paper", kind="broadsheet", state="RUS"),
    }
    (story,) = stories([signal(n, at(), text=WIRE, source=n) for n in registry], registry)
    assert story.voices == 2
    assert story.state_media_share == pytest.approx(0.667)


def test_undated_signals_are_in_no_story() -> None:
    """A signal without a date is never counted."""
    assert stories([signal("a", None)], {}) == ()


def test_pairs_do_not_mix() -> None:
    """The same article on two pairs is a story of each."""
    both = [signal("a", at(), text=WIRE, pair=p) for p in ("CHN-RUS", "RUS-USA")]
    assert [s.pair for s in stories(both, {})] == ["CHN-RUS", "RUS-USA"]
