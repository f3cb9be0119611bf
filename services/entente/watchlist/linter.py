"""What is wrong with a watchlist's files, beyond what keeps them from being read.

The examples that entries carry are run one layer up, by `entente.reading.examples`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

import yaml

from entente.watchlist.aliases import alias_faults
from entente.watchlist.loader import Contents, Entry, Finding, contents
from entente.watchlist.located import line_of, line_of_syntax, repeated_keys
from entente.watchlist.model import (
    Actor,
    CalendarEntry,
    Cue,
    Rule,
    SourceEntry,
    ThemeEntry,
    every_spelling,
    is_power,
    text_of,
)
from entente.watchlist.names import StateNames
from entente.watchlist.places import Place, place_faults
from entente.watchlist.tenures import tenure_faults


def lint(files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Look files over: form, repeats, collisions, tenures, references, sources; sorted by file and line."""
    found = contents(files)
    finder = Finder(files)
    faults = chain(
        found.faults,
        _repeats(files, found),
        _duplicates(found, finder),
        alias_faults(found.entries, finder.at),
        tenure_faults(found.entries, finder.at),
        _references(found, finder),
        _sources(found, finder),
        _days(found, finder),
        _places(found, finder),
    )
    return tuple(sorted(set(faults)))


class Finder:
    """Finds the line of a place within an entry."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def at(self, entry: Entry, path: str, what: str, fix: str) -> Finding:
        """Make a finding of a place: a path below the entry, `$.tenures[1].since`."""
        line = line_of(self._files[entry.file], entry.place, path)
        return Finding(entry.file, line, what, fix)


def _repeats(files: Mapping[str, str], found: Contents) -> Iterator[Finding]:
    unreadable = {fault.file for fault in found.faults}
    for file, text in files.items():
        if file in unreadable:
            continue
        try:
            repeated = repeated_keys(text)
        except yaml.YAMLError as error:
            yield Finding(file, line_of_syntax(error), "can't be read as YAML", "mend the YAML there")
            continue
        for line, key in repeated:
            yield Finding(file, line, f"key {key!r} stands twice in one entry", "keep one of them")


def _duplicates(found: Contents, finder: Finder) -> Iterator[Finding]:
    seen: dict[tuple[type, str], Entry] = {}
    items: dict[str, Entry] = {}
    for entry in found.entries:
        if isinstance(entry.item, Cue):
            continue
        first = seen.setdefault((type(entry.item), entry.item.id), entry)
        if first is not entry:
            what = f"{entry.item.id} is already in {first.file}"
            yield finder.at(entry, "$.id", what, "give it an id of its own, or join the two")
        if isinstance(entry.item, Actor) and entry.item.wikidata is not None:
            other = items.setdefault(entry.item.wikidata, entry)
            if other is not entry:
                what = f"{entry.item.id} has the Wikidata item of another actor in {other.file}"
                yield finder.at(entry, "$.wikidata", what, "look up which of them it belongs to")


def _references(found: Contents, finder: Finder) -> Iterator[Finding]:
    items = [entry.item for entry in found.entries]
    powers = {item.id for item in items if isinstance(item, Actor) and is_power(item)}
    themes = {item.id for item in items if isinstance(item, ThemeEntry)}
    for entry in found.entries:
        for path, power in _powers(entry):
            if power not in powers:
                yield finder.at(
                    entry, path, f"{power} is no state or organisation here", "add it, or mend the id"
                )
        if isinstance(entry.item, Rule) and entry.item.theme not in {None, *themes}:
            what = f"rule {entry.item.id} names theme {entry.item.theme}, which isn't there"
            yield finder.at(entry, "$.theme", what, "add the theme, or mend its id")
        if isinstance(entry.item, Rule) and entry.item.pairs == "any" and entry.item.family is None:
            what = f"rule {entry.item.id} watches any pair and says not how many that are"
            yield finder.at(entry, "$.pairs", what, "add family: the number of pairs it is to be judged as")


def _powers(entry: Entry) -> Iterator[tuple[str, str]]:
    """List the powers that an entry refers to, each with the place below the entry where it does."""
    match entry.item:
        case StateNames(id=power):
            yield "$.id", power
        case Place(claimed_by=claimants):
            yield from ((f"$.claimed_by[{i}]", one) for i, one in enumerate(claimants))
        case Actor(power=power, tenures=tenures):
            if power is not None:
                yield "$.power", power
            yield from ((f"$.tenures[{i}].power", tenure.power) for i, tenure in enumerate(tenures))
        case ThemeEntry(powers=groups):
            yield from ((f"$.powers[{i}]", power) for i, group in enumerate(groups) for power in group)
        case SourceEntry(state=str(power)):
            yield "$.state", power
        case Rule(pairs=tuple(pairs)):
            yield from ((f"$.pairs[{i}]", power) for i, pair in enumerate(pairs) for power in pair.split("-"))


def _sources(found: Contents, finder: Finder) -> Iterator[Finding]:
    for entry in found.entries:
        item = entry.item
        if isinstance(item, Actor | SourceEntry | Place) and not item.source.strip():
            yield finder.at(entry, "$.source", f"{item.id} has no source", "say where its facts are from")
        if isinstance(item, Actor):
            for i, tenure in enumerate(item.tenures):
                if not tenure.source.strip():
                    what = f"tenure {i + 1} of {item.id} has no source"
                    yield finder.at(entry, f"$.tenures[{i}].source", what, "say where its dates are from")
            if not any(group for group in item.aliases.values()):
                yield finder.at(entry, "$.aliases", f"{item.id} has no alias", "give it at least one")


def _days(found: Contents, finder: Finder) -> Iterator[Finding]:
    for entry in found.entries:
        item = entry.item
        if not isinstance(item, CalendarEntry):
            continue
        if item.until < item.since:
            yield finder.at(entry, "$.until", f"{item.id} ends before it begins", "swap since and until")
        elif item.yearly and item.until.year != item.since.year:
            yield finder.at(
                entry, "$.until", f"{item.id} is yearly and crosses a new year", "split it in two"
            )


def _places(found: Contents, finder: Finder) -> Iterator[Finding]:
    named: dict[str, set[str]] = defaultdict(set)
    for item in (entry.item for entry in found.entries):
        match item:
            case Place(id=name):
                texts = {text for text, _ in item.spellings()}
            case Actor(id=name):
                texts = {text_of(one) for group in item.aliases.values() for one in every_spelling(group)}
            case _:
                continue
        for text in texts:
            named[text].add(name)
    for entry in found.entries:
        if isinstance(entry.item, Place):
            for fault in place_faults(entry.item, named):
                yield finder.at(entry, fault.path, fault.what, fault.fix)
