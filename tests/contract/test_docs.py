"""What the documentation names, exists."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import cast, get_type_hints

import pytest
from typer.core import TyperCommand, TyperGroup

from entente.cli.later import load
from entente.cli.main import COMMANDS
from entente.desk.settings import DeskSettings
from entente.detector.settings import DetectorSettings
from entente.indexer.settings import IndexerSettings
from entente.ingest.settings import IngestSettings
from entente.notifier.settings import NotifierSettings
from entente.tagger.settings import TaggerSettings

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "services" / "entente"
SETTINGS = (
    DeskSettings,
    DetectorSettings,
    IndexerSettings,
    IngestSettings,
    NotifierSettings,
    TaggerSettings,
)
FOLDERS = ("docs/", "deploy/", "requirements/", "schemas/", "services/", "tests/")
FLOW = ROOT / "docs" / "flow-of-an-article.md"
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part == "node_modules" for part in path.relative_to(ROOT).parts)
)
SOURCES = sorted(PACKAGE.rglob("*.py"))

Name = tuple[str, str]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _code(page: Path) -> Iterator[str]:
    """Give what a page writes as code: each fenced line and each span between backticks."""
    for i, part in enumerate(re.split(r"^```.*$", _text(page), flags=re.MULTILINE)):
        if i % 2:
            yield from (line.split(" #")[0].strip() for line in part.splitlines())
        else:
            yield from re.findall(r"`([^`\n]+)`", part)


def _links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", _text(page))


def _anchors(page: Path) -> set[str]:
    """Name a page's headings as links do: lower case, hyphens for spaces, no other marks."""
    heads = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@cache
def _definitions(file: Path) -> dict[str, str]:
    """Give the source of each function, class and method of a file, by its name."""
    text = _text(file)

    def walk(body: list[ast.stmt], prefix: str) -> Iterator[Name]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield f"{prefix}{node.name}", ast.get_source_segment(text, node) or ""
                if isinstance(node, ast.ClassDef):
                    yield from walk(node.body, f"{node.name}.")

    return dict(walk(ast.parse(text).body, ""))


def _places() -> list[tuple[str, str, str]]:
    """Give each row's file, name and statement to break on ("" where it tells none)."""
    found = []
    for line in _text(FLOW).splitlines():
        place = re.search(r"`([\w/]+\.py): ([\w.]+)`", line)
        if line.startswith("|") and place:
            whole = (re.fullmatch(r"`([^`]+)`", cell.strip()) for cell in line.strip("|").split("|"))
            told = [cell[1] for cell in whole if cell and not re.match(r"[\w/]+\.py: ", cell[1])]
            found.append((place[1], place[2], told[0] if told else ""))
    return found


@pytest.mark.parametrize(("file", "name", "statement"), _places())
def test_every_place_on_the_way_exists(file: str, name: str, statement: str) -> None:
    """The way of an article names functions that are there, with the statements to break on in them."""
    definitions = _definitions(PACKAGE / file)
    assert name in definitions
    assert statement in definitions[name]


def test_the_four_questions_are_answered_in_their_steps() -> None:
    """Where a signal is made, a story counted, an alert made and sent: in its step as in the answer."""
    rows = re.findall(r"^\| \*\*(.+?)\*\* \|(.+)\|$", _text(FLOW), re.MULTILINE)
    places: dict[str, set[tuple[str, ...]]] = {}
    for question, rest in rows:
        cells = [cell.strip() for cell in rest.split("|")]
        places.setdefault(question, set()).add(tuple(sorted(c for c in cells if re.fullmatch("`[^`]+`", c))))
    assert set(places) == {"a signal is made", "a story is counted", "an alert is made", "an alert is sent"}
    assert all(len(told) == 1 for told in places.values())
    assert len(rows) == 2 * len(places)


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_file_named_exists(page: Path) -> None:
    """A path that a page writes as code is there: from the root, the package or the page's own folder."""
    named = {
        path
        for code in _code(page)
        for path in re.findall(r"(?<![\w./<>*{-])((?:[\w-]+/)*[\w.-]+\.(?:py|toml|yaml|md))(?![\w/*(])", code)
        if "/" in path
    } | {
        code
        for code in _code(page)
        if re.fullmatch(r"[\w./-]+", code) and (code.startswith(FOLDERS) or re.fullmatch(r"\w[\w/]*/", code))
    }
    homes = (ROOT, PACKAGE, page.parent)
    assert sorted(path for path in named if not any((home / path).exists() for home in homes)) == []


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """No page links to a file or a heading that isn't there."""
    broken = []
    for link in _links(page):
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if "://" not in link and (
            not target.exists() or (heading and heading not in _anchors(target)) or ROOT not in target.parents
        ):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_make_target_named_exists(page: Path) -> None:
    """No page names a target that the Makefile lacks."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", _text(ROOT / "Makefile"), re.MULTILINE))
    named = {target for code in _code(page) for target in re.findall(r"^make ([a-z-]+)", code)}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_command_named_exists(page: Path) -> None:
    """No page names a command or an option that isn't there."""
    assert _faults(_code(page)) == []


def test_every_command_that_a_program_recommends_exists() -> None:
    """No sentence that a program says names a command or an option that isn't there."""
    assert _faults(said for file in SOURCES for said in re.findall(r"`(entente [^`]+)`", _text(file))) == []


def _faults(codes: Iterable[str]) -> list[str]:
    """Say what is wrong with each `entente …` in pieces of code."""
    commands = (one for code in codes for one in re.findall(r"(?<![\w.])entente [a-z][^`;&|]*", code))
    return [f"{one.strip()}: {fault}" for one in commands if (fault := _fault(one.split()[1:]))]


def _fault(words: list[str]) -> str:
    """Say what is wrong with a command; empty where nothing is."""
    name = words.pop(0).rstrip(",")
    if name not in COMMANDS:
        return f"there is no {name}"
    command = load(name, COMMANDS[name])
    while isinstance(command, TyperGroup) and words and re.fullmatch(r"[a-z]+,?", words[0]):
        name = words.pop(0).rstrip(",")
        if name not in command.commands:
            return f"there is no {name}"
        command = cast("TyperCommand | TyperGroup", command.commands[name])
    options = {option for parameter in command.params for option in parameter.opts}
    asked = {word for word in re.findall(r"--[a-z-]+", " ".join(words)) if word != "--help"}
    return f"there is no option {min(asked - options)}" if asked - options else ""


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_setting_named_exists(page: Path) -> None:
    """An ENTENTE_… variable that a page names is a setting of a service, or read by a command or compose."""
    known = {f"ENTENTE_{name.upper()}" for kind in SETTINGS for name in get_type_hints(kind)}
    known |= {name for source in SOURCES for name in re.findall(r'"(ENTENTE_[A-Z_]+)"', _text(source))}
    known |= set(re.findall(r"ENTENTE_[A-Z_]+", _text(ROOT / ".env.example")))
    assert set(re.findall(r"ENTENTE_[A-Z_]*[A-Z]", _text(page))) <= known
