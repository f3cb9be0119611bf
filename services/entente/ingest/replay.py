"""An archive on its way to Kafka, in order of time, and moved to end now where that is asked."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from entente.contracts.articles import Article
from entente.contracts.errors import Reason
from entente.ingest.archive import RejectedLine, read_archive
from entente.ingest.article import CUT, UNDATED
from entente.ingest.field_map import FieldMap
from entente.ingest.order import TimeOrder
from entente.ingest.records import article_record, line_letter
from entente.ingest.sending import Sending
from entente.ingest.shift import ArchiveEnd, days_to_live, moved
from entente.runtime.broker import Producer
from entente.runtime.clock import Clock

TOLD_LINES = 100
"""Rejected lines named in a report; all are counted, and all are dead letters."""

_EVERY = 100


class ReplayProgress(msgspec.Struct, frozen=True):
    """How far a replay is; the total is known once all is read."""

    phase: Literal["reading", "sending"]
    done: int
    total: int | None


class ReplayReport(msgspec.Struct, kw_only=True):
    """What became of an archive."""

    file: str
    articles: int = 0
    distinct: int = 0
    """Articles of different ids; the rest are copies or updates of those."""
    undated: int = 0
    cut: int = 0
    rejected: int = 0
    reasons: dict[Reason, int] = {}
    first_rejected: list[str] = []
    """The first hundred rejected lines: file, line, reason."""
    moved_days: int = 0
    first_published_at: datetime | None = None
    last_published_at: datetime | None = None
    seconds: float = 0.0

    def reject(self, line: RejectedLine) -> None:
        """Count a line that is no article."""
        self.rejected += 1
        self.reasons[line.reason] = self.reasons.get(line.reason, 0) + 1
        if len(self.first_rejected) < TOLD_LINES:
            self.first_rejected.append(str(line))

    def send(self, article: Article) -> None:
        """Count an article that was sent."""
        self.articles += 1
        self.undated += UNDATED in article.flags
        self.cut += CUT in article.flags
        at = article.published_at
        if at is not None:
            self.first_published_at = min(self.first_published_at or at, at)
            self.last_published_at = max(self.last_published_at or at, at)


def replay(  # noqa: PLR0913 - what it reads, where it goes, and how
    path: Path,
    field_map: FieldMap,
    producer: Producer,
    *,
    as_live: bool,
    clock: Clock,
    progress: Callable[[ReplayProgress], None],
) -> ReplayReport:
    """Send an archive to articles.raw; lines that are no article become dead letters.

    Sending it twice changes nothing: ids follow from what is sent.

    Args:
        path: the archive.
        field_map: which of its fields are an article's.
        producer: where it goes.
        as_live: whether dates are moved by the most whole days that leave the archive's end before now.
        clock: tells now.
        progress: is told about every hundred articles.

    Raises:
        Misconfigured: the archive can't be read, or lacks a mapped field.
        Transient: the broker stays away.
    """
    started = clock.monotonic()
    now = clock.now()
    report = ReplayReport(file=path.name)
    sending = Sending(producer)
    end = ArchiveEnd()
    with TimeOrder() as order:
        for read in read_archive(path, field_map, now):
            if isinstance(read, RejectedLine):
                report.reject(read)
                sending.send(line_letter(read, clock.now()))
            else:
                order.add(read)
                end.see(read)
                if order.count % _EVERY == 0:
                    progress(ReplayProgress("reading", order.count, None))
        report.moved_days = days_to_live(end.at, now) if as_live else 0
        _send(order, sending, report, clock, progress)
    report.seconds = clock.monotonic() - started
    return report


def _send(
    order: TimeOrder,
    sending: Sending,
    report: ReplayReport,
    clock: Clock,
    progress: Callable[[ReplayProgress], None],
) -> None:
    now = clock.now()
    ids: set[int] = set()
    for original in order:
        article = moved(original, report.moved_days, now)
        sending.send(article_record(article, clock.now()))
        report.send(article)
        ids.add(hash(article.id))
        if report.articles % _EVERY == 0:
            progress(ReplayProgress("sending", report.articles, order.count))
    sending.flush()
    report.distinct = len(ids)
    progress(ReplayProgress("sending", report.articles, order.count))
