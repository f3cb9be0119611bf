"""What is left empty for want of a source is counted, not invented."""

from datetime import date

import pytest

from entente.watchlist.linter import Finder
from entente.watchlist.loader import contents
from entente.watchlist.unsourced import unsourced

STATE = (
    "- {id: RUR, kind: state, name: Ruritania, wikidata: Q1, source: s, "
    "aliases: {en: {direct: [Ruritania]}}}\n"
)
TODAY = date(2026, 11, 25)


def empty(people: str) -> list[tuple[str, int, str]]:
    """What is empty in a state and its people: file, line, what."""
    files = {"actors/states.yaml": STATE, "actors/people.yaml": people}
    return [
        (one.file, one.line, one.what) for one in unsourced(contents(files).entries, Finder(files), TODAY)
    ]


def person(name: str, *terms: tuple[str, str, str], wikidata: str = "Q2") -> str:
    """One person with offices: (office, since, until)."""
    tenures = ", ".join(
        f"{{power: RUR, office: {office}, since: {since}, until: {until}, source: s}}"
        for office, since, until in terms
    )
    return (
        f"- {{id: {name}, kind: person, name: {name}, wikidata: {wikidata}, source: s, "
        f"aliases: {{en: {{leader: [{name}]}}}}, tenures: [{tenures}]}}\n"
    )


def test_an_actor_without_an_id_is_counted_with_its_line() -> None:
    """An empty id is told by file and line."""
    text = person("ann", ("head_of_state", "2010-01-01", "null")) + person(
        "bob", ("spokesperson", "2020-01-01", "null"), wikidata="null"
    )
    assert empty(text) == [("actors/people.yaml", 2, "bob has no Wikidata id")]


def test_a_state_without_a_head_is_counted() -> None:
    """Of each state a head of state or of government must be known."""
    assert empty("") == [("actors/states.yaml", 1, "nobody is listed as head of RUR")]


@pytest.mark.parametrize(
    ("terms", "gaps"),
    [
        ([("2010-01-01", "null")], []),
        ([("2014-02-01", "null")], []),
        ([("2014-03-01", "null")], ["2014-01-01 to 2014-03-01"]),
        ([("2010-01-01", "2020-01-01"), ("2020-01-20", "null")], []),
        ([("2010-01-01", "2020-01-01"), ("2020-06-01", "null")], ["2020-01-01 to 2020-06-01"]),
        ([("2010-01-01", "2024-01-01")], ["2024-01-01 to 2026-11-25"]),
        ([("2010-01-01", "2024-01-01"), ("2012-01-01", "null")], []),
    ],
)
def test_days_without_a_holder_are_gaps(terms: list[tuple[str, str]], gaps: list[str]) -> None:
    """From 2014 on an office that somebody holds is held all the time, but for a month between two."""
    text = "".join(
        person(f"p{number}", ("head_of_state", *term), wikidata=f"Q{number + 2}")
        for number, term in enumerate(terms)
    )
    assert [what for _, _, what in empty(text)] == [
        f"nobody is known as head_of_state of RUR from {gap}" for gap in gaps
    ]
