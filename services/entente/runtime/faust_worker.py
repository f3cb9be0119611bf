"""The one safe way to run Faust: acknowledged by hand, in order, after every output is.

What goes wrong ends the process, uncommitted, and its supervisor starts it anew: an output that failed, an
offset that was skipped, commits that no longer move.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import faust
from faust.types import EventT, StreamT

from entente.contracts.errors import EntenteError, Misconfigured, Transient
from entente.runtime.backoff import Backoff, BackoffPolicy
from entente.runtime.broker import Producer
from entente.runtime.budget import Budget
from entente.runtime.crash import Crash
from entente.runtime.faust_acks import Acknowledger, Contiguity, Handled
from entente.runtime.faust_app import Shard, build_app
from entente.runtime.faust_watch import Alone, Watch
from entente.runtime.logs import logger
from entente.runtime.outcomes import Outcome, Rejected
from entente.runtime.process import Runtime
from entente.runtime.publish import Publisher, Sent
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.settings import FaustSettings
from entente.runtime.stages import Map
from entente.runtime.vitals import Vitals

S = TypeVar("S", bound=FaustSettings)
R = TypeVar("R")

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

    Raises:
        Misconfigured: the shard holds no partition.
    """
    begin = runtime.wait_for("kafka", partial(_watch, runtime, source))
    producer = runtime.wait_for("kafka", runtime.broker.producer)
    try:
        asyncio.run(_Worker(runtime, source, Map(transform), producer, begin).serve())
    finally:
        producer.close(1.0)


def _watch(runtime: Runtime[S], source: str) -> Mapping[Partition, int]:
    """Start watching over the shard's commits; gives where each of its partitions goes on."""
    shard = Shard(runtime.settings.shard, runtime.settings.shards)
    consumer = runtime.broker.consumer(shard.group(runtime.group))
    everything = consumer.partitions_of(source)
    places = [one for one in everything if shard.holds(one.number)]
    if everything and not places:
        raise Misconfigured(
            f"shard {shard.number} of {shard.of} holds none of the {len(everything)} partitions of {source}:"
            f" set ENTENTE_SHARDS to {len(everything)} at most"
        )
    begin = {**consumer.beginning_offsets(places), **consumer.committed(places)}
    runtime.metrics.set("entente_partitions", len(places))
    watch = Watch(places, runtime.settings.stale_commit_s, runtime.clock, runtime.metrics, runtime.progress)
    watch.start(consumer, runtime.stop)
    return begin


class _Worker:
    def __init__(
        self,
        runtime: Runtime[S],
        source: str,
        stage: Map,
        producer: Producer,
        begin: Mapping[Partition, int],
    ) -> None:
        policy = runtime.policy
        self._runtime = runtime
        self._source = source
        self._stage = stage
        self._budget = Budget(policy.budget)
        self._contiguity = Contiguity(begin)
        self._publisher = Publisher(
            producer, runtime.metrics, service=runtime.name, trace=policy.trace, spans=runtime.spans
        )
        self._vitals = Vitals(runtime.metrics, runtime.clock, policy.gauge_s)
        self._inbox: asyncio.Queue[EventT[Any]] = asyncio.Queue(policy.batch)
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
        self._vitals.expect([self._source])
        app = build_app(runtime.settings, runtime.name)
        topics = runtime.broker.topics
        topic = app.topic(topics.physical(self._source), key_type=bytes, value_type=bytes, allow_empty=True)
        app.agent(topic, name=runtime.name)(self._agent)
        alone = Alone(app.conf.id)
        tasks = [asyncio.create_task(one) for one in (self._handle_on(), self._acks.run(), app.start())]
        try:
            while not runtime.stop.asked:
                await asyncio.sleep(0.1)
                self._look_after(app, tasks)
                alone.see(app.rebalancing_count, runtime.clock.monotonic())
            if runtime.stop.failure is None:
                tasks[0].cancel()
                await asyncio.wait_for(self._acks.drained(), DRAIN_S)
        except TimeoutError:
            _log.warning("what was not acknowledged in time comes again")
        finally:
            for task in tasks:
                task.cancel()
            await self._close(app)

    def _look_after(self, app: faust.App, tasks: "Sequence[asyncio.Task[None]]") -> None:
        """Fail when any part of the worker has."""
        for task in tasks:
            error = task.exception() if task.done() and not task.cancelled() else None
            if error is not None:
                raise error
        if app.crashed or app.should_stop:
            raise WorkerFailed(f"Faust has crashed: {app.crash_reason!r}") from app.crash_reason

    async def _close(self, app: faust.App) -> None:
        try:
            await asyncio.wait_for(app.stop(), DRAIN_S)
        except (TimeoutError, asyncio.CancelledError):
            _log.warning("Faust did not stop in time")

    async def _agent(self, stream: StreamT[Any]) -> None:
        """Take raw events; nothing raised in here may reach Faust, which would go on without the event."""
        stream.enable_acks = False
        async for event in stream.events():
            await self._inbox.put(event)

    async def _handle_on(self) -> None:
        """Handle all events that have come, in their order, for ever.

        Raises:
            Skipped: Faust has dropped one.
            BudgetSpent: too many are rejected.
        """
        while True:
            events = [await self._inbox.get()]
            while not self._inbox.empty() and len(events) < self._runtime.settings.batch:
                events.append(self._inbox.get_nowait())
            records = [self._record(event.message) for event in events]
            for record in records:
                self._contiguity.see(record)
            self._vitals.read(records)
            outcomes = await self._insist(partial(self._judge, records))
            self._spend(outcomes)
            sent = await self._insist(partial(self._send, records, outcomes))
            for event, record, one in zip(events, records, sent, strict=True):
                await self._acks.put(Handled(event, record, one))

    async def _insist(self, work: Callable[[], list[R]]) -> list[R]:
        """Do work away from the event loop, again from its beginning while something is not ready for it."""
        backoff = Backoff(BackoffPolicy())
        while True:
            try:
                done = await asyncio.to_thread(work)
            except Transient as error:
                self._runtime.metrics.count("entente_retries_total", what="delivery")
                self._runtime.progress.waits_for("delivery", str(error))
                await asyncio.sleep(backoff.next_s())
            else:
                self._runtime.progress.has("delivery")
                return done

    def _judge(self, records: Sequence[Record]) -> list[Outcome]:
        return [self._publisher.checked(one) for one in self._stage.attempt(records)]

    def _spend(self, outcomes: Sequence[Outcome]) -> None:
        rejects = sum(isinstance(one, Rejected) for one in outcomes)
        self._budget.spend(len(outcomes), rejects, self._runtime.clock.monotonic())

    def _send(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> list[list[Sent]]:
        now = self._runtime.clock.now()
        return [
            self._publisher.send(record, outcome, attempts=1, first_at=now)
            for record, outcome in zip(records, outcomes, strict=True)
        ]

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
