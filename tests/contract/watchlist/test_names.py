"""The states' names in every language of Unicode CLDR."""

from pathlib import Path

import pytest

from entente.contracts.errors import Misconfigured
from entente.reading.reader import Reader
from entente.watchlist import cldr
from entente.watchlist.linter import lint
from entente.watchlist.loader import contents, default_files, parse
from entente.watchlist.model import Actor, Watchlist
from entente.watchlist.names import StateNames
from entente.watchlist.pack import MAX_PACKED, pack
from support.readings import WEEK, article
from support.watchlists import small_files

FILES = default_files()
NAMES = {e.item.id: e.item for e in contents(FILES).entries if isinstance(e.item, StateNames)}


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Read by the states alone, and what they are called elsewhere."""
    files = {name: FILES[name] for name in ("actors/states.yaml", "names.yaml", "scores.yaml")}
    return Reader(parse(files))


def named(reader: Reader, text: str, language: str | None = None) -> list[str]:
    """The powers that a text names, in its order."""
    return [m.actor for m in reader.read(article(text, language=language)).mentions]


@pytest.mark.parametrize(
    ("text", "language", "powers"),
    [
        ("Russland und Frankreich sprachen miteinander.", "de", ["RUS", "FRA"]),
        ("La Russie et la Chine se rapprochent.", None, ["RUS", "CHN"]),
        ("A Rússia e a Alemanha conversam.", "pt", ["RUS", "DEU"]),
        ("러시아와 중국이 만났다.", "ko", ["RUS", "CHN"]),
        ("ロシアと中国が会談した。", None, ["RUS", "CHN"]),
        ("روسيا والصين", "ar", ["RUS"]),
        ("俄羅斯與烏克蘭會談。", "zh", ["RUS", "UKR"]),
        ("Rosja i Ukraina rozmawiają.", "pl", ["RUS", "UKR"]),
    ],
)
def test_a_state_is_named_in_any_language(
    reader: Reader, text: str, language: str | None, powers: list[str]
) -> None:
    """Names of CLDR count in texts of other languages, and traditional characters in Chinese ones."""
    assert named(reader, text, language) == powers


@pytest.mark.parametrize(
    "text", ["Suisse is written on the stamp.", "He sells Kina and Nga by the pound.", "Kuba, a dog."]
)
def test_in_english_foreign_names_are_words_like_others(reader: Reader, text: str) -> None:
    """What a state is called in another language names nobody in a text that is read by cues."""
    assert named(reader, text, "en") == []


def test_every_state_has_names_in_many_languages() -> None:
    """Nearly two hundred states, each in a hundred languages and more."""
    states = {
        e.item.id for e in contents(FILES).entries if isinstance(e.item, Actor) and e.item.kind == "state"
    }
    assert set(NAMES) == states
    for state in NAMES.values():
        tags = {tag for line in state.names.split(" | ") for tag in line.partition(": ")[0].split()}
        assert len(tags) > 60, state.id


def test_a_name_means_one_state() -> None:
    """No spelling stands for two states, whatever the languages."""
    owners: dict[str, set[str]] = {}
    for state in NAMES.values():
        for spelling, _ in state.spellings():
            owners.setdefault(spelling, set()).add(state.id)
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_the_committed_file_is_what_cldr_says(tmp_path: Path) -> None:
    """`make names` would write the very file that is committed."""
    cldr.main(tmp_path)
    assert (tmp_path / cldr.FILE).read_text(encoding="utf-8") == FILES[cldr.FILE]


def test_names_of_a_state_that_is_not_there_are_found() -> None:
    """The linter names file and line; a reader passes the entry over."""
    files = small_files() | {"names.yaml": '- id: XYZ\n  names: "de: Nirgendland"\n'}
    assert [(one.file, one.line) for one in lint(files)] == [("names.yaml", 1)]
    assert named(Reader(parse(files)), "Nirgendland liegt nirgends.", "de") == []


def test_the_default_watchlist_fits_its_topic() -> None:
    """With all names the default leaves a tenth of what a record may hold to those who add to it."""
    try:
        message = pack(FILES, WEEK)
    except Misconfigured as error:  # pragma: no cover - says by how much
        pytest.fail(str(error))
    assert len(message.files_zlib) < 0.9 * MAX_PACKED


def test_a_watchlist_without_names_is_one() -> None:
    """Names are optional."""
    assert Watchlist(version="v", actors=(), themes=(), cues=(), scores={}, sources=(), rules=()).names == ()
