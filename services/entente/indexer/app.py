"""The indexer: bytes -> message -> document -> Elasticsearch -> commit."""

from entente.indexer.settings import IndexerSettings
from entente.indexer.sink import DOCUMENTS, MESSAGES, MOVES, Index, Search
from entente.indexer.templates import check
from entente.runtime.process import Runtime
from entente.runtime.search import connect

SERVICE = "indexer"
TOPICS = tuple(MESSAGES)
DECLARED = (DOCUMENTS, MOVES)


def work(runtime: Runtime[IndexerSettings]) -> None:
    """Index every topic until asked to stop."""
    with connect(runtime.settings) as client:
        runtime.wait_for("elasticsearch", lambda: check(client))
        runtime.consume(TOPICS, Index(Search(client, runtime.metrics, runtime.clock)))
