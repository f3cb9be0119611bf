"""YAML files -> one checked Watchlist; every fault is one sentence that names file, line and fix."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec
import yaml

from entente.contracts.errors import Misconfigured
from entente.contracts.identity import digest
from entente.contracts.values import EventType
from entente.watchlist.located import line_of, line_of_key, line_of_syntax
from entente.watchlist.model import (
    Actor,
    CalendarEntry,
    Cue,
    Rule,
    SourceEntry,
    ThemeEntry,
    Watchlist,
    every_spelling,
    text_of,
)
from entente.watchlist.names import StateNames
from entente.watchlist.patterns import PatternError
from entente.watchlist.patterns import parse as compile_pattern
from entente.watchlist.places import Place

Item = Actor | StateNames | Place | ThemeEntry | Cue | SourceEntry | Rule | CalendarEntry
SECTIONS: dict[str, type[Item]] = {
    "actors": Actor,
    "names": StateNames,
    "places": Place,
    "themes": ThemeEntry,
    "cues": Cue,
    "sources": SourceEntry,
    "rules": Rule,
    "calendar": CalendarEntry,
}
SCORES = "scores"
MAX_SCORE = 10.0
_TYPES: tuple[EventType, ...] = get_args(EventType)


class Entry(NamedTuple):
    """One entry of one file, and its place in the file's list."""

    file: str
    place: int
    item: Item


class Finding(NamedTuple):
    """What is wrong, where, and what to do about it."""

    file: str
    line: int
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.fix}"


class Contents(NamedTuple):
    """What a set of files holds, and what is wrong with their form."""

    entries: tuple[Entry, ...]
    scores: dict[str, float]
    faults: tuple[Finding, ...]


def parse(files: Mapping[str, str]) -> Watchlist:
    """Read a watchlist from its files (name within the folder -> text); the version is a hash of them all.

    The same files are parsed once a process: what comes back is frozen and may be shared.

    Raises:
        Misconfigured: the first fault of form, as one sentence with file, line and fix.
    """
    return _parse(tuple(sorted(files.items())))


def version_of(files: Mapping[str, str]) -> str:
    """Name a set of files by its contents: 12 hex digits."""
    return digest(*(part for item in sorted(files.items()) for part in item))[:12]


def default_files() -> dict[str, str]:
    """Read the files of the watchlist that ships with the package."""
    with resources.as_file(resources.files("entente.watchlist") / "default") as folder:
        return folder_files(folder)


def folder_files(folder: Path) -> dict[str, str]:
    """Read a watchlist folder's files: name relative to the folder, with `/` -> text.

    Raises:
        Misconfigured: the folder is missing or has no YAML file, or a file is not UTF-8.
    """
    files: dict[str, str] = {}
    for path in sorted(folder.rglob("*.yaml")):
        try:
            files[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise Misconfigured(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    if not files:
        raise Misconfigured(
            f"no watchlist in {folder}: it holds no .yaml file; `entente watchlist init` makes one"
        )
    return files


def contents(files: Mapping[str, str]) -> Contents:
    """Read every entry that can be read, and list every fault of form; an equal file is read once."""
    read = [_read(file, text) for file, text in sorted(files.items())]
    return Contents(
        tuple(entry for one in read for entry in one.entries),
        {name: score for one in read for name, score in one.scores.items()},
        tuple(fault for one in read for fault in one.faults),
    )


@lru_cache(maxsize=256)
def _read(file: str, text: str) -> Contents:
    entries: list[Entry] = []
    scores: dict[str, float] = {}
    faults: list[Finding] = []
    section = file.split("/", maxsplit=1)[0].removesuffix(".yaml")
    try:
        tree = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Contents(
            (), {}, (Finding(file, line_of_syntax(error), _syntax(error), "mend the YAML there"),)
        )
    if section == SCORES:
        scores = _scores(file, text, tree, faults)
    elif section not in SECTIONS:
        known = ", ".join((*SECTIONS, SCORES))
        faults.append(Finding(file, 1, "is no part of a watchlist", f"name it after one of {known}"))
    else:
        entries += _entries(file, text, tree, SECTIONS[section], faults)
    return Contents(tuple(entries), scores, tuple(faults))


@lru_cache(maxsize=4)
def _parse(files: tuple[tuple[str, str], ...]) -> Watchlist:
    found = contents(dict(files))
    faults = list(found.faults)
    missing = [kind for kind in _TYPES if kind not in found.scores]
    if not faults and missing:
        faults.append(Finding("scores.yaml", 1, f"{missing[0]} has no score", "give all sixteen types one"))
    if faults:
        raise Misconfigured(f"watchlist {faults[0]}")
    items = [entry.item for entry in found.entries]
    return Watchlist(
        version=version_of(dict(files)),
        actors=tuple(item for item in items if isinstance(item, Actor)),
        names=tuple(item for item in items if isinstance(item, StateNames)),
        places=tuple(item for item in items if isinstance(item, Place)),
        themes=tuple(item for item in items if isinstance(item, ThemeEntry)),
        cues=tuple(item for item in items if isinstance(item, Cue)),
        scores={kind: found.scores[kind] for kind in _TYPES},
        mode_scores={name: score for name, score in found.scores.items() if "/" in name},
        sources=tuple(item for item in items if isinstance(item, SourceEntry)),
        rules=tuple(item for item in items if isinstance(item, Rule)),
        calendar=tuple(item for item in items if isinstance(item, CalendarEntry)),
    )


def _entries(file: str, text: str, tree: object, kind: type[Item], faults: list[Finding]) -> Iterator[Entry]:
    if tree is None:
        return
    if not isinstance(tree, list):
        faults.append(Finding(file, 1, "is no list", "begin every entry with '- '"))
        return
    for i, node in enumerate(tree):
        try:
            item = msgspec.convert(node, kind)
        except msgspec.ValidationError as error:
            what, _, path = str(error).partition(" - at ")
            line = line_of(text, i, path.strip("`"))
            name = node.get("id", i + 1) if isinstance(node, dict) else i + 1
            faults.append(Finding(file, line, f"entry {name}: {what}", _advice(what)))
            continue
        fault = _pattern_fault(item)
        if fault is not None:
            faults.append(Finding(file, line_of(text, i), *fault))
        else:
            yield Entry(file, i, item)


def _scores(file: str, text: str, tree: object, faults: list[Finding]) -> dict[str, float]:
    try:
        scores = msgspec.convert(tree, dict[str, float])
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        faults.append(Finding(file, line_of(text, None, path.strip("`")), what, "write TYPE: number"))
        return {}
    for name, score in scores.items():
        if name.split("/")[0] not in _TYPES:
            line = line_of_key(text, name)
            faults.append(
                Finding(file, line, f"{name} is no event type", f"write one of {', '.join(_TYPES)}")
            )
        elif not -MAX_SCORE <= score <= MAX_SCORE:
            line = line_of_key(text, name)
            faults.append(Finding(file, line, f"{name} scores {score:g}", "keep it within -10 and 10"))
    return scores


def _pattern_fault(item: Item) -> tuple[str, str] | None:
    """Look for a pattern that can't be compiled: (what, fix)."""
    if isinstance(item, Actor | Place):
        for text in _names(item):
            if "*" in text[:-1] or text in {"*", ""}:
                return f"alias {text!r} has a '*' that is not its end", "write the forms out"
    elif isinstance(item, ThemeEntry | Cue):
        for text in (text_of(one) for group in item.patterns.values() for one in group):
            try:
                compile_pattern(text)
            except PatternError as error:
                return str(error).partition("; ")[0], str(error).partition("; ")[2] or "mend the pattern"
    return None


def _names(item: Actor | Place) -> Iterator[str]:
    if isinstance(item, Place):
        return (name for name, _ in item.spellings())
    return (text_of(one) for group in item.aliases.values() for one in every_spelling(group))


def _syntax(error: Exception) -> str:
    problem = getattr(error, "problem", None)
    return f"is no readable YAML ({problem or error})".replace("\n", " ")


def _advice(what: str) -> str:
    if "Invalid enum value False" in what or "got `bool`" in what:
        return "put quotes around no, yes, on and off"
    if "missing required field" in what:
        return "add the field"
    if "unknown field" in what:
        return "take it out, or mend its spelling"
    if "Invalid RFC3339" in what or "Invalid date" in what or "`date`" in what:
        return "write the day as YYYY-MM-DD, the year with four digits"
    if "got `int`" in what or "got `float`" in what:
        return "put quotes around it"
    return "see docs of the watchlist's model for what may stand there"
