"""Words that only lean: heard where nothing else tells anything, and moving no pair."""

import pytest

from entente.reading.signals import signals
from support.readings import read, told


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Brussels rolled out the red carpet for Modi, India's guest.", "EU>IND CONSULT asserted"),
        ("Russia and China are brothers, the paper wrote.", "CHN+RUS SUPPORT asserted"),
        ("France's tariffs kept Japan's farmers awake.", "FRA>JPN SANCTION asserted"),
        ("Россия и Индия — друзья, сказал он.", "IND+RUS SUPPORT asserted"),
    ],
)
def test_a_leaning_word_tells_what_no_other_does(text: str, event: str) -> None:
    """The event is marked, keeps its type's score, and adds nothing to its pair's alignment."""
    assert told(text) == [event]
    tagged = read(text)
    assert [one.weak for one in tagged.events] == [True]
    assert tagged.events[0].score != 0
    assert [one.alignment for one in signals(tagged)] == [0.0]


def test_it_is_not_heard_beside_a_cue() -> None:
    """What is told for certain stands alone."""
    tagged = read("Israel attacked Syria, which France calls a shame.")
    assert [(one.type, one.weak) for one in tagged.events] == [("ASSAULT", False)]


@pytest.mark.parametrize(
    "text",
    [
        "The tariffs kept Japan's farmers awake.",
        "Russia's tariffs. China slept.",
        "Russia condemned the attack on Iran.",
        "Tanks stood by as Russia, China, Iran, India, Japan, France and Israel waited.",
    ],
)
def test_it_joins_none_but_powers_that_its_sentence_names(text: str) -> None:
    """One power, two sentences, what is judged, a gathering: nothing is made of these."""
    assert told(text) == []


def test_it_joins_sides_that_act_as_one() -> None:
    """More than three powers are joined where they stand as two sides."""
    text = "Russia, China and Iran hammered out a draft with India, Japan and France."
    assert told(text) == ["RUS+CHN+IRN>IND+JPN+FRA AGREE asserted"]


def test_it_marks_no_telling_sentence() -> None:
    """A sentence that is shown to a reader marks what moves the pair, and names its actors."""
    sentence = signals(read("Russia and China are brothers, the paper wrote."))[0].sentences[0]
    assert {mark.kind for mark in sentence.marks} == {"actor"}
    assert sentence.score == 0


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("Russia suspended talks with Japan.", ["RUS>JPN SANCTION asserted"]),
        ("Talks between India and Pakistan are on hold.", ["IND+PAK SANCTION asserted"]),
        ("日本暂停与印度分享情报。", ["JPN>IND SANCTION asserted"]),
        ("Russia stopped short of talks with Japan.", ["RUS>JPN REJECT asserted"]),
    ],
)
def test_cooperation_that_ends_is_none(text: str, events: list[str]) -> None:
    """A verb that ends it, or its own predicate, makes a sanction of it."""
    assert told(text) == events


def test_a_question_is_no_request() -> None:
    """Who is asked about a state is asked nothing by it."""
    assert told("Putin was silent when asked about Japan.") == []
