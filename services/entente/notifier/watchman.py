"""The watchman: tells of a standstill, and of its end, beside the loop that it watches over."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from entente.contracts.codec import decode
from entente.contracts.errors import Reject
from entente.contracts.upkeep import Heartbeat
from entente.notifier.declared import FAILURES, HEARTBEAT
from entente.notifier.pulse import Pulse, Standstill
from entente.notifier.retry import Fate, Tries
from entente.notifier.standstill import StandstillNotice
from entente.notifier.targets.target import Target
from entente.runtime.clock import Clock
from entente.runtime.logs import logger
from entente.runtime.metrics import Metrics
from entente.runtime.records import Record

_log = logger(__name__)


class Watchman:
    """Hears heartbeats, and tells targets what they do not know yet: that they stopped, that they came back.

    It runs in a thread of its own and needs neither Kafka nor the loop to speak. A standstill and its end are
    lines of the log, whoever hears of them; whom it told is not kept, so that a notifier that starts during a
    standstill tells of it once more.
    """

    def __init__(  # noqa: PLR0913 - all that a watchman stands on, by name
        self,
        targets: Mapping[str, Target],
        after: timedelta,
        *,
        on_duty: Callable[[], bool],
        clock: Clock,
        metrics: Metrics,
        chance: random.Random,
    ) -> None:
        """Take whom to tell, after how long, and how to ask whether another notifier is to do it."""
        self._targets = dict(targets)
        self._after = after
        self._on_duty = on_duty
        self._clock = clock
        self._metrics = metrics
        self._chance = chance
        self._pulse = Pulse(clock.now())
        self._tries = {name: Tries() for name in targets}
        self._told: dict[str, Standstill] = {}
        self._logged: Standstill | None = None

    def use(self, targets: Mapping[str, Target], after: timedelta) -> None:
        """Tell others from now on, or after another while; those who know of a standstill still know."""
        self._tries = {name: self._tries.get(name, Tries()) for name in targets}
        self._targets, self._after = dict(targets), after

    def hear(self, record: Record) -> None:
        """Take a record of `heartbeats` in; an unreadable one is passed over, and named in the log."""
        try:
            beat = decode(Heartbeat, record.value)
        except Reject as error:
            _log.warning("a heartbeat was passed over", offset=record.offset, why=str(error))
            return
        self._pulse.hear(beat)
        self._metrics.set(HEARTBEAT.name, self._pulse.newest(beat.way).timestamp(), way=beat.way)

    def look(self) -> None:
        """Tell whoever knows less than is so."""
        if not self._on_duty():
            self._told.clear()
            return
        standstill = self._pulse.standstill(self._clock.now(), self._after)
        self._log(standstill)
        for name, target in self._targets.items():
            told = self._told.get(name)
            if told is None and standstill is not None:
                self._tell(name, target, standstill, over=False)
            elif told is not None and standstill is None:
                self._tell(name, target, told, over=True)

    def _log(self, standstill: Standstill | None) -> None:
        if standstill is not None and self._logged is None:
            closed = " ".join(standstill.closed) or "all"
            _log.error("nothing comes through", since=standstill.since.isoformat(), ways=closed)
        elif standstill is None and self._logged is not None:
            _log.warning("it comes through again", since=self._logged.since.isoformat())
        self._logged = standstill

    def _tell(self, name: str, target: Target, standstill: Standstill, *, over: bool) -> None:
        now = self._clock.now()
        if not self._tries[name].due(now):
            return
        answer = target.deliver(StandstillNotice(target=name, at=now, standstill=standstill, over=over))
        if answer.fate in {Fate.TAKEN, Fate.GONE}:
            self._tries[name].succeeded()
            if over:
                del self._told[name]
            else:
                self._told[name] = standstill
        else:
            self._tries[name].failed(now, self._chance, answer.retry_after)
        if answer.fate is not Fate.TAKEN:
            self._metrics.count(FAILURES.name, target=name, fate=answer.fate)
            _log.warning("a standstill was not taken", target=name, fate=str(answer.fate), why=answer.why)
