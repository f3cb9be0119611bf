"""The indexer: bytes -> message -> document -> Elasticsearch -> commit."""

from elasticsearch import Elasticsearch

from entente.contracts.errors import Transient
from entente.indexer.mappings import KINDS, alias
from entente.indexer.settings import IndexerSettings
from entente.indexer.sink import MESSAGES, Search, to_document
from entente.indexer.templates import check_version
from entente.runtime.process import Runtime
from entente.runtime.search import connect
from entente.runtime.stages import Write

SERVICE = "indexer"


def work(runtime: Runtime[IndexerSettings]) -> None:
    """Index every topic until asked to stop."""
    client = connect(runtime.settings)
    runtime.wait_for("elasticsearch", lambda: probe(client, runtime.settings.elasticsearch_url))
    runtime.consume(MESSAGES, Write(to_document, Search(client)))


def probe(client: Elasticsearch, url: str) -> str:
    """Give Elasticsearch's version once it answers and holds our indices.

    Raises:
        Transient: it isn't there, or its indices aren't.
        Misconfigured: it is of another major version, or refuses the credentials.
    """
    try:
        version = check_version(client)
    except Transient as error:
        raise Transient(f"no Elasticsearch at {url}: {error}") from error
    for kind in KINDS:
        if not client.indices.exists_alias(name=alias(kind)):
            raise Transient(f"Elasticsearch at {url} has no {alias(kind)}; run `entente index apply`")
    return version
