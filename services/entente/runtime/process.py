"""How every service's process begins and ends: settings, logs, health page, connections, work, exit code.

0  asked to stop, and done        1  something unforeseen: the trace is in the log, start it again
2  misconfigured: one sentence    3  the budget for rejects is spent: a person should look
"""

import platform
import signal
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from importlib import metadata, util
from typing import Generic, NoReturn, TypeVar

from entente.contracts.errors import Misconfigured, Transient
from entente.runtime.backoff import Backoff, BackoffPolicy
from entente.runtime.broadcast import Broadcast
from entente.runtime.broker import Broker, Consumer
from entente.runtime.budget import BudgetPolicy, BudgetSpent
from entente.runtime.clock import Clock, SystemClock
from entente.runtime.consume import Loop, Policy
from entente.runtime.declared import RUNTIME
from entente.runtime.garbage import collect_seldom
from entente.runtime.health import HealthServer
from entente.runtime.kafka import KafkaBroker
from entente.runtime.logs import logger, set_up
from entente.runtime.metrics import Metric, Metrics
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Record
from entente.runtime.settings import RuntimeSettings, read_settings
from entente.runtime.spans import Spans
from entente.runtime.stages import Stage
from entente.runtime.topics import Topics, manifests

S = TypeVar("S", bound=RuntimeSettings)
A = TypeVar("A")

_log = logger(__name__)


class Runtime(Generic[S]):
    """What a service is given to do its work with."""

    def __init__(  # noqa: PLR0913 - all that a service stands on, by name
        self,
        name: str,
        settings: S,
        broker: Broker,
        *,
        clock: Clock,
        metrics: Metrics,
        progress: Progress,
        stop: Stop,
        spans: Spans | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.broker = broker
        self.clock = clock
        self.metrics = metrics
        self.progress = progress
        self.stop = stop
        self.spans = spans

    @property
    def group(self) -> str:
        """Name the service's consumer group."""
        return self.settings.group_id or self.name

    @property
    def policy(self) -> Policy:
        """Give the loop's policy, as the settings say it."""
        return policy(self.settings)

    def consume(self, topics: Collection[str], stage: Stage, loop: Policy | None = None) -> None:
        """Run the consumer loop until asked to stop."""
        producer = self.wait_for("kafka", self.broker.producer)
        try:
            Loop(
                self.wait_for("kafka", self._consumer),
                producer,
                stage,
                service=self.name,
                policy=loop or self.policy,
                clock=self.clock,
                metrics=self.metrics,
                progress=self.progress,
                spans=self.spans,
            ).run(topics, self.stop)
        finally:
            producer.close(1.0)

    def _consumer(self) -> Consumer:
        return self.broker.consumer(self.group, self.settings.group_instance_id)

    def broadcast(self, topics: Collection[str], fold: Callable[[Record], None]) -> Broadcast:
        """Make a reader of whole topics."""
        return Broadcast(self.broker, topics, fold, metrics=self.metrics, progress=self.progress)

    def wait_for(self, what: str, probe: Callable[[], A]) -> A:
        """Try until it succeeds; a `Transient` says what is not there yet, in one sentence.

        Raises:
            Stopped: asked to stop before it did.
        """
        backoff = Backoff(BackoffPolicy(first_s=0.5, most_s=15.0))
        while True:
            try:
                found = probe()
            except Transient as error:
                delay_s = backoff.next_s()
                _log.warning(f"{error}; next try in {delay_s:.1f} s")
                self.metrics.count("entente_retries_total", what="connect")
                self.progress.waits_for(what, str(error))
                self.progress.beat()
                if self.stop.wait(delay_s):
                    raise Stopped(f"asked to stop while waiting for {what}") from error
            else:
                self.progress.has(what)
                return found


class Stopped(Exception):
    """Asked to stop before the work began."""


def policy(settings: RuntimeSettings) -> Policy:
    """Give the loop's policy, as the settings say it."""
    return Policy(
        batch=settings.batch,
        trace=settings.trace,
        budget=budget_policy(settings),
        crash_before_commit_every=settings.crash_before_commit_every,
        crash_seed=settings.crash_seed,
    )


def budget_policy(settings: RuntimeSettings) -> BudgetPolicy:
    """Give the budget for rejects, as the settings say it."""
    return BudgetPolicy(
        rejects=settings.reject_limit,
        per_records=settings.reject_window,
        per_minute=settings.reject_per_minute,
    )


def main(
    name: str,
    kind: type[S],
    work: Callable[[Runtime[S]], None],
    *,
    declared: Sequence[Metric] = (),
    topics: Collection[str] = (),
) -> NoReturn:
    """Run a service until it is asked to stop, and end the process.

    Args:
        name: the service's, as manifests and logs know it.
        kind: its settings class.
        work: what it does; it returns when `runtime.stop` is asked.
        declared: its own metrics, beside the runtime's.
        topics: those that must exist before it begins; without any, the broker isn't waited for.
    """
    sys.exit(run(name, kind, work, declared=declared, topics=topics))


def run(
    name: str,
    kind: type[S],
    work: Callable[[Runtime[S]], None],
    *,
    declared: Sequence[Metric] = (),
    topics: Collection[str] = (),
) -> int:
    """Run a service until it is asked to stop; gives the exit code."""
    collect_seldom()
    try:
        settings = read_settings(kind)
        set_up(name, version(), settings.log_level, settings.log_format)
        return _run(name, settings, work, declared, topics)
    except Misconfigured as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201 - logs may not be set up yet
        return 2


def _run(
    name: str,
    settings: S,
    work: Callable[[Runtime[S]], None],
    declared: Sequence[Metric],
    topics: Collection[str],
) -> int:
    if util.find_spec("crc32c") is None:
        raise Misconfigured(
            "the package crc32c is missing: Kafka would be 20 times slower; install entente[runtime]"
        )
    clock = SystemClock()
    stop = Stop(clock)
    _stop_on_signals(stop)
    metrics = Metrics((*RUNTIME, *declared))
    metrics.set("entente_build_info", 1, service=name, version=version(), python=platform.python_version())
    progress = Progress(clock, settings.liveness_grace_s)
    health = HealthServer(settings.health_host, settings.health_port, progress, metrics)
    _log.info("started", health=health.url, version=version())
    spans = None if not settings.otlp_endpoint else Spans(settings.otlp_endpoint, name, version(), clock)
    broker = KafkaBroker(
        settings, Topics(manifests(), settings.topic_names, settings.topic_prefix), clock, name
    )
    runtime = Runtime(
        name, settings, broker, clock=clock, metrics=metrics, progress=progress, stop=stop, spans=spans
    )
    try:
        if topics:
            runtime.wait_for("kafka", lambda: broker.probe(topics))
        progress.has("start")
        _work(runtime, work)
    except Stopped:
        pass
    except Misconfigured:
        raise
    except BudgetSpent as error:
        _log.critical("stopped", why=str(error))
        return 3
    except Exception as error:  # noqa: BLE001 - the end of every process: the trace goes to the log
        _log.exception("ended by what was not foreseen; nothing uncommitted is lost", error=error)
        return 1
    finally:
        health.close()
        if spans is not None:
            spans.close()
    _log.info("stopped")
    return 0


def _work(runtime: Runtime[S], work: Callable[[Runtime[S]], None]) -> None:
    work(runtime)
    if runtime.stop.failure is not None:
        raise runtime.stop.failure


def version() -> str:
    """Say which version runs."""
    return metadata.version("entente")


def _stop_on_signals(stop: Stop) -> None:
    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: stop.ask())
