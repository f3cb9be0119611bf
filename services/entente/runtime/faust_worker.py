"""The one safe way to run Faust: acknowledged by hand, in order, after every output is.

What goes wrong ends the process, uncommitted, and its supervisor starts it anew: an output that failed, an
offset that was skipped, commits that no longer move.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import faust
from faust.types import EventT, StreamT

from entente.contracts.errors import EntenteError, Transient
from entente.runtime.backoff import Backoff, BackoffPolicy
from entente.runtime.broker import Producer
from entente.runtime.budget import Budget
from entente.runtime.crash import Crash
from entente.runtime.faust_acks import Acknowledger, Contiguity, Handled
from entente.runtime.faust_app import Shard, build_app
from entente.runtime.faust_watch import Watch
from entente.runtime.logs import logger
from entente.runtime.outcomes import Rejected
from entente.runtime.process import Runtime
from entente.runtime.publish import Publisher, Sent
from entente.runtime.records import Outgoing, Record
from entente.runtime.settings import FaustSettings
from entente.runtime.stages import Map
from entente.runtime.vitals import Vitals

S = TypeVar("S", bound=FaustSettings)

DRAIN_S = 4.0
"""What acknowledging the rest may take when asked to stop; closing Faust may take as much again."""

_log = logger(__name__)


class WorkerFailed(EntenteError):
    """Faust itself has crashed."""


def run(runtime: Runtime[S], source: str, transform: Callable[[Record], Sequence[Outgoing]]) -> None:
    """Run a Faust worker over one topic until asked to stop.

    Args:
        runtime: the service's.
        source: the topic that is read, neither compacted nor transactional.
        transform: a pure function; what it raises on a record is that record's dead letter.
    """
    producer = runtime.broker.producer()
    try:
        asyncio.run(_Worker(runtime, source, Map(transform), producer).serve())
    finally:
        producer.close(1.0)


class _Worker:
    def __init__(self, runtime: Runtime[S], source: str, stage: Map, producer: Producer) -> None:
        policy = runtime.policy
        self._runtime = runtime
        self._source = source
        self._stage = stage
        self._budget = Budget(policy.budget)
        self._contiguity = Contiguity()
        self._publisher = Publisher(producer, runtime.metrics, service=runtime.name, trace=policy.trace)
        self._vitals = Vitals(runtime.metrics, runtime.clock, policy.gauge_s)
        self._acks = Acknowledger(
            self._publisher,
            Crash(policy.crash_before_commit_every, policy.crash_seed),
            self._send_dead,
            self._vitals.finished,
            policy.batch,
        )

    async def serve(self) -> None:
        """Start Faust, watch it, and stop it cleanly when asked to."""
        runtime = self._runtime
        app = build_app(runtime.settings, runtime.name)
        topics = runtime.broker.topics
        topic = app.topic(topics.physical(self._source), key_type=bytes, value_type=bytes, allow_empty=True)
        app.agent(topic, name=runtime.name)(self._agent)
        self._start_watch(app.conf.id)
        acks = asyncio.create_task(self._acks.run())
        start = asyncio.create_task(app.start())
        try:
            while not runtime.stop.asked:
                await asyncio.sleep(0.1)
                self._look_after(app, acks, start)
            if runtime.stop.failure is None:
                await asyncio.wait_for(self._acks.drained(), DRAIN_S)
        except TimeoutError:
            _log.warning("what was not acknowledged in time comes again")
        finally:
            acks.cancel()
            await self._close(app)

    def _start_watch(self, group: str) -> None:
        runtime = self._runtime
        shard = Shard(runtime.settings.shard, runtime.settings.shards)
        consumer = runtime.broker.consumer(group)
        places = [one for one in consumer.partitions_of(self._source) if shard.holds(one.number)]
        runtime.metrics.set("entente_partitions", len(places))
        watch = Watch(
            places, runtime.settings.stale_commit_s, runtime.clock, runtime.metrics, runtime.progress
        )
        watch.start(consumer, runtime.stop)

    def _look_after(self, app: faust.App, acks: "asyncio.Task[None]", start: "asyncio.Task[None]") -> None:
        """Fail when any part of the worker has."""
        for task in (acks, start):
            if task.done() and not task.cancelled() and task.exception() is not None:
                raise task.exception() or WorkerFailed("a task of the worker ended")
        if app.crashed or app.should_stop:
            raise WorkerFailed(f"Faust has crashed: {app.crash_reason!r}") from app.crash_reason

    async def _close(self, app: faust.App) -> None:
        try:
            await asyncio.wait_for(app.stop(), DRAIN_S)
        except (TimeoutError, asyncio.CancelledError):
            _log.warning("Faust did not stop in time")

    async def _agent(self, stream: StreamT[Any]) -> None:
        """Read raw events; nothing raised in here may reach Faust, which would go on without the event."""
        stream.enable_acks = False
        try:
            async for event in stream.events():
                if self._runtime.stop.asked:
                    break
                await self._handle(event)
        except Exception as error:  # noqa: BLE001 - handed to the main loop, which ends the process with it
            self._runtime.stop.fail(error)
        await asyncio.Event().wait()

    async def _handle(self, event: EventT[Any]) -> None:
        record = self._record(event.message)
        self._contiguity.see(record)
        self._vitals.read([record])
        first_at = self._runtime.clock.now()
        backoff = Backoff(BackoffPolicy())
        while True:
            try:
                sent = await asyncio.to_thread(self._work, record, first_at)
            except Transient as error:
                self._runtime.metrics.count("entente_retries_total", what="delivery")
                self._runtime.progress.waits_for("delivery", str(error))
                await asyncio.sleep(backoff.next_s())
            else:
                self._runtime.progress.has("delivery")
                break
        await self._acks.put(Handled(event, record, sent))

    def _work(self, record: Record, first_at: datetime) -> list[Sent]:
        outcome = self._publisher.checked(self._stage.one(record))
        self._budget.spend(1, int(isinstance(outcome, Rejected)), self._runtime.clock.monotonic())
        return self._publisher.send(record, outcome, attempts=1, first_at=first_at)

    def _send_dead(self, record: Record, why: Rejected) -> list[Sent]:
        return self._publisher.send(record, why, attempts=1, first_at=self._runtime.clock.now())

    def _record(self, message: Any) -> Record:  # noqa: ANN401 - Faust's own type
        headers = message.headers or ()
        return Record(
            self._runtime.broker.topics.logical(message.topic),
            message.partition,
            message.offset,
            message.key,
            message.value,
            tuple(
                (name, b"" if value is None else value)
                for name, value in (headers.items() if isinstance(headers, dict) else headers)
            ),
            int(message.timestamp * 1000),
        )
