"""What a desk would read aloud."""

from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.detecting.wording import aloud, headline, notice
from support.examples import example


def test_the_sentence_says_what_was_counted_and_what_chance_gives() -> None:
    """One sentence: pair, direction, theme, stories, window, expectation, and what limits it."""
    assert aloud(example(Alert)) == (
        "CHN-RUS closer, energy: 7 independent stories in 24 h, 1.4 expected; one-sided; "
        "expected: SCO summit in Tianjin."
    )


def test_what_was_withdrawn_says_so_first() -> None:
    """A withdrawn alert can't be mistaken for a standing one."""
    assert aloud(example(Alert, state="withdrawn")).startswith("Withdrawn: ")


def test_coverage_has_no_pair() -> None:
    """An alert without a pair speaks of all sources."""
    assert headline(example(Alert, pair=None, themes=())) == "all sources closer"


def test_a_notice_keeps_hostile_headlines_on_their_line() -> None:
    """Control characters and line breaks of a headline never reach a terminal."""
    alert = example(Alert)
    story = alert.stories[0]
    hostile = replace(alert, stories=(replace(story, headline="a\x1b[2J\nb\u202e"),))
    assert "\x1b" not in notice(hostile)
    assert "a [2J b" in notice(hostile)


def test_what_is_not_told_is_counted() -> None:
    """One story more is one story."""
    alert = example(Alert, story_count=6)
    assert notice(alert).endswith("  and 1 story more")
    assert notice(replace(alert, story_count=18)).endswith("  and 13 stories more")
