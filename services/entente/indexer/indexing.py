"""The indexer's stage: what may be kept is known before a batch is written, and what was erased goes."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from elasticsearch import Elasticsearch

from entente.contracts.errors import Transient
from entente.indexer.documents import Document
from entente.indexer.keeper import Keeper, doomed
from entente.indexer.sink import Search, to_document
from entente.runtime.heartbeats import is_heartbeat
from entente.runtime.logs import logger
from entente.runtime.outcomes import DONE, Outcome
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.stages import Write

_log = logger(__name__)


class Index(Write[Document]):
    """Decodes records and writes them to Elasticsearch, as far as they may be kept."""

    def __init__(
        self, client: Elasticsearch, search: Search, keeper: Keeper, catch_up: Callable[[], int]
    ) -> None:
        super().__init__(lambda record: to_document(record, keeper.keeping), search)
        self._client = client
        self._search = search
        self._keeper = keeper
        self._catch_up = catch_up

    def attempt(self, batch: Sequence[Record]) -> Sequence[Outcome]:
        """Write a batch by all that was said of keeping before it was read; heartbeats become no documents.

        Raises:
            Transient: Kafka or Elasticsearch is away.
        """
        self._catch_up()
        beats = [is_heartbeat(record) for record in batch]
        written = [record for record, beat in zip(batch, beats, strict=True) if not beat]
        outcomes = iter(super().attempt(written))
        return [DONE if beat else next(outcomes) for beat in beats]

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Look anew at what another process may have written."""
        del partitions
        self._search.look_anew()

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Do away with what stands of the newly erased; where it can't be done, at a later tick."""
        del now, caught_up
        try:
            self._catch_up()
            if self._keeper.pending:
                self._erase()
        except Transient as error:
            _log.warning("erasing put off", why=str(error))
        return ()

    def _erase(self) -> None:
        found = list(doomed(self._client, self._keeper.keeping))
        self._search.put(found)
        self._keeper.pending = False
        _log.info("erased", documents=len(found))
