"""Ingest's own metrics."""

from entente.runtime.metrics import Metric

LAST_SEEN = "entente_source_last_seen_timestamp_seconds"

DECLARED = (
    Metric(
        name="entente_feed_polls_total",
        kind="counter",
        help="Polls of feeds: with new articles, unchanged, or failed.",
        labels={"outcome": ("new", "unchanged", "failed")},
    ),
    Metric(
        name="entente_feed_articles_total",
        kind="counter",
        help="Articles that feeds brought and Kafka acknowledged.",
        labels={"source": None},
    ),
    Metric(
        name="entente_feed_entries_rejected_total",
        kind="counter",
        help="Entries of feeds that are no article: without words, or of a wrong type.",
        labels={"source": None},
    ),
    Metric(
        name="entente_feed_poll_seconds",
        kind="histogram",
        help="From a poll's start to the acknowledgement of its articles.",
    ),
    Metric(
        name="entente_feeds",
        kind="gauge",
        help="Feeds by how their last poll went.",
        labels={"state": ("heard", "failing", "waiting")},
    ),
    Metric(
        name=LAST_SEEN,
        kind="gauge",
        help="When a source's feeds last brought a new article, in Unix time; absent until the first.",
        labels={"source": None},
    ),
)
