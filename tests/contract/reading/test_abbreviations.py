"""Chinese names of powers by one character."""

import pytest

from entente.reading.abbreviations import Abbreviations
from entente.reading.reader import Reader
from entente.watchlist.loader import default_files, parse
from support.readings import article


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Read by the default's powers alone."""
    names = ("actors/states.yaml", "actors/organisations.yaml", "scores.yaml")
    return Reader(parse({name: default_files()[name] for name in names}))


@pytest.mark.parametrize(
    ("text", "powers"),
    [
        ("中俄两国元首签署联合声明。", ["CHN", "RUS"]),
        ("美日印澳四国外长在东京会晤。", ["USA", "JPN", "IND", "AUS", "JPN"]),
        ("中美互降关税。", ["CHN", "USA"]),
        ("普京计划上半年访华。", ["CHN"]),
        ("欧盟对俄新一轮制裁生效。", ["EU", "RUS"]),
        ("24日中俄两军巡航。", ["CHN", "RUS"]),
        ("日军与中企签约。", ["JPN", "CHN"]),
        ("中方敦促欧方停止对台军售。", ["CHN", "EU", "TWN"]),
        ("韩军宣布结束演习。", ["KOR"]),
        ("其中俄罗斯的份额最大。", ["RUS"]),
        ("集中法院的资源。", []),
        ("对法律的尊重。", []),
        ("中午的会议开始了。", []),
        ("这部法德经典再版。", ["FRA", "DEU"]),
    ],
)
def test_characters_name_powers_beside_one_another_or_with_a_word_of_dealing(
    reader: Reader, text: str, powers: list[str]
) -> None:
    """中俄 are China and Russia, 访华 is to China; within other words such a character is nobody."""
    found = reader.read(article(text, language="zh")).mentions
    assert [one.power for one in found] == powers
    assert all(text[a - 2 : b - 2] == one.surface for one in found for a, b in [one.span])


def test_without_characters_nothing_is_found() -> None:
    """A watchlist that gives none is read as before."""
    assert list(Abbreviations({}).find("中俄", [])) == []


@pytest.mark.parametrize("text", ["中军与日媒。", "他们访美。", "台方与美方。"])
def test_a_watchlist_need_not_have_the_powers_that_are_looked_for(text: str) -> None:
    """China, Japan, the United States and Taiwan are nobody where a watchlist has no character for them."""
    assert list(Abbreviations({"俄": 0, "韩": 1}).find(text, [])) == []


def test_other_languages_are_left_alone(reader: Reader) -> None:
    """In Japanese the same characters are read by its own names only."""
    assert reader.read(article("中日の会議。", language="ja")).mentions == ()
