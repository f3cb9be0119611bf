"""`entente watchlist` as it is run: init, check, diff, and what publish refuses before it speaks to Kafka."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from entente.cli.main import app
from entente.watchlist.loader import default_files, folder_files
from support.watchlists import small_files

RURITANIA = (
    "- id: RUR\n  kind: state\n  name: Ruritania\n  wikidata: null\n  source: s\n"
    "  aliases: {en: {direct: [Ruritania]}}\n"
)


def run(*arguments: str | Path) -> Result:
    """Run `entente watchlist` with arguments."""
    return CliRunner().invoke(app, ["watchlist", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small watchlist as a folder."""
    for name, text in small_files().items():
        path = tmp_path / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "small"


def test_init_copies_the_default(tmp_path: Path) -> None:
    """What init writes is the default, file by file; into a folder that holds something it writes nothing."""
    made = run("init", tmp_path / "mine")
    assert made.exit_code == 0, made.output
    assert folder_files(tmp_path / "mine") == default_files()
    again = run("init", tmp_path / "mine")
    assert again.exit_code == 2
    assert "is not empty; name a new folder" in again.output


def test_check_tells_file_line_and_fix(folder: Path) -> None:
    """A fault is a line on standard output and exit 1; what has no source is counted, or listed."""
    sound = run("check", folder)
    assert sound.exit_code == 0, sound.output
    assert sound.stdout == ""
    assert "nothing to mend" in sound.stderr
    (folder / "actors" / "rur.yaml").write_text(RURITANIA.replace("Ruritania]", "May]"), encoding="utf-8")
    faulty = run("check", folder)
    assert faulty.exit_code == 1
    assert faulty.stdout.startswith("actors/rur.yaml:6: alias 'May' is an everyday word; give it needs")
    assert "actors without a Wikidata id" in faulty.stderr
    listed = run("check", folder, "--unsourced", "--json")
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    assert any("RUR has no Wikidata id" in str(one) for one in found)


def test_diff_tells_what_is_read_differently(folder: Path, tmp_path: Path) -> None:
    """Equal lists differ in nothing; a new state shows in the articles that name it."""
    assert run("diff", folder, folder).exit_code == 0
    new = tmp_path / "new"
    for name, text in (folder_files(folder) | {"actors/rur.yaml": RURITANIA}).items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).write_text(text, encoding="utf-8")
    archive = tmp_path / "archive.jsonl"
    lines = [
        {
            "url": f"https://example.org/{i}",
            "source": "s",
            "title": "News",
            "text": text,
            "published_at": "2025-09-03",
        }
        for i, text in enumerate(["China met Russia.", "Ruritania met Russia."])
    ]
    archive.write_text("\n".join([*map(json.dumps, lines), "{"]) + "\n", encoding="utf-8")
    told = run("diff", folder, new, "--archive", archive, "--json")
    assert told.exit_code == 1, told.output
    (found,) = [json.loads(line) for line in told.stdout.splitlines()]
    assert found["where"] == "archive.jsonl, record 2"
    assert any("names RUR for RUR" in line for line in found["come"])
    assert "1 records of archive.jsonl are no articles" in told.stderr


@pytest.mark.parametrize("command", ["check", "diff", "publish"])
def test_a_folder_without_files_is_told_in_a_sentence(command: str, tmp_path: Path) -> None:
    """Nothing to look at: one sentence that names the folder and the fix, exit 2."""
    folders = [tmp_path, tmp_path] if command == "diff" else [tmp_path]
    refused = run(command, *folders)
    assert refused.exit_code == 2
    assert "entente watchlist init" in " ".join(refused.output.split())


def test_publish_refuses_what_the_linter_finds(folder: Path) -> None:
    """A watchlist with a fault never reaches the topic: no broker is asked."""
    (folder / "actors" / "rur.yaml").write_text(RURITANIA.replace("RUR", "RUS"), encoding="utf-8")
    refused = run("publish", folder)
    assert refused.exit_code == 2
    assert "not published: actors/rur.yaml:1: RUS is already in" in " ".join(refused.output.split())
