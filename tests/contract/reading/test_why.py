"""Why a place is marked: the phrase, the rule, and the watchlist's line."""

import pytest

from entente.reading.why import Reason, why
from support.readings import article
from support.watchlists import small_files

FILES = small_files()


def reasons(text: str, place: str) -> dict[str, Reason]:
    """The reasons of what is marked at a stretch of a text, by what each is of."""
    whole = article(text)
    start = whole.full_text.index(place)
    return {one.kind: one for one in why(FILES, whole, (start, start + len(place)))}


def entry_line(one: Reason) -> str:
    """The line of the watchlist that a reason names."""
    assert one.file is not None
    assert one.line is not None
    return FILES[one.file].splitlines()[one.line - 1]


@pytest.mark.parametrize(
    ("text", "place", "kind", "read_as", "rule"),
    [
        ("Putin signed a treaty with China.", "Putin", "actor", "vladimir-putin as leader", "stands for RUS"),
        ("Russia attacked Ukraine.", "attacked", "event", "RUS to UKR, asserted", "a verb: its subject"),
        ("Ukraine was attacked by Russia.", "attacked", "event", "RUS to UKR, asserted", "a passive verb"),
        (
            "Russia's attack on Ukraine went on.",
            "attack on",
            "event",
            "RUS to UKR, asserted",
            "a noun: its owner",
        ),
        ("New sanctions were discussed.", "sanctions", "theme", "sanctions", "its phrase stands here"),
    ],
)
def test_what_is_marked_names_its_phrase_and_line(
    text: str, place: str, kind: str, read_as: str, rule: str
) -> None:
    """Of a name, a theme and an event: the phrase as the watchlist writes it, the rule, the very line."""
    one = reasons(text, place)[kind]
    assert read_as in one.read_as
    assert rule in one.rule
    assert one.surface == place
    assert one.phrase is not None
    assert one.phrase.split("|")[0] in entry_line(one)


def test_a_condition_is_told() -> None:
    """Of a name that counts under conditions only, they are part of the rule."""
    text = "Georgia votes as Tbilisi protests."
    assert "stands in the text" in reasons(text, "Georgia")["actor"].rule


def test_modality_names_the_readers_own_grammar() -> None:
    """What tells modality is grammar: it has a phrase and no file; a small word has neither."""
    one = reasons("Russia plans to attack Ukraine.", "plans to")["modality"]
    assert (one.file, one.line) == (None, None)
    assert one.phrase is not None
    assert one.read_as.startswith("future")
    assert reasons("Russia may attack Ukraine.", "may")["modality"].phrase is None


def test_nothing_is_told_of_what_is_not_marked() -> None:
    """Only what lies in the stretch, in part at least, has reasons."""
    assert reasons("Russia attacked Ukraine in the night.", "in the night") == {}
    assert set(reasons("Russia attacked Ukraine in the night.", "sia att")) == {"actor", "event"}
