"""A desk without its process: the pages over a real Elasticsearch, its acts on the broker in memory."""

import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import uvicorn
from elasticsearch import Elasticsearch
from starlette.testclient import TestClient

from entente.contracts.alerts import Act, Alert
from entente.contracts.codec import decode
from entente.desk.access.gate import Gate
from entente.desk.access.policy import LOOPBACK, Policy
from entente.desk.access.sessions import Sessions
from entente.desk.access.users import Token, User, Users, UsersFile, hash_password, hash_token
from entente.desk.acts.ledger import Ledger
from entente.desk.acts.roles import ROLES
from entente.desk.app import listen, probe
from entente.desk.children import Children
from entente.desk.live.reader import TOPICS as READ
from entente.desk.live.reader import Live, Reader
from entente.desk.live.stream import Stream
from entente.desk.pages.frame import Frame, Links
from entente.desk.store.desk import Store
from entente.desk.store.dropped import Dropped
from entente.desk.store.index import Index
from entente.desk.web import build
from entente.local.stack import LocalStack
from entente.runtime.broadcast import Broadcast
from entente.runtime.broker import Producer
from entente.runtime.clock import Clock, SystemClock
from entente.runtime.declared import RUNTIME
from entente.runtime.kafka import KafkaBroker
from entente.runtime.memory import MemoryBroker
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress, Stop
from entente.runtime.settings import RuntimeSettings
from entente.runtime.topics import manifests
from support import own_topics

PASSWORD = "correct horse battery"  # noqa: S105 - a test's
HERE = "http://127.0.0.1"
IMPATIENT_S = 20.0
"""Long enough for a busy machine."""
OPEN = Policy(open_to="duty-desk", hosts=LOOPBACK, per_second=10_000.0)
CLOSED = Policy(hosts=LOOPBACK, per_second=10_000.0)


@dataclass
class Desk:
    """The desk's parts, and browsers on it."""

    client: Elasticsearch
    policy: Policy = OPEN
    users: Path | None = None
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        self.broker = MemoryBroker(manifests(), self.clock)
        self.live = Live()
        self.live.show(self.live.board)
        self.live.trouble = None
        self.ledger = Ledger(self.broker)
        gate = Gate(
            self.policy,
            Sessions("s" * 32, timedelta(hours=12)),
            None if self.users is None else UsersFile(self.users),
            live=self.live,
            ledger=self.ledger,
            clock=self.clock,
        )
        node = next(iter(self.client.transport.node_pool.all()))
        self.frame = Frame(
            Store(Index(self.client)),
            self.live,
            self.ledger,
            gate,
            clock=self.clock,
            children=Children({"ENTENTE_ELASTICSEARCH_URL": node.base_url}, self.clock),
            dropped=Dropped(self.broker, self.clock),
            links=Links(kibana="https://kibana.example"),
        )
        self.stream = Stream(self.live)
        self.app = build(self.frame, self.stream)

    def browser(self, peer: str = "127.0.0.1", **headers: str) -> TestClient:
        """Open a browser that keeps cookies and follows redirects."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return TestClient(
            self.app, base_url=HERE, headers=named, client=(peer, 40_000), raise_server_exceptions=False
        )

    def hear(self, alerts: Sequence[Alert]) -> None:
        """Put alerts on the live board."""
        for alert in alerts:
            self.live.board.hear(alert, self.clock.now())

    def acts(self) -> list[Act]:
        """List what was written to the topic of acts."""
        return [decode(Act, record.value) for record in self.broker.records("acts")]


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """Serve a desk on a port of its own; gives its address."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(desk.app, log_config=None, access_log=False, timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        desk.stream.close()
        server.should_exit = True
        thread.join(10)


def until(reached: Callable[[], bool], within_s: float = IMPATIENT_S) -> None:
    """Wait until something is reached."""
    last = time.monotonic() + within_s
    while not reached():
        assert time.monotonic() < last
        time.sleep(0.02)


def topics_read(stack: LocalStack) -> tuple[str, KafkaBroker]:
    """Make the topics that a desk reads anew on the real broker; gives their prefix, and a way there."""
    prefix = f"d{uuid.uuid4().hex[:8]}-"
    declared = {name: one for name, one in manifests().items() if name in READ}
    settings = RuntimeSettings(bootstrap_servers=stack.bootstrap_servers, topic_prefix=prefix)
    return prefix, own_topics.made(settings, declared, "desk")


@contextmanager
def fed_by_kafka(desk: Desk, stack: LocalStack) -> Iterator[tuple[str, Producer]]:
    """Keep a desk's board from topics of its own on the real broker; gives their prefix and who writes."""
    clock = SystemClock()
    prefix, broker = topics_read(stack)
    stop, progress = Stop(clock), Progress(clock)
    reader = Reader(
        desk.live,
        probe=lambda: probe(broker),
        broadcast=lambda fold: Broadcast(broker, READ, fold, metrics=Metrics(RUNTIME), progress=progress),
        fallback=lambda _: None,
        progress=progress,
    )
    desk.live.trouble = "not read yet"
    thread = threading.Thread(target=reader.run, args=(stop,), daemon=True)
    thread.start()
    producer = broker.producer()
    try:
        until(lambda: desk.live.trouble is None)
        yield prefix, producer
    finally:
        stop.ask()
        thread.join(10)
        producer.close(1)


def form_token(page: httpx.Response) -> str:
    """Find the token that a page's forms bring back."""
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)
    assert found is not None, page.text[:2000]
    return found[1]


def send(browser: TestClient, page: str, action: str, **fields: str) -> httpx.Response:
    """Load a page, fill in one of its forms and send it."""
    fields["form_token"] = form_token(browser.get(page))
    answer: httpx.Response = browser.post(action, data=fields)
    return answer


def login(browser: TestClient, name: str, password: str = PASSWORD) -> httpx.Response:
    """Log in."""
    return send(browser, "/login", "/login", name=name, password=password, next="/")


def users_file(folder: Path, secret: str = "entente_secret") -> Path:  # noqa: S107 - a test's
    """Write a file with a user of each role, named after it, and a token of each."""
    hashed = hash_password(PASSWORD)
    file = folder / "users.yaml"
    UsersFile(file).write(
        Users(
            users=tuple(User(name=role, role=role, password=hashed) for role in ROLES),
            tokens=tuple(
                Token(name=f"{role}-program", role=role, sha256=hash_token(f"{secret}_{role}"))
                for role in ROLES
            ),
        )
    )
    return file


def written(desk: Desk, count: int) -> list[Act]:
    """Wait for acts that no page waits for: logins, refusals."""
    for _ in range(500):
        if len(desk.acts()) >= count:
            break
        time.sleep(0.01)
    return desk.acts()
