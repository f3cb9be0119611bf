"""The whole system for an end-to-end test: topics and indices of its own on the shared stack, and a fleet."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from elasticsearch import Elasticsearch, helpers

from entente.contracts.alerts import Alert
from entente.contracts.codec import encode, headers
from entente.indexer.mappings import KINDS, alias
from entente.indexer.sink import MESSAGES
from entente.local.fleet import Fleet
from entente.local.settling import Reads, await_settled
from entente.local.stack import LocalStack
from entente.runtime.broker import deliver
from entente.runtime.clock import SystemClock
from entente.runtime.faust_app import Shard
from entente.runtime.kafka import KafkaBroker
from entente.runtime.records import Outgoing
from entente.runtime.search import SearchSettings, connect
from entente.runtime.topics import manifests, partitioned
from entente.watchlist.loader import default_files
from entente.watchlist.pack import pack
from support import own_topics
from support.indices import fresh

SERVICES = ("indexer", "notifier", "detector", "tagger")
"""Those that an archive goes through; ingest is the test itself, the desk only looks."""

_numbers = itertools.count(1)
_FILES = default_files()
"""Read once, so that all runs of a session read by the same watchlist."""
_EFFECTIVE_AT = SystemClock().now()
"""One instant for all of them, too: a version is named by it."""


class Outcome(msgspec.Struct, frozen=True):
    """What stands when all is read: documents by alias and id, and the standing alerts.

    As detection.md has it, documents are the same without fetched_at, trace and offsets, and alerts by id,
    pair, direction and the hash over all their stories.
    """

    documents: Mapping[str, Mapping[str, Any]]
    alerts: frozenset[tuple[str, str | None, str, str]]


class System:
    """A fleet over one set of topics."""

    def __init__(
        self,
        stack: LocalStack,
        fleet: Fleet,
        broker: KafkaBroker,
        client: Elasticsearch,
        environment: Mapping[str, str],
    ) -> None:
        self.stack = stack
        self.fleet = fleet
        self.environment = environment
        self.broker = broker
        self.client = client
        self.deaths: Counter[str] = Counter()
        self.groups = {
            "detector": Reads(["signals"]),
            "indexer": Reads(list(MESSAGES)),
            "notifier": Reads(["alerts"]),
        }

    def start(
        self,
        service: str,
        name: str | None = None,
        settings: Mapping[str, str] | None = None,
        shards: int = 1,
    ) -> None:
        """Start one copy of a service, the tagger in as many shards as asked."""
        if service != "tagger":
            self.fleet.start(service, name, settings)
            return
        for number in range(shards):
            own = {"ENTENTE_SHARD": str(number), "ENTENTE_SHARDS": str(shards), **(settings or {})}
            self.fleet.start(service, f"tagger-{number}", own)
            shard = Shard(number, shards)
            self.groups[shard.group("tagger")] = Reads(["articles.raw"], shard)

    def send(self, records: Sequence[Outgoing]) -> None:
        """Write records and wait until each is acknowledged."""
        producer = self.broker.producer()
        deliver(producer, records)
        producer.close(5.0)

    def settle(self) -> None:
        """Wait until all is read, judged and indexed, bringing back whoever ended."""
        await_settled(self.broker, self.groups, lambda _: self.tend())

    def tend(self) -> None:
        """Bring back whoever ended, and count them."""
        self.deaths.update(self.fleet.tend())

    def outcome(self) -> Outcome:
        """Give what stands now."""
        self.client.indices.refresh(index="entente-*")
        documents = {
            alias(kind): {
                hit["_id"]: _bare(hit["_source"]) for hit in helpers.scan(self.client, index=alias(kind))
            }
            for kind in KINDS
        }
        alerts = [
            msgspec.convert(one["entente"]["alert"], Alert) for one in documents["entente-alerts"].values()
        ]
        return Outcome(
            documents={name: documents[name] for name in ("entente-articles", "entente-signals")}
            | {name: documents[name] for name in ("entente-stories", "entente-alignment")},
            alerts=frozenset(
                (a.id, a.pair, a.direction, a.stories_hash) for a in alerts if a.state != "withdrawn"
            ),
        )


@contextmanager
def system(stack: LocalStack, folder: Path, partitions: int | None = None) -> Iterator[System]:
    """Make fresh topics and empty indices, publish the default watchlist, and hold a fleet over them."""
    prefix = f"e2e{next(_numbers)}-"
    settings = SearchSettings.model_validate(
        {
            "bootstrap_servers": stack.bootstrap_servers,
            "elasticsearch_url": stack.elasticsearch_url,
            "topic_prefix": prefix,
        }
    )
    declared = manifests() if partitions is None else partitioned(manifests(), partitions)
    broker = own_topics.made(settings, declared, "test")
    environment = {
        "ENTENTE_BOOTSTRAP_SERVERS": stack.bootstrap_servers,
        "ENTENTE_ELASTICSEARCH_URL": stack.elasticsearch_url,
        "ENTENTE_TOPIC_PREFIX": prefix,
    }
    with connect(settings) as client, Fleet(folder, environment) as fleet:
        fresh(client)
        made = System(stack, fleet, broker, client, environment)
        made.send([_watchlist()])
        yield made


def _watchlist() -> Outgoing:
    version = pack(_FILES, _EFFECTIVE_AT)
    return Outgoing(
        topic="watchlist",
        key=version.version.encode(),
        value=encode(version),
        headers=headers(version, event_id=version.version, source="test", at=_EFFECTIVE_AT),
    )


def _bare(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Leave out what may differ between two runs over the same input."""
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in {"fetched_at", "traceparent"}}
    return [_bare(v) for v in value] if isinstance(value, list) else value
