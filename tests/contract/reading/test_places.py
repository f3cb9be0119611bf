"""Disputed places stand for whom the watchlist says, or for nobody."""

import pytest

from entente.contracts.errors import Misconfigured
from entente.reading.reader import Reader
from entente.reading.why import why
from entente.watchlist.linter import lint
from entente.watchlist.loader import parse
from support.readings import article
from support.watchlists import small_files

PLACE = """\
- id: shoal
  name: Outer Shoal
  claimed_by: [RUS, JPN]
  stands_for: {0}
  aliases:
    en: [Outer Shoal, Japan Shoal]
    ru: [Дальн*]
  source: a treaty
"""
BOTH = "China shelled Outer Shoal; Japan Shoal is quiet."


def files(text: str) -> dict[str, str]:
    """The small watchlist's files with places of one's own."""
    return small_files() | {"places.yaml": text}


def named(stands_for: str, text: str, language: str = "en") -> list[tuple[str, str | None]]:
    """Whom a text names, each surface with its power."""
    tagged = Reader(parse(files(PLACE.format(stands_for)))).read(article(text, language=language))
    return [(one.surface, one.power) for one in tagged.mentions]


def test_a_place_names_whom_it_stands_for() -> None:
    """By the setting the same text names one claimant, or the other, wherever the place is named."""
    assert named("RUS", BOTH) == [("China", "CHN"), ("Outer Shoal", "RUS"), ("Japan Shoal", "RUS")]
    assert named("JPN", BOTH) == [("China", "CHN"), ("Outer Shoal", "JPN"), ("Japan Shoal", "JPN")]
    assert named("RUS", "Китай обстрелял Дальнюю.", "ru") == [("Китай", "CHN"), ("Дальнюю", "RUS")]


def test_a_place_of_nobody_hides_the_power_in_its_name() -> None:
    """A place that stands for nobody names nobody, not even the power whose name it has."""
    assert named("null", BOTH) == [("China", "CHN")]


def test_an_event_is_with_whom_the_place_stands_for() -> None:
    """What is done to the place is done to the power that it stands for."""
    tagged = Reader(parse(files(PLACE.format("RUS")))).read(article("China attacked Outer Shoal."))
    assert [(one.sources, one.targets, one.type) for one in tagged.events] == [
        (("CHN",), ("RUS",), "ASSAULT")
    ]


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("stands_for: RUS", "stands_for: CHN"), 4, "stands for CHN, which doesn't claim it here"),
        (("[RUS, JPN]", "[RUS, ATL]"), 3, "ATL is no state or organisation here"),
        (("en: [Outer Shoal,", "en: [Japan,"), 6, "'Japan' is a name of JPN, too"),
        (("source: a treaty", "source: ' '"), 8, "has no source"),
    ],
)
def test_what_the_linter_finds_in_places(change: tuple[str, str], line: int, words: str) -> None:
    """A power that claims it not, one that isn't there, a name of somebody else: with line and fix."""
    found = lint(files(PLACE.format("RUS").replace(*change)))
    assert [(one.line, words in one.what) for one in found if one.file == "places.yaml"] == [(line, True)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[RUS, JPN]", "[RUS]"), "places.yaml:3"),
        (("  stands_for: RUS\n", ""), "missing required field `stands_for`; add the field"),
        (("Дальн*", "Да*льн"), "has a '*' that is not its end; write the forms out"),
    ],
)
def test_a_malformed_place_is_refused(change: tuple[str, str], words: str) -> None:
    """The first fault of form is one sentence with file, line and fix."""
    with pytest.raises(Misconfigured, match=r"watchlist places\.yaml") as refused:
        parse(files(PLACE.format("RUS").replace(*change)))
    assert words in str(refused.value)


def test_why_tells_the_place_that_made_a_name() -> None:
    """`entente read --why` names the entry of the place, not the power's own."""
    one = article("China attacked Outer Shoal.")
    start = one.full_text.index("Outer")
    reasons = why(files(PLACE.format("RUS")), one, (start, start + len("Outer Shoal")))
    assert [(each.file, each.line, each.phrase) for each in reasons if each.kind == "actor"] == [
        ("places.yaml", 6, "Outer Shoal")
    ]
