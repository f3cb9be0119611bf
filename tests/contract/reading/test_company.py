"""Themes that powers show by meeting, read by the shipped states and themes."""

from datetime import UTC, datetime
from functools import cache

import pytest

from entente.reading.reader import Reader
from entente.watchlist.loader import default_files, parse
from support.readings import article


@pytest.mark.parametrize(
    ("text", "day", "theme", "shown"),
    [
        ("Taipei thanked its guests.", 2025, "taiwan", True),
        ("Russia answered Ukraine.", 2025, "ukraine_war", True),
        ("Russia answered Ukraine.", 2012, "ukraine_war", False),
        ("Russia answered. Ukraine was silent.", 2025, "ukraine_war", False),
        ("Pyongyang was silent.", 2025, "korea", True),
        ("Beijing was silent.", 2025, "korea", False),
    ],
)
def test_powers_that_meet_in_a_sentence_show_a_theme(text: str, day: int, theme: str, *, shown: bool) -> None:
    """Where all powers of a group are named in one sentence, from its day on, the theme has a place."""
    at = datetime(day, 9, 3, tzinfo=UTC)
    found = _default().read(article(text, at=at)).themes
    assert (theme in {one.theme for one in found}) is shown


def test_a_theme_shown_by_powers_has_the_first_of_them_as_its_place() -> None:
    """The place is a name; where a phrase of the theme stands in the sentence, that is the place."""
    tagged = _default().read(article("In Moscow, Russia answered Ukraine."))
    (war,) = [one for one in tagged.themes if one.theme == "ukraine_war"]
    assert [tagged.article.full_text[a:b] for a, b in war.spans] == ["Moscow"]


@cache
def _default() -> Reader:
    names = ("actors/states.yaml", "themes.yaml", "scores.yaml")
    return Reader(parse({name: default_files()[name] for name in names}))
