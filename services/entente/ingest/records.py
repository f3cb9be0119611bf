"""What ingest writes: articles, coverage, and dead letters for lines that are no article."""

from datetime import datetime

from entente.contracts.articles import Article
from entente.contracts.codec import encode, headers
from entente.contracts.identity import digest
from entente.contracts.upkeep import Coverage
from entente.ingest.archive import RejectedLine
from entente.runtime.deadletters import dead_letter
from entente.runtime.outcomes import Rejected
from entente.runtime.records import Outgoing, Record

SERVICE = "ingest"
RAW = "articles.raw"
COVERAGE = "coverage"

KEPT_BYTES = 7 * 1024 * 1024
"""Of a longer line this much is kept: dead letters take 8 MiB."""

_NOWHERE = -1
"""The partition of a line that never was on the broker."""


def article_record(article: Article, at: datetime) -> Outgoing:
    """Write an article's record.

    Args:
        article: what is sent.
        at: when it is said; the tagger reads it by the watchlist in force then.
    """
    event_id = f"{article.id}/{article.revision}"
    traceparent = f"00-{article.id}-{article.revision[:16]}-01"
    return Outgoing(
        RAW,
        article.id.encode(),
        encode(article),
        headers(article, event_id=event_id, source=SERVICE, at=at, traceparent=traceparent),
    )


def coverage_record(coverage: Coverage) -> Outgoing:
    """Write the record that tells how a source is heard."""
    event_id = f"{coverage.source}/{coverage.at.isoformat()}"
    return Outgoing(
        COVERAGE,
        coverage.source.encode(),
        encode(coverage),
        headers(coverage, event_id=event_id, source=SERVICE, at=coverage.at),
    )


def line_letter(line: RejectedLine, at: datetime) -> Outgoing:
    """Write the dead letter of an archive's line: its key is `file:line`, its value the line's bytes.

    It stands at no offset: a number made of file and line takes its place, the same on every replay.
    """
    key = f"{line.file}:{line.line}"
    kept = line.raw[:KEPT_BYTES]
    cut = "" if len(kept) == len(line.raw) else f" (the first {KEPT_BYTES >> 20} MiB are kept)"
    record = Record(
        topic=RAW,
        partition=_NOWHERE,
        offset=int(digest("line", key)[:13], 16),
        key=key.encode("utf-8", "replace"),
        value=kept,
        headers=(),
        timestamp_ms=int(at.timestamp() * 1000),
    )
    why = Rejected(line.reason, f"{key}: {line.detail}{cut}")
    return dead_letter(record, why, service=SERVICE, attempts=1, first_failure_at=at)
