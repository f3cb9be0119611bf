"""What a desk would read aloud."""

import pytest
from msgspec.structs import replace

from entente.contracts.alerts import Alert, AlertStory
from entente.contracts.signals import Mark
from entente.contracts.values import AlertKind
from entente.detecting.wording import aloud, headline, notice, reported
from support.examples import example


def test_the_sentence_says_what_was_counted_and_what_chance_gives() -> None:
    """One sentence: pair, direction, theme, stories, window, expectation, and what limits it."""
    assert aloud(example(Alert)) == (
        "CHN-RUS closer, energy: 7 independent stories in 24 h, 1.4 expected; one told asserts an agreement; "
        "one-sided; expected: SCO summit in Tianjin."
    )


@pytest.mark.parametrize(
    ("modalities", "said"),
    [
        ((None, None, "future"), "; 2 of 3 assert an agreement"),
        (("future", "future", None), "; 2 of 3 announce an agreement"),
        (("negated", "hypothetical", "hypothetical"), "; 2 of 3 hold possible an agreement"),
        (("negated",), "; one told denies an agreement"),
        (("historical", "historical"), "; 2 of 2 recall an agreement"),
    ],
)
def test_what_most_stories_report_is_named_as_they_say_it(
    modalities: tuple[str | None, ...], said: str
) -> None:
    """An announcement is no fact, and a denial no agreement: the sentence speaks of the reporting."""
    stories = tuple(_story(one) for one in modalities)
    assert reported(example(Alert, stories=stories)) == said


@pytest.mark.parametrize("kind", ["burst", "emergent", "first", "ramp", "polarity"])
def test_each_kind_of_a_pair_names_it(kind: AlertKind) -> None:
    """Whatever was counted, the sentence says what is reported; silence reports nothing."""
    assert "; one told asserts an agreement" in aloud(example(Alert, kind=kind))
    assert "agreement" not in aloud(example(Alert, kind="coverage"))


def test_stories_that_move_the_other_way_or_report_no_event_are_not_named() -> None:
    """A burst apart is not explained by an agreement; without a marked event nothing is said."""
    alert = example(Alert)
    assert reported(replace(alert, direction="apart")) == ""
    assert reported(replace(alert, direction="attention")) == "; one told asserts an agreement"
    assert reported(replace(alert, stories=(replace(alert.stories[0], sentences=()),))) == ""


def _story(modality: str | None) -> AlertStory:
    """Make the example's story, its sentence marked as said in some way; null: asserted."""
    story = example(Alert).stories[0]
    (telling,) = story.sentences
    marks = (
        telling.marks
        if modality is None
        else (*telling.marks, Mark(span=(0, 1), kind="modality", label=modality))
    )
    return replace(story, sentences=(replace(telling, marks=marks),))


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
