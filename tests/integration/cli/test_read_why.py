"""`entente read --why START:END`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entente.cli.main import app
from support.watchlists import small_files

TEXT = "Russia attacked Ukraine.\n"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command over a text and the small watchlist, without the place."""
    folder = tmp_path_factory.mktemp("why")
    for name, text in small_files().items():
        (folder / "list" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "list" / name).write_text(text, encoding="utf-8")
    Path(folder / "text").write_text(TEXT, encoding="utf-8")
    return ["read", str(folder / "text"), "--lang", "en", "--watchlist", str(folder / "list"), "--why"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("7-15", "write START:END in code points"),
        ("9:9", "start before the end"),
        ("7:900", "end at 25 at most"),
    ],
)
def test_a_place_that_is_none_is_told(asked: list[str], place: str, words: str) -> None:
    """One sentence that names the place and the fix; exit code 2."""
    done = CliRunner().invoke(app, [*asked, place])
    assert done.exit_code == 2
    assert place in done.stderr
    assert words in " ".join(done.stderr.split())


def test_the_reasons_are_told_in_text_and_json(asked: list[str]) -> None:
    """Places count from the text's first letter; phrase, rule and the watchlist's file and line are there."""
    done = CliRunner().invoke(app, [*asked, "7:15", "--json"])
    (one,) = json.loads(done.stdout)["why"]
    assert (one["kind"], one["span"], one["surface"]) == ("event", [7, 15], "attacked")
    assert one["file"].startswith("cues/")
    shown = CliRunner().invoke(app, [*asked, "7:15"]).stdout
    assert one["phrase"] in shown
    assert f"{one['file']}:{one['line']}" in shown
    assert "Nothing is marked" in CliRunner().invoke(app, [*asked, "24:25"]).stdout
