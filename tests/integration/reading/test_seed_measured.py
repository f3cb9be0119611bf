"""The model article, read by the shipped watchlist: what the design says must be drawn from it."""

from datetime import UTC, datetime
from functools import cache

from conftest import SHARED
from entente.contracts.articles import Event, TaggedArticle
from entente.reading.reader import Reader
from entente.reading.signals import signals
from entente.watchlist.loader import default_files, parse
from support.readings import article


@cache
def seed() -> TaggedArticle:
    """Read the seed: a line of date, one of source, and the body."""
    file = min((SHARED / "seed").glob("*.txt"))
    text = file.read_text(encoding="utf-8").split("\n", 3)[3]
    at = datetime(2025, 9, 7, tzinfo=UTC)
    return Reader(parse(default_files())).read(article(text, at=at))


def events(attribution: str | None = None) -> list[Event]:
    """The seed's events, or those of one attribution."""
    return [one for one in seed().events if attribution in {None, one.attribution}]


def test_actors() -> None:
    """Leaders and capitals stand for their powers; Gabuev is quoted and stands for nobody."""
    by_surface = {one.surface: (one.power, one.role) for one in seed().mentions}
    assert by_surface["Vladimir Putin"] == ("RUS", "leader")
    assert by_surface["Xi"] == ("CHN", "leader")
    assert by_surface["Moscow"] == ("RUS", "metonym")
    assert by_surface["Beijing"] == ("CHN", "metonym")
    assert by_surface["United States"] == ("USA", "direct")
    assert by_surface["Ukraine"] == ("UKR", "direct")
    assert by_surface["Alexander Gabuev"] == (None, "quoted")


def test_themes() -> None:
    """Each theme that the design names is found."""
    assert {theme.theme for theme in seed().themes} >= {
        "summit",
        "sanctions",
        "trade",
        "energy",
        "technology",
        "military_cooperation",
        "exercise",
        "intelligence_sharing",
        "territorial_claims",
        "non_intervention",
        "multipolarity",
        "east_asia_security",
    }


def test_russia_and_china_draw_closer_with_the_sentences_that_say_so() -> None:
    """The pair is closer, and its telling sentences name the summit week and the mutual support."""
    signal = next(one for one in signals(seed()) if one.pair == "CHN-RUS")
    assert signal.alignment == 10
    told = " ".join(sentence.text for sentence in signal.sentences)
    assert "week in Beijing" in told
    assert "endorsement of" in told
    assert all(sentence.marks for sentence in signal.sentences)


def test_each_leaders_support_for_the_other_is_read() -> None:
    """Putin endorses China's claims, and Xi supports Russia's stance."""
    support = {(one.sources, one.targets) for one in events() if one.type == "SUPPORT"}
    assert (("RUS",), ("CHN",)) in support
    assert (("CHN",), ("RUS",)) in support


def test_what_the_analyst_expects_is_hypothetical_and_his() -> None:
    """What Gabuev says is an analyst's word; what he expects to come is hypothetical."""
    said = events("analyst")
    assert {one.said_by for one in said} == {"alexander-gabuev"}
    assert any(one.modality == "hypothetical" for one in said)


def test_american_concern_is_conflict_with_the_pair() -> None:
    """The United States expressing concern is its own conflict with Russia and China."""
    concern = next(one for one in events() if "USA" in one.sources)
    assert (concern.type, set(concern.targets), concern.modality) == ("ACCUSE", {"CHN", "RUS"}, "asserted")
    assert concern.score < 0
    apart = {one.pair: one.alignment for one in signals(seed()) if one.alignment < 0}
    assert set(apart) == {"CHN-USA", "RUS-USA"}
