"""What an operator sees: every query of Grafana's and Kibana's objects, over the running system."""

import gzip
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import isnan
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from entente.cli.main import app
from entente.demo.derive import ARCHIVE
from entente.ingest.field_map import parse_field_map
from entente.ingest.replay import replay
from entente.local.fleet import SERVICES
from entente.local.ports import free_port
from entente.local.stack import LocalStack
from entente.runtime.clock import SystemClock
from entente.runtime.records import Outgoing
from support.debian import program
from support.deployed import DEPLOY, GRAFANA, KIBANA
from support.feed_server import Item, rss
from support.system import System, system

PATIENCE_S = 90.0

pytestmark = pytest.mark.timeout(600)


PANELS = [
    (board.title.removeprefix("Entente: "), panel, query)
    for board in GRAFANA.boards()
    for row in board.rows
    for panel in row.panels
    for query in panel.queries
]
SEARCHES = [
    (panel.title, search)
    for board in GRAFANA.boards()
    for row in board.rows
    for panel in row.panels
    for search in panel.searches
]
OBJECTS = KIBANA.built(KIBANA.objects())
AT_LAST = (
    'entente_dropped_total{reason="rejected_before"}',
    "entente_notice_failures_total",
    "rate(entente_feed_poll_seconds_count[5m]) > 0",
    "rate(entente_feed_entries_rejected_total[5m]) > 0",
    'service:entente_lag_records:sum{service="detector"}',
)
"""What is there when all has happened that this system is brought to."""
ASKED = [one for one in OBJECTS if one["type"] in {"search", "lens"}]

FEEDS = 6
"""So many that some are polled only when Prometheus is there to see it."""

ROUTES = """
targets:
  console: {kind: console}
  away: {kind: apprise, url: "json://127.0.0.1:1", private: true}
routes:
  - {name: everything, to: [console, away], wait: 0s, interval: 0s, storm: 200}
"""


class _Feed(BaseHTTPRequestHandler):
    """An entry that is news, and one without a link or a title."""

    def do_GET(self) -> None:
        at = datetime.now(UTC) - timedelta(minutes=5)
        news = Item("Russia and China sign an agreement", f"http://127.0.0.1{self.path}/1", at)
        body = rss([news, Item("", "", at, text="")])
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def running(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """All six services, with feeds to poll, and a target that is away."""
    folder = tmp_path_factory.mktemp("operating")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    Thread(target=server.serve_forever, daemon=True).start()
    feeds = folder / "feeds.yaml"
    url = f"http://127.0.0.1:{server.server_port}"
    feeds.write_text(
        "".join(f"- {{url: '{url}/{n}', source: test.example, language: en}}\n" for n in range(FEEDS))
    )
    routes = folder / "routes.yaml"
    routes.write_text(ROUTES)
    own = {
        "ingest": {
            "ENTENTE_FEEDS_FILE": str(feeds),
            "ENTENTE_FEED_STATE_DIR": str(folder / "state"),
            "ENTENTE_FEED_PRIVATE_HOSTS": "127.0.0.1",
            "ENTENTE_FEED_FIRST_POLL_S": "60",
        },
        "notifier": {
            "ENTENTE_NOTIFIER_ROUTES_FILE": str(routes),
            "ENTENTE_NOTIFY_MAX_AGE_HOURS": "10000",
        },
        "desk": {"ENTENTE_DESK_PORT": str(free_port(8765, []))},
    }
    with system(stack, folder / "fleet") as made:
        for service in SERVICES:
            made.start(service, settings=own.get(service))
        made.fleet.await_ready()
        yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def prometheus(running: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus with our rules that scraped the system while it read the archive as if it were live.

    Broken records lie in its way, and its detector was killed and reads them once more. Gives the address.
    """
    folder = tmp_path_factory.mktemp("prometheus")
    targets = [
        {"targets": [one.health_url.removeprefix("http://")], "labels": {"service": one.service}}
        for one in running.fleet.instances.values()
    ]
    rules = []
    for path in sorted((DEPLOY / "prometheus" / "rules").glob("*.yml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in read["groups"]:
            group["interval"] = "1s"
        (folder / path.name).write_text(yaml.safe_dump(read))
        rules.append(str(folder / path.name))
    configuration = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": rules,
        "scrape_configs": [{"job_name": "entente", "static_configs": targets}],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration))
    port = free_port(9090, [])
    command = [
        str(program("prometheus", "prometheus")),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _await(lambda: httpx.get(f"{url}/-/ready", trust_env=False).is_success, folder / "log")
            _await(lambda: len(_ask(url, 'up{job="entente"} == 1')) == len(targets), folder / "log")
            broken = [Outgoing(topic, b"broken", b"{") for topic in ("articles.raw", "signals")]
            running.send([*broken, _verdict()])
            _replay(running, _until_the_summit(folder / "archive.jsonl"))
            running.settle()
            running.fleet.kill("detector")
            running.tend()
            running.fleet.await_ready()
            for query in AT_LAST:
                _await(partial(_ask, url, query), folder / "log")
            time.sleep(3)  # a few scrapes and evaluations more
            yield url
        finally:
            process.terminate()
            process.wait(20)


def _replay(running: System, archive: Path) -> None:
    producer = running.broker.producer()
    field_map = parse_field_map("")
    replay(archive, field_map, producer, as_live=True, clock=SystemClock(), progress=lambda _: None)
    producer.close(5.0)


def _until_the_summit(path: Path) -> Path:
    """Write the shipped archive up to the week in Beijing, so that its alerts still fire."""
    lines = gzip.decompress(ARCHIVE.read_bytes()).splitlines(keepends=True)
    dated = re.compile(rb'"published_at": *"2025-09-(0[5-9]|[123])')
    path.write_bytes(b"".join(line for line in lines if not dated.search(line)))
    return path


def _verdict() -> Outgoing:
    example = DEPLOY.parent / "schemas" / "examples" / "act" / "v1" / "full.json"
    return Outgoing("acts", b"20bb604886a4683d99e8b85dad0d9d91", example.read_bytes())


def _await(true: Callable[[], object], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        with suppress(httpx.HTTPError):
            if true():
                return
        assert time.monotonic() < until, log.read_text()[-2000:]
        time.sleep(0.3)


def _ask(url: str, query: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{url}/api/v1/query", params={"query": query}, trust_env=False)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]["result"]
    return found


def test_every_panel_of_grafana_shows_something(prometheus: str) -> None:
    """No query fails, and each gives a figure."""
    empty, samples = [], []
    for board, panel, query in PANELS:
        found = _ask(prometheus, query.ask.replace("$service", ".*"))
        values = [value for one in found if not isnan(value := float(one["value"][1]))]
        if not values:
            empty.append((board, panel.title))
        samples.append((board, panel.title, len(values), max(values, default=None), panel.unit))
    _write_sample("grafana", samples)
    assert empty == []


@pytest.mark.usefixtures("prometheus")
def test_every_search_of_grafana_shows_something(running: System) -> None:
    """Each gives a figure on some day, of each value that it is split by."""
    running.client.indices.refresh(index="entente-alignment")
    for title, search in SEARCHES:
        figure = {{"average": "avg", "sum": "sum"}[search.operation]: {"field": search.field}}
        days = {"date_histogram": {"field": "@timestamp", "fixed_interval": "1d", "min_doc_count": 1}}
        by_day = {"3": {**days, "aggs": {"1": figure}}}
        split = {"terms": {"field": search.split, "size": GRAFANA.SERIES, "order": {"1": "desc"}}}
        asked = {"2": {**split, "aggs": {"1": figure, **by_day}}} if search.split else by_day
        query = {"query_string": {"query": search.query.replace("${pair}", "CHN-RUS")}}
        found = running.client.search(index="entente-alignment", query=query, aggs=asked, size=0)
        series = found["aggregations"]["2"]["buckets"] if search.split else [found["aggregations"]]
        values = [day["1"]["value"] for one in series for day in one["3"]["buckets"]]
        assert any(value is not None for value in values), (title, search.field)


def test_nothing_pages_while_all_is_well(prometheus: str) -> None:
    """Over the whole replay only the watchdog fires, and no rule fails."""
    firing = _ask(prometheus, 'ALERTS{alertstate="firing"}')
    assert {one["metric"]["alertname"] for one in firing} <= {
        "Watchdog",
        "DeadLettersGrowing",
        "AlertsOverBudget",
    }
    groups = httpx.get(f"{prometheus}/api/v1/rules", trust_env=False).json()["data"]["groups"]
    assert [rule["name"] for group in groups for rule in group["rules"] if rule["health"] != "ok"] == []


def _view_of(one: Mapping[str, Any]) -> str:
    return next(str(ref["id"]) for ref in one["references"] if ref["type"] == "index-pattern")


def _query(one: Mapping[str, Any]) -> dict[str, Any]:
    """Give an object's query as Elasticsearch takes it; ours is of the part that KQL and Lucene share."""
    if one["type"] == "lens":
        kql = one["attributes"]["state"]["query"]["query"]
    else:
        kql = json.loads(one["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])["query"]["query"]
    if not kql:
        return {"match_all": {}}
    lucene = kql.replace("not ", "NOT ").replace(" >= 2", ":>=2")
    return {"query_string": {"query": lucene}}


def _aggregation(column: Mapping[str, Any]) -> dict[str, Any] | None:
    operation, field = column["operationType"], column["sourceField"]
    return {
        "date_histogram": {
            "date_histogram": {"field": field, "calendar_interval": "day", "min_doc_count": 1}
        },
        "terms": {"terms": {"field": field, "size": 10}},
        "average": {"avg": {"field": field}},
        "sum": {"sum": {"field": field}},
        "max": {"max": {"field": field}},
        "unique_count": {"cardinality": {"field": field}},
        "count": None,
    }[operation]


@pytest.mark.usefixtures("prometheus")
def test_every_search_and_chart_of_kibana_finds_something(running: System) -> None:
    """Each query gives documents, each aggregation buckets or a figure, on the data of the archive."""
    running.client.indices.refresh(index="entente-*")
    samples = []
    for one in ASKED:
        layers = one["attributes"].get("state", {}).get("datasourceStates", {})
        columns = layers["formBased"]["layers"]["layer1"]["columns"] if layers else {}
        aggregations = {name: made for name, column in columns.items() if (made := _aggregation(column))}
        answer = running.client.search(
            index=_view_of(one), query=_query(one), aggs=aggregations or None, size=1, track_total_hits=True
        )
        total = answer["hits"]["total"]["value"]
        assert total > 0, one["id"]
        shown = ""
        for name, part in answer.get("aggregations", {}).items():
            if "buckets" in part:
                assert part["buckets"], (one["id"], name)
                shown = f"{len(part['buckets'])} values"
                if name == "x" and "key_as_string" not in part["buckets"][0]:
                    shown += f", first {part['buckets'][0]['key']} ({part['buckets'][0]['doc_count']})"
            else:
                assert part["value"] is not None, (one["id"], name)
                shown = f"{part['value']:.4g}"
        samples.append((one["attributes"]["title"], _view_of(one), total, shown))
    _write_sample("kibana", samples)


@pytest.mark.usefixtures("prometheus")
@pytest.mark.parametrize("one", ASKED, ids=lambda one: one["id"])
def test_every_field_of_kibana_is_there_and_fit_for_its_use(running: System, one: Mapping[str, Any]) -> None:
    """A column, or what a query names, is searchable; what is counted, split or averaged is aggregatable."""
    layers = one["attributes"].get("state", {}).get("datasourceStates", {})
    columns = layers["formBased"]["layers"]["layer1"]["columns"].values() if layers else ()
    counted = {column["sourceField"] for column in columns} - {"___records___"}
    fields = counted | set(one["attributes"].get("columns", ()))
    fields |= set(re.findall(r"entente(?:\.\w+)+", json.dumps(_query(one))))
    known = running.client.field_caps(index=_view_of(one), fields=sorted(fields))["fields"]
    assert fields <= set(known)
    for field, by_type in ((name, known[name]) for name in fields):
        assert all(kind["searchable"] for kind in by_type.values()), field
        assert field not in counted or all(kind["aggregatable"] for kind in by_type.values()), field


def _write_sample(name: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Write what was shown, where somebody asked for it, for docs/operating.md."""
    folder = os.environ.get("SAMPLES")
    if folder:
        text = "\n".join("| " + " | ".join("" if v is None else str(v) for v in row) + " |" for row in rows)
        (Path(folder) / f"{name}.md").write_text(text + "\n", encoding="utf-8")


class _Kibana(BaseHTTPRequestHandler):
    """What Kibana's import answers, as far as its documentation tells: Kibana itself can't be had here."""

    got: ClassVar[list[tuple[str, str | None, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, self.headers.get("kbn-xsrf"), body))
        status, answer = (
            (503, {"message": "not ready"})
            if self.path.startswith("/starting")
            else (200, {"success": True, "successCount": body.count(b"typeMigrationVersion")})
        )
        said = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


def test_the_built_objects_are_imported_by_the_api() -> None:
    """One request with the committed file, which replaces what stands; a Kibana that isn't ready is named."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Kibana)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    arguments = ["kibana", "import", str(DEPLOY / "kibana" / "entente.ndjson"), "--url"]
    done = CliRunner().invoke(app, [*arguments, url])
    early = CliRunner().invoke(app, [*arguments, f"{url}/starting"])
    server.shutdown()
    server.server_close()
    assert (done.exit_code, done.stdout) == (0, f"{len(OBJECTS)} objects in Kibana\n")
    path, guard, body = _Kibana.got[0]
    assert path == "/api/saved_objects/_import?overwrite=true"
    assert guard is not None
    assert (DEPLOY / "kibana" / "entente.ndjson").read_bytes() in body
    assert early.exit_code == 2
    assert "try again when it is ready" in " ".join(early.stderr.split())
    away = CliRunner().invoke(app, [*arguments, "http://127.0.0.1:1"])
    assert (away.exit_code, "set ENTENTE_KIBANA_URL" in " ".join(away.stderr.split())) == (2, True)
