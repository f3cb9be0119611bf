"""The gold sentences are what their README says they are."""

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta, Struct

from entente.contracts.values import Attribution, EventType, Modality, Power
from entente.watchlist.loader import default_files, parse

GOLD = Path(__file__).parents[1] / "data" / "gold"
FILES = ("open", "fresh", "blind", "later", "held")
CLASSES: dict[str, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
"""PLOVER's quad classes: verbal and material cooperation, verbal and material conflict."""


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """Who did what to whom; no target: the sources did it with or to each other."""

    sources: Annotated[tuple[Power, ...], Meta(min_length=1)]
    targets: tuple[Power, ...]
    class_: int = msgspec.field(name="class")
    type: EventType
    modality: Modality
    attribution: Attribution


class Gold(Struct, frozen=True, forbid_unknown_fields=True):
    """One labelled sentence."""

    id: Annotated[str, Meta(pattern=r"^[ofblh]-\d{4}$")]
    language: Literal["en", "ru", "uk", "zh"]
    date: date
    sentence: Annotated[str, Meta(min_length=5)]
    actors: tuple[Power, ...]
    themes: tuple[str, ...]
    events: tuple[Event, ...]
    traps: tuple[str, ...]


@cache
def _read(name: str) -> tuple[Gold, ...]:
    lines = (GOLD / f"{name}.jsonl").read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=Gold) for line in lines)


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_gold_sentence_of_its_file(name: str) -> None:
    """Every line has the fields and keeps to the closed sets; ids count up from 1 under the file's letter."""
    assert [each.id for each in _read(name)] == [
        f"{name[0]}-{at:04}" for at in range(1, len(_read(name)) + 1)
    ]
    assert all(date(2014, 1, 1) <= each.date < date(2027, 1, 1) for each in _read(name))


@pytest.mark.parametrize("name", FILES)
def test_an_event_is_between_two_powers_that_the_sentence_names(name: str) -> None:
    """Sources and targets are among the actors, are two powers at least, and no power is on both sides."""
    wrong = [
        each.id
        for each in _read(name)
        for event in each.events
        if not {*event.sources, *event.targets} <= {*each.actors}
        or len({*event.sources, *event.targets}) < max(2, len(event.sources) + len(event.targets))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_a_class_follows_from_its_type(name: str) -> None:
    """An event's class is the one that PLOVER gives its type."""
    assert all(event.class_ == CLASSES[event.type] for each in _read(name) for event in each.events)


def test_labels_are_those_of_the_watchlist() -> None:
    """Every actor and every theme is one that the shipped watchlist knows, none twice in a sentence."""
    watchlist = parse(default_files())
    powers = {actor.id for actor in watchlist.actors}
    themes = {theme.id for theme in watchlist.themes}
    wrong = [
        each.id
        for name in FILES
        for each in _read(name)
        if not {*each.actors} <= powers
        or not {*each.themes} <= themes
        or len({*each.actors}) < len(each.actors)
        or len({*each.themes}) < len(each.themes)
    ]
    assert wrong == []


def test_no_sentence_stands_twice() -> None:
    """A sentence stands once, over both files: what is held back was never open."""
    found = Counter(re.sub(r"\W+", "", each.sentence).casefold() for name in FILES for each in _read(name))
    assert [sentence for sentence, times in found.items() if times > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_the_counts_of_the_readme_are_true(name: str) -> None:
    """The README's row of a file tells its sentences, languages, events and sentences without one."""
    rows = [
        line.split("|")
        for line in (GOLD / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| `{name}.jsonl` |")
    ]
    said = [[int(cell) for cell in row[2:9]] for row in rows]
    languages = Counter(each.language for each in _read(name))
    counted = [
        len(_read(name)),
        *(languages[language] for language in ("en", "ru", "uk", "zh")),
        sum(len(each.events) for each in _read(name)),
        sum(not each.events for each in _read(name)),
    ]
    assert said == [counted]
