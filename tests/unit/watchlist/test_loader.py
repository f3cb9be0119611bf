import re

import pytest

from entente.contracts.errors import Misconfigured
from entente.watchlist.loader import folder_files, parse, version_of
from support.watchlists import small_files

PERSON = (
    "- {{id: a-b, kind: person, name: A, wikidata: null, source: s, aliases: {{}}, "
    "tenures: [{{power: RUS, office: official, {}}}]}}"
)
ACTOR = """\
- id: ATL
  kind: state
  name: Atlantis
  wikidata: null
  source: Plato, Timaeus
  aliases:
    en:
      direct: [Atlantis]
"""


def with_file(name: str, text: str) -> dict[str, str]:
    """The small watchlist's files with one more."""
    return small_files() | {name: text}


def test_the_version_is_a_hash_of_the_contents() -> None:
    """Equal files have one version, whatever their order; a changed text or name has another."""
    files = small_files()
    again = dict(reversed(files.items()))
    assert version_of(files) == version_of(again) == parse(files).version
    assert re.fullmatch("[0-9a-f]{12}", version_of(files))
    assert version_of(files | {"scores.yaml": files["scores.yaml"] + "\n"}) != version_of(files)
    assert version_of({"a": "b"}) != version_of({"ab": ""})


def test_the_same_files_are_parsed_once() -> None:
    """A watchlist is frozen and shared."""
    assert parse(small_files()) is parse(small_files())


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("kind: state", "kind: planet"), 2, "Invalid enum value 'planet'"),
        (("  name: Atlantis\n", ""), 1, "missing required field `name`"),
        (("name:", "nmae:"), 1, "nmae"),
        (("direct: [Atlantis]", "direct: [Atlantis, 7]"), 8, "Expected"),
        (("    en:\n", "    no:\n"), 7, "Expected"),
        (("direct: [Atlantis]", "direct: [Atl*s]"), 1, "'*'"),
        (("direct: [Atlantis]", "direct: [Atlantis"), 9, "no readable YAML"),
    ],
)
def test_a_fault_names_file_line_and_fix(change: tuple[str, str], line: int, words: str) -> None:
    """What keeps a file from being read is one sentence: file, line, what, and what to do."""
    text = ACTOR.replace(*change)
    with pytest.raises(Misconfigured) as caught:
        parse(with_file("actors/atlantis.yaml", text))
    said = str(caught.value)
    assert f"actors/atlantis.yaml:{line}:" in said
    assert words in said
    assert "; " in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("planets.yaml", "[]", "is no part of a watchlist"),
        ("scores.yaml", "AGREE: 2", "CONSULT has no score"),
        ("scores.yaml", "AGREE: 99", "AGREE scores 99"),
        ("scores.yaml", "AGREED: 1", "AGREED is no event type"),
        ("themes.yaml", "id: x", "is no list"),
        ("cues/en.yaml", "- {type: AGREE, patterns: {en: ['...']}}", "at an end"),
        (
            "actors/a.yaml",
            PERSON.format("since: 18-05-07, until: null, source: s"),
            "year with four digits",
        ),
    ],
)
def test_other_faults_of_form(name: str, text: str, words: str) -> None:
    """Unknown files, missing or wild scores, and bad patterns and dates are refused with the fix."""
    with pytest.raises(Misconfigured, match=re.escape(words)):
        parse(with_file(name, text))


def test_a_folder_without_files_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder that holds no watchlist says so, and how to make one."""
    folder = tmp_path_factory.mktemp("empty")
    with pytest.raises(Misconfigured, match="entente watchlist init"):
        folder_files(folder)
    (folder / "themes.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="UTF-8"):
        folder_files(folder)
