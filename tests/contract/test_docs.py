"""What the documentation names, exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {".venv", ".git", ".local", "node_modules"} & set(path.relative_to(ROOT).parts)
)
FLOW = (ROOT / "docs" / "flow-of-an-article.md").read_text(encoding="utf-8")
PLACES = re.findall(r"`(services/[\w/]+\.py)(?:: (\w+))?`", FLOW)


@pytest.mark.parametrize(("file", "function"), sorted(set(PLACES)))
def test_every_place_on_the_way_exists(file: str, function: str) -> None:
    """Each file that the way of an article passes is there, and defines the function named."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    defined = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not function or function in defined


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("services/entente/reading/signals.py", "return tuple("),
        ("services/entente/reading/signals.py", "return Signal("),
        ("services/entente/detecting/pairjudge.py", "series.add(story)"),
        ("services/entente/notifier/channel.py", "self.target.tell(alert, now, tuple(self.firing.values()))"),
    ],
)
def test_every_statement_to_break_on_exists(file: str, statement: str) -> None:
    """The statements named for a breakpoint stand in their files, and on the page."""
    assert statement in (ROOT / file).read_text(encoding="utf-8")
    assert f"`{statement}`" in FLOW


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """No page links to a file that isn't there."""
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


def test_every_make_target_named_exists() -> None:
    """README and CONTRIBUTING name no target that the Makefile lacks."""
    targets = set(
        re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {
        name
        for page in ("README.md", "CONTRIBUTING.md")
        for name in re.findall(r"`?make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"))
    }
    assert named <= targets
