"""The one consumer loop: poll, attempt, await all outputs, commit; nothing is acknowledged sooner.

`Reject`, or a bug on one item -> dead letter, against the budget
`Transient`                    -> partitions paused, polling goes on, jittered backoff, no commit
anything else                  -> out of the loop, uncommitted
"""

from collections.abc import Collection, Sequence

import msgspec

from entente.contracts.errors import Transient
from entente.runtime.backoff import Backoff, BackoffPolicy
from entente.runtime.broker import CommitRefused, Consumer, Producer, deliver, settle
from entente.runtime.budget import Budget, BudgetPolicy
from entente.runtime.catchup import CatchUp
from entente.runtime.clock import Clock
from entente.runtime.crash import Crash
from entente.runtime.hand import Hand
from entente.runtime.logs import logger
from entente.runtime.metrics import Metrics
from entente.runtime.outcomes import DONE, Later, Outcome, Rejected
from entente.runtime.progress import Progress, Stop
from entente.runtime.publish import Publisher
from entente.runtime.records import Outgoing, Partition, Record
from entente.runtime.spans import Spans
from entente.runtime.stages import Stage
from entente.runtime.vitals import Vitals

CLOSE_S = 5.0
"""What closing may take of the ten seconds in which a stopped service is gone."""

_log = logger(__name__)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How the loop behaves."""

    batch: int = 200
    poll_s: float = 0.5
    tick_s: float = 1.0
    gauge_s: float = 5.0
    trace: bool = False
    budget: BudgetPolicy = BudgetPolicy()
    backoff: BackoffPolicy = BackoffPolicy()
    crash_before_commit_every: int = 0
    crash_seed: int = 0


class Loop:
    """Runs a stage over what a consumer reads. One thread uses it."""

    def __init__(  # noqa: PLR0913 - all that a loop stands on, by name
        self,
        consumer: Consumer,
        producer: Producer,
        stage: Stage,
        *,
        service: str,
        policy: Policy,
        clock: Clock,
        metrics: Metrics,
        progress: Progress,
        spans: Spans | None = None,
    ) -> None:
        self._consumer = consumer
        self._producer = producer
        self._stage = stage
        self._policy = policy
        self._clock = clock
        self._progress = progress
        self._publisher = Publisher(producer, metrics, service=service, trace=policy.trace, spans=spans)
        self._vitals = Vitals(metrics, clock, policy.gauge_s)
        self._budget = Budget(policy.budget)
        self._backoff = Backoff(policy.backoff)
        self._crash = Crash(policy.crash_before_commit_every, policy.crash_seed)
        self._catchup = CatchUp(consumer)
        self._hand = Hand()
        self._owed: Sequence[Outgoing] = ()
        self._done: dict[Partition, int] = {}
        self._retry_at: float | None = None
        self._next_tick = clock.monotonic()
        self._stop: Stop | None = None
        self._give_up_at: float | None = None

    def run(self, topics: Collection[str], stop: Stop) -> None:
        """Read until asked to stop; what is done is committed then, what is not comes again.

        Raises:
            BudgetSpent: too much was rejected.
            Misconfigured: the broker forbids what is asked of it.
        """
        self._stop = stop
        self.begin(topics)
        try:
            while not stop.asked:
                self.step()
        finally:
            self.end()

    def drain(self, topics: Collection[str]) -> None:
        """Read until nothing lies ahead, then leave the group: for the broker in memory."""
        self.begin(topics)
        self.step()
        while self._open() or any(self._consumer.lag().values()):
            self.step()
        self._next_tick = self._clock.monotonic()
        self.step()
        self.end()

    def begin(self, topics: Collection[str]) -> None:
        """Join the group."""
        self._vitals.expect(topics)
        self._consumer.subscribe(topics, self)

    def end(self) -> None:
        """Leave the group; what is not committed comes again."""
        self._consumer.close(CLOSE_S)

    def step(self) -> None:
        """Do what is due, and poll once."""
        now = self._clock.monotonic()
        wait_s = self._policy.poll_s
        if self._retry_at is not None:
            if now >= self._retry_at:
                self._work()
            wait_s = min(wait_s, max(0.0, (self._retry_at or now) - now))
        records = self._consumer.poll(wait_s, self._policy.batch)
        self._progress.beat()
        if records:
            self._vitals.read(records)
            self._hand.take(records)
            if self._retry_at is None:
                self._work()
        self._tick()
        self._commit()
        self._vitals.refresh(self._consumer, open_work=self._open())

    def assigned(self, partitions: Collection[Partition]) -> None:
        """Take partitions on, from their beginning where the stage rereads."""
        _log.info("partitions assigned", partitions=_names(partitions))
        self._vitals.metrics.count("entente_rebalances_total", what="assigned")
        if self._stage.rereads:
            self._catchup.begin(partitions)
        self._stage.assigned(partitions)
        if self._retry_at is not None:
            self._consumer.pause(partitions)

    def dropped(self, partitions: Collection[Partition]) -> None:
        """Let partitions go, with what is in hand of them alone."""
        _log.info("partitions dropped", partitions=_names(partitions))
        self._vitals.metrics.count("entente_rebalances_total", what="dropped")
        for record in self._hand.drop(partitions):
            self._vitals.metrics.count("entente_dropped_total", topic=record.topic, reason="partition_lost")
        for place in partitions:
            self._done.pop(place, None)
        self._catchup.forget(partitions)
        self._stage.dropped(partitions)

    def _open(self) -> bool:
        return bool(self._hand.todo or self._owed or self._done)

    def _work(self) -> None:
        """Attempt all that is in hand, and deliver what a tick still owes."""
        started = self._clock.monotonic()
        try:
            self._pay()
            later = self._attempt() if self._hand.todo else []
        except Transient as error:
            self._put_off("delivery", str(error))
            return
        self._vitals.finished(self._hand.settle(later))
        self._done |= self._hand.offsets()
        if later:
            return
        self._vitals.metrics.observe("entente_batch_seconds", self._clock.monotonic() - started)
        self._go_on()

    def _attempt(self) -> list[Record]:
        """Try the batch, send what follows and wait for it; gives the records to be tried again.

        Raises:
            Transient: an output was not acknowledged; the whole batch must be done again, in order.
        """
        batch = self._hand.attempt(self._clock.now())
        try:
            outcomes = self._stage.attempt(batch)
        except Transient as error:
            outcomes = [Later(str(error))] * len(batch)
        pairs = [(record, self._judged(record, one)) for record, one in zip(batch, outcomes, strict=True)]
        self._spend(pairs)
        self._send(pairs)
        later = [(record, one) for record, one in pairs if isinstance(one, Later)]
        if later:
            self._put_off("sink", later[0][1].detail)
        return [record for record, _ in later]

    def _judged(self, record: Record, outcome: Outcome) -> Outcome:
        """Pass over what was rejected, and acknowledged, before these partitions were read once more."""
        outcome = self._publisher.checked(outcome)
        if isinstance(outcome, Rejected) and self._stage.rereads and self._catchup.before(record):
            self._vitals.metrics.count("entente_dropped_total", topic=record.topic, reason="rejected_before")
            return DONE
        return outcome

    def _spend(self, pairs: Sequence[tuple[Record, Outcome]]) -> None:
        rejects = {record.id for record, one in pairs if isinstance(one, Rejected)} - self._hand.rejected
        seen = len(pairs) if self._hand.attempts == 1 else 0
        self._budget.spend(seen, len(rejects), self._clock.monotonic())
        self._hand.rejected |= rejects

    def _send(self, pairs: Sequence[tuple[Record, Outcome]]) -> None:
        attempts, first_at = self._hand.attempts, self._hand.first_at or self._clock.now()
        sent = [
            one
            for record, outcome in pairs
            for one in self._publisher.send(record, outcome, attempts=attempts, first_at=first_at)
        ]
        settle((one.delivery for one in sent), still=self._still)
        refused = self._publisher.refused(sent)
        if refused:
            self._send(refused)

    def _still(self) -> bool:
        """Say whether to go on waiting for the broker; asked to stop, a few seconds more."""
        self._progress.beat()
        if self._stop is None or not self._stop.asked:
            return True
        if self._give_up_at is None:
            self._give_up_at = self._clock.monotonic() + CLOSE_S / 2
        return self._clock.monotonic() < self._give_up_at

    def _put_off(self, what: str, why: str) -> None:
        delay_s = self._backoff.next_s()
        if self._retry_at is None:
            _log.warning("waiting", what=what, why=why, seconds=round(delay_s, 2))
        self._retry_at = self._clock.monotonic() + delay_s
        self._consumer.pause(self._consumer.assignment())
        self._progress.waits_for(what, why)
        self._vitals.metrics.count("entente_retries_total", what=what)
        self._vitals.metrics.set("entente_paused", 1)

    def _go_on(self) -> None:
        if self._retry_at is None:
            return
        _log.info("going on")
        self._retry_at = None
        self._backoff.reset()
        self._consumer.resume(self._consumer.assignment())
        for what in ("sink", "delivery"):
            self._progress.has(what)
        self._vitals.metrics.set("entente_paused", 0)

    def _tick(self) -> None:
        now = self._clock.monotonic()
        if now < self._next_tick or self._retry_at is not None:
            return
        self._next_tick = now + self._policy.tick_s
        caught_up = bool(self._consumer.assignment()) and self._catchup.reached()
        self._owed = self._stage.tick(self._clock.now(), caught_up=caught_up)
        try:
            self._pay()
        except Transient as error:
            self._put_off("delivery", str(error))
            return
        if caught_up and self._stage.rereads:
            self._write_down()

    def _pay(self) -> None:
        """Deliver what a tick said, all of it again if any failed, so that it stands in order."""
        if self._owed:
            deliver(self._producer, self._owed, still=self._still)
            self._vitals.wrote(self._owed)
            self._owed = ()

    def _commit(self) -> None:
        if not self._stage.rereads:
            self._write_down()

    def _write_down(self) -> None:
        """Commit what is done; where the group has moved on, what was not committed comes again."""
        if not self._done:
            return
        self._crash.before_commit()
        try:
            self._consumer.commit(self._done)
        except (CommitRefused, Transient) as error:
            self._vitals.metrics.count("entente_retries_total", what="commit")
            _log.warning("commit put off", why=str(error))
        else:
            self._done = {}
            self._vitals.committed()


def _names(partitions: Collection[Partition]) -> str:
    return " ".join(f"{place.topic}/{place.number}" for place in sorted(partitions))
