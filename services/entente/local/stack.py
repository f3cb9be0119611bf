"""The local stack: one Kafka and one Elasticsearch, started together, waited for, and stopped."""

import signal
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec
from rich.console import Console

from entente.contracts.errors import EntenteError, Misconfigured, Transient
from entente.local import broker, search
from entente.local.artifacts import ELASTICSEARCH_VERSION, KAFKA_VERSION, Software, fetch
from entente.local.broker import Broker
from entente.local.ports import Reservation
from entente.local.search import SearchNode
from entente.local.state import ServerState, StackState, now, try_lock, write_state
from entente.local.supervision import Supervision

TAIL_LINES = 20
POLL_SECONDS = 0.1
PORT_TRIES = 3
PORT_TAKEN = "Address already in use"

Server = Broker | SearchNode


class StackOptions(msgspec.Struct, frozen=True):
    """What may be chosen: heaps in MB, the time both servers may take to answer, where artifacts are kept.

    A mirror is the address of a Maven repository to use instead of the central one. A steady stack uses
    all of Java's compilers, as servers do that stay up for days.
    """

    cache: Path = Path("~/.cache/entente")
    mirror: str | None = None
    kafka_heap_mb: int = 384
    elasticsearch_heap_mb: int = 768
    ready_within_seconds: float = 180.0
    steady: bool = False


DEFAULTS = StackOptions()


class _PortLostError(Transient):
    """Between the choice of a port and the server's start another program took it."""


class LocalStack:
    """A running Kafka and Elasticsearch whose data lie in one folder; a context manager that stops them."""

    def __init__(
        self, folder: Path, supervision: Supervision, kafka: Broker, elasticsearch: SearchNode
    ) -> None:
        """Take the parts; use `LocalStack.start`."""
        self.folder = folder
        self._supervision = supervision
        self._servers: dict[str, Server] = {broker.NAME: kafka, search.NAME: elasticsearch}
        self._started_at = now()
        self._timeout = DEFAULTS.ready_within_seconds

    @classmethod
    def start(
        cls, folder: Path, options: StackOptions = DEFAULTS, console: Console | None = None
    ) -> "LocalStack":
        """Start both servers from a folder, which keeps their data, and wait until both answer.

        Raises:
            Misconfigured: a stack already runs from the folder, or it can't be used.
            Transient: a download failed, or a server did not come up; the end of its log is in the message.
        """
        console = console or Console(stderr=True)
        folder = folder.expanduser().resolve()
        cache = options.cache.expanduser().resolve()
        software = fetch(cache, console, options.mirror)
        with console.status("Starting Kafka and Elasticsearch"):
            for _ in range(PORT_TRIES - 1):
                try:
                    return cls._start_once(folder, software, options)
                except _PortLostError:
                    continue
            return cls._start_once(folder, software, options)

    @classmethod
    def _start_once(cls, folder: Path, software: Software, options: StackOptions) -> "LocalStack":
        lock = _claim(folder)
        ports = Reservation()
        try:
            kafka, elasticsearch = _servers(folder, software, options, ports)
        except OSError as error:
            ports.close()
            lock.close()
            raise Misconfigured(f"{error}: stop what listens there.") from error
        stack = cls(folder, Supervision(folder, lock, ports), kafka, elasticsearch)
        stack._timeout = options.ready_within_seconds
        try:
            stack._bring_up()
        except OSError as error:
            stack.stop()
            raise Misconfigured(f"the folder {folder} can't be used: {error}.") from error
        except BaseException:
            stack.stop()
            raise
        return stack

    @property
    def bootstrap_servers(self) -> str:
        """Where Kafka listens, as host:port."""
        return self._servers[broker.NAME].address

    @property
    def elasticsearch_url(self) -> str:
        """Where Elasticsearch listens."""
        return self._servers[search.NAME].address

    def kill_broker(self) -> None:
        """SIGKILL Kafka and wait until it is gone."""
        self._kill(broker.NAME)

    def restart_broker(self) -> None:
        """Start Kafka again, on the same port and data, until it answers (killed first if it runs)."""
        self._restart(broker.NAME)

    def pause_broker(self) -> None:
        """SIGSTOP Kafka: it keeps its connections and says nothing."""
        self._supervision.signal(broker.NAME, signal.SIGSTOP)

    def resume_broker(self) -> None:
        """Let a paused Kafka go on."""
        self._supervision.signal(broker.NAME, signal.SIGCONT)

    def kill_elasticsearch(self) -> None:
        """SIGKILL Elasticsearch and wait until it is gone."""
        self._kill(search.NAME)

    def restart_elasticsearch(self) -> None:
        """Start Elasticsearch again, on the same port and data, and wait until it answers."""
        self._restart(search.NAME)

    def pause_elasticsearch(self) -> None:
        """SIGSTOP Elasticsearch: it keeps its connections and says nothing."""
        self._supervision.signal(search.NAME, signal.SIGSTOP)

    def resume_elasticsearch(self) -> None:
        """Let a paused Elasticsearch go on."""
        self._supervision.signal(search.NAME, signal.SIGCONT)

    def detach(self) -> None:
        """Leave the servers running when this process ends; `entente local down` stops them."""
        self._supervision.detach()

    def stop(self) -> None:
        """Stop both servers; their data stay. Does nothing the second time."""
        self._supervision.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _bring_up(self) -> None:
        self._record(ready=False)
        for server in self._servers.values():
            server.log.unlink(missing_ok=True)
        # Elasticsearch first: it takes longest, and Kafka's preparation may run a Java of its own.
        for name in (search.NAME, broker.NAME):
            self._servers[name].prepare()
            self._supervision.start(self._servers[name].launch())
        self._record(ready=False)
        self._await_answers(*self._servers)
        self._record(ready=True)

    def _kill(self, name: str) -> None:
        self._supervision.signal(name, signal.SIGKILL)
        self._supervision.await_end(name)
        self._record(ready=True)

    def _restart(self, name: str) -> None:
        self._supervision.poll()
        if name in self._supervision.processes:
            self._kill(name)
        self._supervision.start(self._servers[name].launch())
        self._await_answers(name)
        self._record(ready=True)

    def _await_answers(self, *names: str) -> None:
        waiting = set(names)
        deadline = time.monotonic() + self._timeout
        while waiting:
            self._supervision.poll(POLL_SECONDS)
            for name in tuple(waiting):
                if name in self._supervision.endings:
                    raise self._failure(
                        name, f"ended while starting (code {self._supervision.endings[name]})"
                    )
                if self._servers[name].answers():
                    waiting.discard(name)
                elif time.monotonic() > deadline:
                    raise self._failure(name, f"did not answer within {self._timeout:.0f} s")

    def _failure(self, name: str, what: str) -> EntenteError:
        log = self._servers[name].log
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        tail = "\n".join(["", *lines[-TAIL_LINES:]])
        kind = _PortLostError if any(PORT_TAKEN in line for line in lines) else Transient
        return kind(f"{name} {what}; the last lines of {log}:{tail}")

    def _record(self, *, ready: bool) -> None:
        versions = {broker.NAME: KAFKA_VERSION, search.NAME: ELASTICSEARCH_VERSION}
        servers = tuple(
            ServerState(
                name=name,
                version=versions[name],
                address=server.address,
                process=self._supervision.processes.get(name),
                log=str(server.log),
            )
            for name, server in self._servers.items()
        )
        state = StackState(
            bootstrap_servers=self.bootstrap_servers,
            elasticsearch_url=self.elasticsearch_url,
            started_at=self._started_at,
            ready=ready,
            supervisor=self._supervision.process,
            servers=servers,
        )
        write_state(self.folder, state)


def _claim(folder: Path) -> IO[str]:
    """Make the folder and lock it for this stack."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = try_lock(folder)
    except OSError as error:
        raise Misconfigured(
            f"the folder {folder} can't be used ({error.strerror}): mend that or name another with --folder."
        ) from error
    if lock is None:
        raise Misconfigured(f"a local stack already runs from {folder}: `entente local down` stops it.")
    return lock


def _servers(
    folder: Path, software: Software, options: StackOptions, ports: Reservation
) -> tuple[Broker, SearchNode]:
    """Both servers with the ports they will listen on: the usual ones where free."""
    kafka = Broker(
        folder=folder / "kafka",
        classpath=software.kafka_classpath,
        port=ports.take(broker.USUAL_PORT),
        controller_port=ports.take(broker.USUAL_CONTROLLER_PORT),
        heap_mb=options.kafka_heap_mb,
        steady=options.steady,
    )
    elasticsearch = SearchNode(
        folder=folder / "elasticsearch",
        home=software.elasticsearch_home,
        port=ports.take(search.USUAL_PORT),
        transport_port=ports.take(search.USUAL_TRANSPORT_PORT),
        heap_mb=options.elasticsearch_heap_mb,
        steady=options.steady,
    )
    return kafka, elasticsearch
