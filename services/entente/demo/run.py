"""`entente demo`: the whole of Entente on this machine, over an archive, from nothing to the desk."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from elasticsearch import Elasticsearch

from entente.contracts.alerts import Alert
from entente.contracts.codec import encode, headers
from entente.demo import expectations
from entente.demo.derive import ARCHIVE, FOLDER
from entente.demo.outcome import Outcome, line
from entente.indexer import templates
from entente.indexer.sink import MESSAGES
from entente.ingest.archive import check_fields
from entente.ingest.field_map import FieldMap
from entente.ingest.replay import ReplayProgress, ReplayReport, replay
from entente.local.fleet import SERVICES, Fleet
from entente.local.settling import Reads, await_settled
from entente.local.stack import LocalStack
from entente.runtime.broker import deliver
from entente.runtime.clock import SystemClock
from entente.runtime.faust_app import Shard
from entente.runtime.kafka import KafkaBroker
from entente.runtime.records import Outgoing
from entente.runtime.search import SearchSettings, connect
from entente.runtime.topics import Topics, manifests
from entente.watchlist.loader import default_files
from entente.watchlist.pack import pack

MOST_ALERTS = 10_000


class Steps(msgspec.Struct, frozen=True):
    """Who is told how far a demo is."""

    says: Callable[[str], None]
    sends: Callable[[ReplayProgress], None]
    lies_ahead: Callable[[int], None]


class Result(msgspec.Struct, frozen=True):
    """What a demo found: its outcome, all alerts whole, the replay's report, and where the desk is."""

    outcome: Outcome
    alerts: tuple[Alert, ...]
    report: ReplayReport
    verdict: expectations.Verdict | None
    desk_url: str
    complete: bool
    """Whether every article is indexed and every other line is a duplicate or a dead letter."""


@contextmanager
def demo(
    folder: Path, archive: Path | None, field_map: FieldMap, steps: Steps
) -> Iterator[tuple[Result, Fleet]]:
    """Run the whole fleet over an archive; it stays up until the context ends.

    Args:
        folder: where servers and services keep their data and logs; emptied first.
        archive: which archive; null: the shipped one, whose expected alerts are then looked for.
        field_map: what the archive's fields are called.
        steps: who is told how far it is.

    Raises:
        Misconfigured: something can't be had or started; Transient: something did not come up in time.
    """
    started = time.monotonic()
    check_fields(archive or ARCHIVE, field_map)
    shutil.rmtree(folder, ignore_errors=True)
    with LocalStack.start(folder / "stack") as stack:
        settings = SearchSettings(
            bootstrap_servers=stack.bootstrap_servers, elasticsearch_url=stack.elasticsearch_url
        )
        broker = KafkaBroker(settings, Topics(manifests()), SystemClock(), "demo")
        with connect(settings) as client:
            steps.says("Creating topics and indices, publishing the watchlist")
            _prepare(broker, client)
            with Fleet(folder / "fleet", _environment(settings)) as fleet:
                steps.says("Starting the six services")
                desk_url = _start(fleet)
                steps.says("Replaying the archive as if it ended now")
                report = _replay(broker, archive or ARCHIVE, field_map, steps)
                steps.says("Waiting until all is read, judged and indexed")
                _settle(broker, fleet, steps)
                yield _result(client, report, started, desk_url, shipped=archive is None), fleet


def _prepare(broker: KafkaBroker, client: Elasticsearch) -> None:
    admin = broker.admin()
    try:
        admin.apply()
    finally:
        admin.close()
    list(templates.apply(client))
    now = SystemClock().now()
    version = pack(default_files(), now)
    producer = broker.producer()
    deliver(
        producer,
        [
            Outgoing(
                topic="watchlist",
                key=version.version.encode(),
                value=encode(version),
                headers=headers(version, event_id=version.version, source="demo", at=now),
            )
        ],
    )
    producer.close(5.0)


def _environment(settings: SearchSettings) -> Mapping[str, str]:
    return {
        "ENTENTE_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "ENTENTE_ELASTICSEARCH_URL": settings.elasticsearch_url,
    }


def _start(fleet: Fleet) -> str:
    port = fleet.spare_port(8765)
    desk_url = f"http://127.0.0.1:{port}"
    own = {
        "desk": {"ENTENTE_DESK_PORT": str(port)},
        "notifier": {"ENTENTE_DESK_URL": desk_url},
    }
    for service in SERVICES:
        fleet.start(service, settings=own.get(service))
    fleet.await_ready()
    return desk_url


def _replay(broker: KafkaBroker, archive: Path, field_map: FieldMap, steps: Steps) -> ReplayReport:
    producer = broker.producer()
    try:
        return replay(archive, field_map, producer, as_live=True, clock=SystemClock(), progress=steps.sends)
    finally:
        producer.close(5.0)


def _settle(broker: KafkaBroker, fleet: Fleet, steps: Steps) -> None:
    groups = {
        Shard(0, 1).group("tagger"): Reads(["articles.raw"]),
        "detector": Reads(["signals"]),
        "indexer": Reads(list(MESSAGES)),
        "notifier": Reads(["alerts"]),
    }

    def tend(ahead: int) -> None:
        fleet.tend()
        steps.lies_ahead(ahead)

    await_settled(broker, groups, tend)


def _result(
    client: Elasticsearch, report: ReplayReport, started: float, desk_url: str, *, shipped: bool
) -> Result:
    client.indices.refresh(index="entente-*")
    indexed = client.count(index="entente-articles")["count"]
    alerts = _alerts(client)
    yardstick = (FOLDER / "expected.yaml").read_text(encoding="utf-8") if shipped else None
    outcome = Outcome(
        articles_in=report.articles + report.rejected,
        articles_indexed=indexed,
        duplicates=report.articles - indexed,
        signals=client.count(index="entente-signals")["count"],
        dead=report.rejected,
        alerts=[line(alert) for alert in alerts],
        seconds=round(time.monotonic() - started, 1),
    )
    return Result(
        outcome=outcome,
        alerts=alerts,
        report=report,
        verdict=None
        if yardstick is None
        else expectations.judge(expectations.parse(yardstick), alerts, report.moved_days),
        desk_url=desk_url,
        complete=indexed == report.distinct,
    )


def _alerts(client: Elasticsearch) -> tuple[Alert, ...]:
    found = client.search(
        index="entente-alerts",
        size=MOST_ALERTS,
        sort=[{"entente.alert.window_start_at": "asc"}, {"entente.alert.id": "asc"}],
    )
    return tuple(msgspec.convert(hit["_source"]["entente"]["alert"], Alert) for hit in found["hits"]["hits"])
