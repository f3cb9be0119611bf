"""What ingest writes."""

from datetime import UTC, datetime

import msgspec

from entente.contracts.articles import Article
from entente.contracts.codec import decode
from entente.contracts.errors import Reason
from entente.contracts.upkeep import Coverage
from entente.ingest.archive import RejectedLine
from entente.ingest.article import Given, normalise
from entente.ingest.records import KEPT_BYTES, article_record, coverage_record, line_letter
from entente.runtime.deadletters import read_dead_letter
from entente.runtime.records import Outgoing, Record
from entente.runtime.sizes import check
from entente.runtime.topics import manifests

T0 = datetime(2025, 9, 7, 12, tzinfo=UTC)


def _stored(outgoing: Outgoing) -> Record:
    return Record(outgoing.topic, 0, 0, outgoing.key, outgoing.value, outgoing.headers, 0)


def test_an_article_travels_under_its_id_with_the_same_event_id_on_every_try() -> None:
    """Key, event id and trace follow from the article; ce_time from when it is said."""
    article = normalise(Given(source="a", title="Talks", published_at="2025-09-07"), T0)
    record = _stored(article_record(article, T0))
    assert (record.topic, record.key) == ("articles.raw", article.id.encode())
    assert decode(Article, record.value) == article
    assert record.header("ce_id") == f"{article.id}/{article.revision}"
    assert record.said_at() == T0
    assert record.header("traceparent") == f"00-{article.id}-{article.revision[:16]}-01"


def test_the_largest_article_fits_its_topic() -> None:
    """Whatever a text is made of, escaping included."""
    for filling in ('"', "中", "a\n"):
        given = Given(
            url="https://a.example/" + "p" * 2000,
            source=filling * 300,
            title=filling * 10_000,
            text=filling * 1_100_000,
        )
        check(article_record(normalise(given, T0), T0), manifests()["articles.raw"])


def test_coverage_travels_under_its_source() -> None:
    """So that compaction keeps the latest."""
    coverage = Coverage(
        source="a", feed=None, at=T0, last_seen_at=None, articles=1, errors=0, last_error=None
    )
    record = _stored(coverage_record(coverage))
    assert (record.topic, record.key, decode(Coverage, record.value)) == ("coverage", b"a", coverage)


def test_a_rejected_line_is_a_dead_letter_with_its_place_and_bytes() -> None:
    """It is found again by file and line, and is the same letter on every replay."""
    line = RejectedLine("a.jsonl", 17, Reason.MALFORMED, "it is no JSON", b'{"title"')
    letter = read_dead_letter(_stored(line_letter(line, T0)))
    assert (letter.topic, letter.key, letter.value) == ("articles.raw", b"a.jsonl:17", b'{"title"')
    assert (letter.reason, letter.error, letter.service) == (
        "malformed",
        "a.jsonl:17: it is no JSON",
        "ingest",
    )
    other = msgspec.structs.replace(line, file="b.jsonl")
    assert letter.id == read_dead_letter(_stored(line_letter(line, T0))).id
    assert letter.id != read_dead_letter(_stored(line_letter(other, T0))).id


def test_of_a_line_too_long_for_a_dead_letter_its_beginning_is_kept() -> None:
    """And the letter says so."""
    line = RejectedLine("a.jsonl", 1, Reason.TOO_LARGE, "a long line", b"x" * (2 * KEPT_BYTES))
    outgoing = line_letter(line, T0)
    check(outgoing, manifests()["articles.raw.dead"])
    assert read_dead_letter(_stored(outgoing)).error.endswith("(the first 7 MiB are kept)")
