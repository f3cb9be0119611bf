"""The tagger: bytes -> article -> reading -> tagged article, volume and signals -> commit."""

from collections.abc import Sequence

from entente.runtime import faust_worker
from entente.runtime.process import Runtime
from entente.runtime.records import Outgoing, Record
from entente.tagger.readers import Readers
from entente.tagger.settings import TaggerSettings
from entente.tagger.tagging import tag

INPUT = "articles.raw"
TOPICS = (INPUT, "articles.tagged", "volume", "signals", "watchlist")


def work(runtime: Runtime[TaggerSettings]) -> None:
    """Read articles until asked to stop, by the watchlist as it stands and as it changes."""
    readers = Readers()
    versions = runtime.broadcast(["watchlist"], readers.learn)
    if not versions.read_to_end(runtime.stop):
        return
    versions.follow(runtime.stop)

    def transform(record: Record) -> Sequence[Outgoing]:
        return tag(record, readers.at, runtime.clock.now())

    faust_worker.run(runtime, INPUT, transform)
    versions.close()
