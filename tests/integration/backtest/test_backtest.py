"""An archive read and judged in process."""

from functools import cache

from entente.backtest import backtest
from entente.backtest.run import backtest_tagged
from entente.contracts.articles import Article
from entente.contracts.identity import digest, text_revision
from entente.reading.reader import Reader
from entente.watchlist.loader import default_files, parse
from entente.watchlist.model import Watchlist
from support.timeline import at

QUIET = "The Norwegian harbour of Narvik counted ship number {n}, while Norway looked at the price of cod."
USUAL = "Russia reported harvest figure {n}. Far away, China counted its travellers."
LOUD = "Russia and China signed an agreement on project number {n} in Harbin on {day}."


@cache
def reader() -> Reader:
    """Compile the default watchlist once."""
    return Reader(rules())


@cache
def rules() -> Watchlist:
    """Read the default watchlist once."""
    return parse(default_files())


def article(name: str, day: float, text: str) -> Article:
    """Make an article of its own words."""
    return Article(
        id=digest(name),
        revision=text_revision(name, text),
        url=None,
        source="northwire.example",
        title="",
        text=text,
        language="en",
        published_at=at(day),
        published_precision="second",
        fetched_at=at(day),
    )


def archive() -> list[Article]:
    """Make forty quiet days and one on which much is signed."""
    found = [
        article(f"q{d}-{i}", d + i / 8, (QUIET, USUAL)[i % 2].format(n=digest(str(d), str(i))))
        for d in range(32)
        for i in range(8)
    ]
    for i in range(7):
        filler = " ".join(digest(str(i), str(k)) for k in range(30))
        found.append(article(f"b{i}", 30.4 + i / 24, LOUD.format(n=i, day="Saturday") + " " + filler))
    return found


def test_what_is_signed_in_one_day_is_an_alert() -> None:
    """Seven agreements on one day of a quiet archive raise CHN-RUS closer, with the sentences that say so."""
    seen: list[int] = []
    found = backtest(archive(), rules(), seen.append)
    assert (found.articles, found.undated) == (32 * 8 + 7, 0)
    assert seen[-1] == found.articles
    alerts = {(a.pair, a.direction) for a in found.judgement.alerts}
    assert ("CHN-RUS", "closer") in alerts
    (alert,) = (a for a in found.judgement.alerts if a.rule == "russia-china")
    assert all("signed an agreement" in s.sentences[0].text for s in alert.stories)


def test_a_shuffled_archive_with_duplicates_gives_the_same() -> None:
    """Neither order nor repetition changes what an archive comes to."""
    articles = archive()
    again = sorted([*articles, *articles[:100]], key=lambda a: a.id)
    once, twice = (backtest_tagged(map(reader().read, a), rules()) for a in (articles, again))
    assert once.judgement == twice.judgement
