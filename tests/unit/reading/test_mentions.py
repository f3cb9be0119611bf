from datetime import UTC, datetime

import pytest

from support.readings import powers, read


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The ambassador spoke of human rights.", []),
        ("Damascus waits.", ["SYR"]),
        ("Niger and Nigeria share a border.", ["NER", "NGA"]),
        ("A Nigerian envoy arrived.", ["NGA"]),
        ("Boats on the Niger River sank.", []),
        ("South Koreans voted; North Korea watched.", ["KOR", "PRK"]),
        ("The U.S. and the UK agreed.", ["USA", "GBR"]),
        ("They told us to go.", []),
        ("Russia's oil and the Russians' gas.", ["RUS", "RUS"]),
        ("US-China talks and a Russian-Chinese pact.", ["USA", "CHN", "RUS", "CHN"]),
        ("Ships crossed the South China Sea.", []),
        ("Ships of China crossed the South China Sea.", ["CHN"]),
        ("IRAN AND ISRAEL AGREE TO TRUCE", ["IRN", "ISR"]),
        ("The terracotta army of Xi'an is old.", []),
        ("Xi's guests left.", ["CHN"]),
        ("He bought porcelain, not china.", []),
        ("The Washington Post wrote it.", []),
    ],
)
def test_a_name_counts_on_its_own_boundaries_only(text: str, named: list[str]) -> None:
    """An alias matches whole words; possessives and hyphens end a word, letters don't."""
    assert powers(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Georgia votes as Tbilisi protests.", ["GEO", "GEO"]),
        ("The Georgian Dream party won in Georgia.", ["GEO", "GEO"]),
        ("Georgia elected a new governor.", []),
        ("Tbilisi answered. A student of the University of Georgia asked.", ["GEO"]),
    ],
)
def test_an_ambiguous_name_needs_its_context(text: str, named: list[str]) -> None:
    """Georgia is the state only where a word of its own stands in the text and no rival stands near."""
    assert powers(text) == named


def test_a_leader_stands_for_the_power_of_that_day() -> None:
    """Trump is the United States in office, and nobody between his terms; Biden the other way round."""
    text = "Trump spoke of Biden."
    assert powers(text, at=datetime(2020, 5, 1, tzinfo=UTC)) == ["USA"]
    assert [one.power for one in read(text, at=datetime(2022, 5, 1, tzinfo=UTC)).mentions] == [None, "USA"]
    assert [one.power for one in read(text, at=datetime(2025, 5, 1, tzinfo=UTC)).mentions] == ["USA", None]


def test_an_undated_article_is_read_by_the_day_it_was_fetched() -> None:
    """Without published_at, tenures are judged by fetched_at."""
    assert powers("Putin flew home.", at=None) == ["RUS"]


def test_a_quoted_expert_stands_for_nobody() -> None:
    """An expert is a mention of role quoted, without a power."""
    mention = read("Alexander Gabuev expects more.").mentions[0]
    assert (mention.actor, mention.role, mention.power) == ("alexander-gabuev", "quoted", None)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("BEIJING, June 5 - Talks began.", []),
        ("MOSCOW, November 3. /TASS/. Talks began.", []),
        ("WASHINGTON (Reuters) - Talks began.", []),
        ("BEIJING, Sept. 3 (Xinhua) -- Japan's envoy left.", ["JPN"]),
        ("МОСКВА, 3 ноября. /ТАСС/. Начались переговоры.", []),
        ("Talks began.\nReporting by A. Smith in Moscow and B. Jones in Beijing; Editing by C. Brown", []),
        ("Moscow, meanwhile, waits.", ["RUS"]),
        ("BEIJING, June 5 - Beijing agreed.", ["CHN"]),
    ],
)
def test_datelines_and_bylines_name_nobody(text: str, named: list[str]) -> None:
    """The place an agency writes from is no actor."""
    assert powers(text, title="A headline") == named


@pytest.mark.parametrize(
    "text", ["Envoys met in Niger", "Envoys met the delegation of Chin…", "Envoys left Russia [+123 chars]"]
)
def test_the_tail_of_a_text_cut_off_names_nobody(text: str) -> None:
    """The last word of a body without a stop may be half a word."""
    assert powers(text, title="A headline") == []


@pytest.mark.parametrize(
    ("text", "title", "named"),
    [
        ("Putin welcomes Xi", "", ["RUS", "CHN"]),
        ("Putin lands in China", "Putin lands in China", ["RUS", "CHN", "RUS", "CHN"]),
        ("Putin left. Envoys met in Niger", "", ["RUS"]),
        ("Envoys met the delegation of Chin…", "", []),
    ],
)
def test_a_headline_alone_is_whole(text: str, title: str, named: list[str]) -> None:
    """A single line without a stop, or the title said again, is no text cut off: its last name counts."""
    assert powers(text, title=title) == named


def test_a_title_may_end_without_a_stop() -> None:
    """Only a body can be cut off."""
    assert powers("It is done.", title="Putin lands in China") == ["RUS", "CHN"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("О России и Путине говорят в Китае.", ["RUS", "RUS", "CHN"]),
        ("Встреча с Китаем и Си Цзиньпином.", ["CHN", "CHN"]),
        ("Росія та Україна домовилися.", ["RUS", "UKR"]),
        ("中俄关系稳定。", ["CHN", "RUS"]),
        ("广大发展中国家表示支持中国。", ["CHN"]),
        ("普京和习近平在北京会谈。", ["RUS", "CHN", "CHN"]),
        ("据NATO消息，美国将参加。", ["NATO", "USA"]),
    ],
)
def test_cases_and_unspaced_scripts(text: str, named: list[str]) -> None:
    """Cyrillic names match in every case, Chinese ones without blanks, Latin ones between Chinese letters."""
    assert powers(text) == named
