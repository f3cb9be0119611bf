"""The indexer: bytes -> message -> document -> Elasticsearch -> commit."""

from entente.indexer import keeper
from entente.indexer.indexing import Index
from entente.indexer.keeper import Keeper
from entente.indexer.settings import IndexerSettings
from entente.indexer.sink import DOCUMENTS, END_TO_END, MESSAGES, MOVES, Search
from entente.indexer.templates import check
from entente.runtime.process import Runtime
from entente.runtime.search import connect

SERVICE = "indexer"
TOPICS = (*MESSAGES, *keeper.TOPICS)
DECLARED = (DOCUMENTS, MOVES, END_TO_END)


def work(runtime: Runtime[IndexerSettings]) -> None:
    """Index every topic until asked to stop, by the terms and erasures as they stand and as they change."""
    known = Keeper()
    told = runtime.broadcast(keeper.TOPICS, known.learn)
    if not told.read_to_end(runtime.stop):
        return
    with connect(runtime.settings) as client:
        runtime.wait_for("elasticsearch", lambda: check(client))
        search = Search(client, runtime.metrics, runtime.clock)
        runtime.consume(tuple(MESSAGES), Index(client, search, known, told.catch_up))
    told.close()
