"""The desk: Kafka and Elasticsearch -> pages, and acts -> Kafka, until asked to stop."""

import os
import secrets
import socket
import threading
from datetime import timedelta

import httpx
import uvicorn

from entente.contracts.errors import Misconfigured, Transient
from entente.desk.access.gate import Gate
from entente.desk.access.policy import LOOPBACK, Policy, Proxy
from entente.desk.access.sessions import Sessions
from entente.desk.access.users import UsersFile
from entente.desk.acts.ledger import Ledger
from entente.desk.acts.tally import BY
from entente.desk.children import Children
from entente.desk.live.reader import TOPICS as READ
from entente.desk.live.reader import Live, Reader
from entente.desk.live.stream import Stream
from entente.desk.pages.frame import Frame, Links
from entente.desk.settings import DeskSettings
from entente.desk.store.desk import Store
from entente.desk.store.dropped import Dropped
from entente.desk.store.index import Index
from entente.desk.web import build
from entente.detecting.standing import VERDICTS as VERDICT_VALUES
from entente.runtime.broker import Broker
from entente.runtime.logs import logger
from entente.runtime.metrics import Metric, Metrics
from entente.runtime.process import Runtime
from entente.runtime.search import connect

SERVICE = "desk"
TOPICS = READ
"""What the desk reads; it writes acts."""
TIMEOUT_SECONDS = 10
_ALERTMANAGER_EVERY = 10
"""Seconds between two looks whether Alertmanager answers."""

MOST_JUDGED = 2000
"""Rules, kinds and pairs that may be told apart: as many pairs as 60 powers make."""

VERDICTS = Metric(
    name="entente_verdicts",
    kind="gauge",
    help="Analysts' verdicts that hold, by rule, kind or pair.",
    labels={"verdict": VERDICT_VALUES, "by": BY, "of": None},
    most=MOST_JUDGED,
)
PRECISION = Metric(
    name="entente_verdict_precision_ratio",
    kind="gauge",
    help="Useful ones among the judged alerts of a rule, kind or pair; absent where none is judged.",
    labels={"by": BY, "of": None},
    most=MOST_JUDGED,
)
RECALL = Metric(
    name="entente_verdict_recall_ratio",
    kind="gauge",
    help="Useful ones among what should have been alerted, of a rule, kind or pair; absent where none is.",
    labels={"by": BY, "of": None},
    most=MOST_JUDGED,
)
STALE = Metric(
    name="entente_desk_stale",
    kind="gauge",
    help="1 while what the desk shows may be old, since Kafka does not answer; else 0.",
)
ALERTS = Metric(name="entente_desk_alerts", kind="gauge", help="Alerts on the live board.")
DECLARED = (VERDICTS, PRECISION, RECALL, STALE, ALERTS)

_log = logger(__name__)


def work(runtime: Runtime[DeskSettings]) -> None:
    """Serve pages until asked to stop; they say so when a server behind them is away."""
    settings = runtime.settings
    runtime.progress.waits_for("elasticsearch", "not asked yet")
    runtime.progress.waits_for("kafka", "not read yet")
    listening = listen(settings.desk_host, settings.desk_port)
    frame = assemble(settings, runtime)
    stream = Stream(frame.live)
    reader = Reader(
        frame.live,
        probe=lambda: probe(runtime.broker),
        broadcast=lambda fold: runtime.broadcast(READ, fold),
        fallback=frame.store.fill,
        progress=runtime.progress,
    )
    server = uvicorn.Server(
        uvicorn.Config(
            build(frame, stream),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            proxy_headers=False,
            server_header=False,
        )
    )
    threads = [
        threading.Thread(target=server.run, args=([listening],), name="pages", daemon=True),
        threading.Thread(target=reader.run, args=(runtime.stop,), name="board", daemon=True),
    ]
    for thread in threads:
        thread.start()
    host, port = listening.getsockname()[:2]
    _log.info("serving", url=f"http://{host}:{port}")
    try:
        _watch(runtime, frame, threads[0])
    finally:
        stream.close()
        server.should_exit = True
        frame.children.close()
        for thread in threads:
            thread.join(4)
        frame.ledger.close()


def assemble(settings: DeskSettings, runtime: Runtime[DeskSettings]) -> Frame:
    """Put the desk's parts together."""
    live, ledger = Live(), Ledger(runtime.broker)
    gate = Gate(
        policy_of(settings),
        Sessions(_secret(settings), timedelta(hours=settings.desk_session_hours)),
        None if settings.desk_users_file is None else UsersFile(settings.desk_users_file),
        live=live,
        ledger=ledger,
        clock=runtime.clock,
    )
    if settings.desk_users_file is not None:
        UsersFile(settings.desk_users_file).users()
    return Frame(
        Store(Index(connect(settings, TIMEOUT_SECONDS))),
        live,
        ledger,
        gate,
        clock=runtime.clock,
        children=Children(dict(os.environ), runtime.clock),  # noqa: TID251 - a child reads the same settings
        dropped=Dropped(runtime.broker, runtime.clock),
        links=Links(kibana=settings.kibana_url),
    )


def policy_of(settings: DeskSettings) -> Policy:
    """Give who is let in how, as the settings say it."""
    proxy = None
    if settings.desk_trusted_proxies:
        proxy = Proxy(
            peers=tuple(settings.desk_trusted_proxies),
            user_header=settings.desk_user_header,
            groups_header=settings.desk_groups_header,
            analysts=frozenset(settings.desk_analysts),
            admins=frozenset(settings.desk_admins),
        )
    return Policy(
        proxy=proxy,
        open_to=None if settings.asks_who else settings.desk_open_as,
        hosts=LOOPBACK | {settings.desk_host.lower(), *(name.lower() for name in settings.desk_hosts)},
        secure=settings.desk_secure_cookies,
        session=timedelta(hours=settings.desk_session_hours),
        per_second=settings.desk_requests_per_second,
    )


def probe(broker: Broker) -> None:
    """Look whether the broker answers and has the topics.

    Raises:
        Transient: it doesn't, or hasn't.
    """
    consumer = broker.consumer(None)
    try:
        missing = [topic for topic in READ if not consumer.partitions_of(topic)]
    finally:
        consumer.close(1.0)
    if missing:
        raise Transient(f"Kafka has no topic {missing[0]}; create it with `entente topics apply`")


def _secret(settings: DeskSettings) -> str:
    if settings.desk_secret is not None:
        return settings.desk_secret.get_secret_value()
    if settings.asks_who:
        _log.info("sessions end when this process does: ENTENTE_DESK_SECRET is not set")
    return secrets.token_urlsafe(32)


def _watch(runtime: Runtime[DeskSettings], frame: Frame, pages: threading.Thread) -> None:
    seconds = 0
    while pages.is_alive() and not runtime.stop.wait(1.0):
        runtime.progress.beat()
        frame.troubles.search = frame.store.index.ready()
        if runtime.settings.alertmanager_url and seconds % _ALERTMANAGER_EVERY == 0:
            frame.troubles.alertmanager = _alertmanager(runtime.settings.alertmanager_url)
        for name, trouble in (("elasticsearch", frame.troubles.search), ("kafka", frame.live.trouble)):
            if trouble is None:
                runtime.progress.has(name)
            else:
                runtime.progress.waits_for(name, trouble)
        measure(runtime.metrics, frame.live)
        frame.watchlist()  # reading a new version takes seconds: no page should wait for it
        seconds += 1
    if not runtime.stop.asked:
        raise RuntimeError("the thread that serves pages has ended")


def measure(metrics: Metrics, live: Live) -> None:
    """Set the desk's gauges from what the board knows."""
    metrics.set(STALE.name, float(live.trouble is not None))
    metrics.set(ALERTS.name, len(live.board))
    told: dict[str, list[dict[str, str]]] = {VERDICTS.name: [], PRECISION.name: [], RECALL.name: []}

    def tell(metric: Metric, value: float, **labels: str) -> None:
        metrics.set(metric.name, value, **labels)
        told[metric.name].append(labels)

    for by, counts in live.board.tally().items():
        for name, counted in counts.items():
            for verdict in VERDICT_VALUES:
                tell(VERDICTS, getattr(counted, verdict), verdict=verdict, by=by, of=name)
            for metric, ratio in ((PRECISION, counted.precision), (RECALL, counted.recall)):
                if ratio is not None:
                    tell(metric, ratio, by=by, of=name)
    for metric_name, wanted in told.items():
        metrics.retain(metric_name, wanted)


def _alertmanager(url: str) -> str | None:
    try:
        httpx.get(f"{url.rstrip('/')}/-/healthy", timeout=2.0, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        return f"Alertmanager at {url} does not answer ({error})"
    return None


def listen(host: str, port: int) -> socket.socket:
    """Listen; every answer goes out at once.

    An answer is two writes, and asyncio leaves Nagle's algorithm on for a socket that was made before it: the
    second would wait 40 ms for the browser's delayed acknowledgement.

    Raises:
        Misconfigured: the address is not to be had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.create_server((host, port), family=family)
    except OSError as error:
        raise Misconfigured(
            f"the desk can't listen on {host}:{port} ({error.strerror}): "
            "set ENTENTE_DESK_PORT, 0 for any free port"
        ) from error
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
