"""Real input, end to end: a state agency's headlines, and the model article on the desk."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from entente.backtest import backtest
from entente.contracts.alerts import Alert
from entente.contracts.articles import Article
from entente.contracts.identity import article_id, text_revision
from entente.ingest.archive import RejectedLine, read_archive
from entente.ingest.field_map import parse_field_map
from entente.ingest.records import article_record
from entente.local.stack import LocalStack
from entente.watchlist.loader import default_files, parse
from support.system import SERVICES, system

SHARED = Path(__file__).parents[3] / "shared" / "data"
NOW = datetime(2026, 3, 13, tzinfo=UTC)
MOST_ALERTS = 60
LEAST_WANTED = 0.6
JUDGED = Path(__file__).parents[1] / "data" / "tass_2025" / "judged.csv"

pytestmark = pytest.mark.timeout(900)


def _headlines() -> Iterator[Article]:
    path = SHARED / "state_media_stream" / "tass_2025.jsonl"
    for one in read_archive(path, parse_field_map("published_at=date,text=title+snippet"), NOW):
        assert not isinstance(one, RejectedLine)
        yield one


@pytest.fixture(scope="module")
def standing() -> Sequence[Alert]:
    """The alerts that a backtest leaves standing over the headlines."""
    return backtest(_headlines(), parse(default_files())).judgement.alerts


def _touching(alerts: Iterable[Alert], pair: str, start: str, end: str) -> list[Alert]:
    first, last = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (start, end))
    return [
        a
        for a in alerts
        if a.pair == pair
        and a.direction == "closer"
        and a.window_start_at <= last
        and a.window_end_at >= first
    ]


def test_the_visit_of_the_prime_minister_is_heard(standing: Sequence[Alert]) -> None:
    """CHN-RUS closer fires within 31 October to 6 November 2025, and its stories name the visit."""
    found = _touching(standing, "CHN-RUS", "2025-10-31", "2025-11-06")
    assert found
    headlines = " ".join(story.headline for alert in found for story in alert.stories)
    assert re.search(r"Mishustin|prime minister", headlines)


def test_the_leaders_meeting_is_heard(standing: Sequence[Alert]) -> None:
    """CHN-USA closer fires around the leaders' meeting of 30 October 2025."""
    assert _touching(standing, "CHN-USA", "2025-10-29", "2025-11-01")


def test_a_desk_is_not_flooded(standing: Sequence[Alert]) -> None:
    """Eight months of one agency raise at most sixty alerts over all pairs."""
    assert len(standing) <= MOST_ALERTS


def test_most_alerts_are_wanted(standing: Sequence[Alert]) -> None:
    """Six alerts in ten at least were judged wanted by hand; what nobody judged counts as unwanted."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        judged = list(csv.DictReader(file))
    wanted = [alert for alert in standing if _verdict(alert, judged) == "yes"]
    assert len(wanted) >= LEAST_WANTED * len(standing)


def _verdict(alert: Alert, judged: Iterable[dict[str, str]]) -> str | None:
    """Give the verdict on an alert of the same rule, pair and direction whose window it overlaps."""
    first, last = alert.window_start_at.date().isoformat(), alert.window_end_at.date().isoformat()
    return next(
        (
            row["wanted"]
            for row in judged
            if (row["rule"], row["pair"], row["direction"]) == (alert.rule, alert.pair, alert.direction)
            and row["start"] < last
            and first < row["end"]
        ),
        None,
    )


def test_live_and_backtest_agree(stack: LocalStack, tmp_path: Path, standing: Sequence[Alert]) -> None:
    """The whole system leaves standing exactly the alerts that a backtest does."""
    records = [article_record(article, NOW) for article in _headlines()]
    with system(stack, tmp_path) as running:
        for service in SERVICES:
            running.start(service)
        running.fleet.await_ready()
        running.send(records)
        running.settle()
        found = running.outcome()
    assert found.alerts == {(a.id, a.pair, a.direction, a.stories_hash) for a in standing}
    assert len(found.documents["entente-articles"]) == len({record.key for record in records})


def test_the_model_article_on_the_desk(stack: LocalStack, tmp_path: Path) -> None:
    """The seed's page marks its telling sentences, quotes its analyst, and says what is only hypothetical."""
    (path,) = (SHARED / "seed").glob("*.txt")
    text = path.read_text(encoding="utf-8")
    at = datetime(2025, 9, 7, tzinfo=UTC)
    article = Article(
        id=article_id("https://seed.example/a-week-in-beijing", "seed.example", "", at.date()),
        revision=text_revision("", text),
        url="https://seed.example/a-week-in-beijing",
        source="seed.example",
        title="",
        text=text,
        language="en",
        published_at=at,
        published_precision="day",
        fetched_at=at,
    )
    with system(stack, tmp_path) as running:
        for service in (*SERVICES, "desk"):
            own = {"ENTENTE_DESK_PORT": str(running.fleet.spare_port(8765))} if service == "desk" else None
            running.start(service, settings=own)
        running.fleet.await_ready()
        running.send([article_record(article, at)])
        running.settle()
        running.outcome()
        port = running.fleet.instances["desk"].launch.env["ENTENTE_DESK_PORT"]
        page = httpx.get(f"http://127.0.0.1:{port}/articles/{article.id}", trust_env=False)
    assert page.status_code == httpx.codes.OK
    assert "CHN-RUS" in page.text
    assert re.search(r'<blockquote[^>]*>(?:(?!</blockquote>).)*<mark class="[^"]*actor', page.text, re.DOTALL)
    assert re.search(r'<mark class="quoted" title="alexander-gabuev[^"]*">', page.text)
    assert re.search(r'<mark class="[^"]*modality[^"]*" title="[^"]*hypothetical[^"]*">may</mark>', page.text)
