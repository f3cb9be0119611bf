"""What a desk would read aloud."""

import pytest
from msgspec.structs import replace

from entente.contracts.alerts import Alert, AlertStory, Withdrawal
from entente.contracts.signals import Mark
from entente.contracts.values import AlertKind, AlertState
from entente.detecting.wording import aloud, headline, notice, reported
from support.examples import example


def test_the_sentence_says_what_was_counted_and_what_chance_gives() -> None:
    """One sentence: pair, direction, theme, stories, window, expectation, and what limits it."""
    assert aloud(example(Alert)) == (
        "One-sided: CHN-RUS closer, energy: 7 independent stories in 24 h, 1.4 expected; one told asserts an "
        "agreement; expected: SCO summit in Tianjin."
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


@pytest.mark.parametrize(
    ("state", "labels", "begins"),
    [
        ("firing", (), "CHN-RUS closer"),
        ("firing", ("one-sided",), "One-sided: CHN-RUS closer"),
        ("resolved", (), "Over: CHN-RUS closer"),
        ("resolved", ("single source", "one-sided"), "Over, one-sided: CHN-RUS closer"),
        ("withdrawn", ("one-sided",), "Withdrawn, one-sided: CHN-RUS closer"),
    ],
)
def test_what_limits_the_whole_is_said_first(state: AlertState, labels: tuple[str, ...], begins: str) -> None:
    """What is over, withdrawn or told by one side alone can't be mistaken for more; it is said once."""
    said = aloud(example(Alert, state=state, labels=labels))
    assert said.startswith(begins)
    assert said.lower().count("one-sided") == ("one-sided" in labels)
    assert ("; single source" in said) == ("single source" in labels)


@pytest.mark.parametrize(
    ("modalities", "governments", "said"),
    [
        ((None, None), (("CHN",), ("RUS",)), "; both governments assert an agreement"),
        ((None, None), (("CHN", "RUS"), ()), "; both governments assert an agreement"),
        (("future", "future", None), ((), (), ("CHN", "RUS")), "; both governments assert an agreement"),
        ((None, None), (("CHN",), ("USA",)), "; 2 of 2 assert an agreement"),
        ((None, "future"), (("CHN",), ("RUS",)), "; 1 of 2 asserts an agreement"),
        (("future", "future"), (("CHN",), ("RUS",)), "; 2 of 2 announce an agreement"),
    ],
)
def test_what_both_governments_assert_is_said(
    modalities: tuple[str | None, ...], governments: tuple[tuple[str, ...], ...], said: str
) -> None:
    """Official sources of both powers must assert the same; announcing it, or a third one's word, is not."""
    stories = tuple(
        replace(_story(how), governments=who) for how, who in zip(modalities, governments, strict=True)
    )
    assert reported(example(Alert, stories=stories)) == said


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (
            Withdrawal(stories=5, joined=3, reports=1, wires=1, corrected=1),
            "3 of 5 stories were one corrected wire report",
        ),
        (Withdrawal(stories=5, joined=3, reports=1), "3 of 5 stories were one report"),
        (Withdrawal(stories=5, earlier=1), "1 of 5 stories was told before"),
        (
            Withdrawal(stories=9, joined=5, reports=2, wires=1, turned=1, gone=2),
            "5 of 9 stories were 2 reports; 1 no longer says so; 2 are told no more",
        ),
        (Withdrawal(stories=4, turned=2), "2 of 4 stories no longer say so"),
        (Withdrawal(stories=1, gone=1), "its one story is told no more"),
        (Withdrawal(stories=7), "its 7 stories are no more than chance brings"),
    ],
)
def test_a_withdrawal_tells_its_reason_in_counts(why: Withdrawal, said: str) -> None:
    """What became of the stories stands where the count stood; nothing of it is asserted any more."""
    alert = example(Alert, state="withdrawn", withdrawal=why)
    assert aloud(alert) == f"Withdrawn: CHN-RUS closer, energy: {said}."


def test_what_another_alert_tells_is_said_of_a_withdrawal() -> None:
    """Where the stories stand and the time is another alert's, that is the reason; else it is added."""
    alert = example(Alert, state="withdrawn", withdrawal=Withdrawal(stories=7), superseded_by="other")
    assert aloud(alert) == "Withdrawn: CHN-RUS closer, energy: another alert tells of its time."
    moved = replace(alert, withdrawal=Withdrawal(stories=7, earlier=2))
    assert aloud(moved).endswith(": 2 of 7 stories were told before; another alert tells of its time.")


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
