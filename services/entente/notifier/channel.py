"""A target with its ledger: notices are made when they are due, and tried until they are taken."""

import random
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from entente.contracts.alerts import Sent
from entente.notifier.ledger import Ledger
from entente.notifier.message import Message, compose
from entente.notifier.news import dismissal
from entente.notifier.retry import Fate, Tries
from entente.notifier.tally import Tally
from entente.notifier.targets.target import Target
from entente.runtime.clock import Clock
from entente.runtime.metrics import Metrics

A_TURN_S = 15.0
"""A target that takes its notices slowly gets the rest at the next tick."""


class Way(Protocol):
    """A target's channel, of whatever kind."""

    ledger: Ledger

    def prepare(self, now: datetime) -> list[Sent]:
        """Make what is due; gives what is written down without a word."""
        ...

    def send(self, now: datetime) -> list[Sent]:
        """Try what is due; gives what was taken. Touches nothing but its own: it may run beside others."""
        ...

    def recall(self, sent: Sent) -> None:
        """Take in what the target was told, or that it wants no more, by this process or another."""
        ...

    def forget(self) -> None:
        """Have nothing in hand: the alerts are read anew."""
        ...

    def leave(self) -> None:
        """Be a target no longer."""
        ...


class Pending(Struct):
    """A notice on its way."""

    message: Message
    tries: Tries


class Channel:
    """A target of notices. One that is away is left alone for a while; a refused notice holds up no other.

    One that is gone is left alone for good, until its address is another.
    """

    def __init__(  # noqa: PLR0913 - all that a channel stands on, by name
        self,
        target: Target,
        ledger: Ledger,
        *,
        address: str,
        clock: Clock,
        metrics: Metrics,
        desk_url: str | None,
        chance: random.Random,
    ) -> None:
        self.ledger = ledger
        self._target = target
        self._address = address
        self._clock = clock
        self._tally = Tally(ledger.target, metrics)
        self._desk_url = desk_url
        self._chance = chance
        self._pending: list[Pending] = []
        self._away = Tries()
        self._disabled = False

    def recall(self, sent: Sent) -> None:
        """Take in what the target was told; what another address said doesn't hold for this one."""
        if sent.address is None:
            self.ledger.recall(sent)
        elif sent.address == self._address:
            self._disabled = True
            self._tally.disabled(1)

    def forget(self) -> None:
        """Have nothing in hand."""
        self._pending.clear()

    def leave(self) -> None:
        """Be a target no longer."""
        self._tally.left()

    def prepare(self, now: datetime) -> list[Sent]:
        """Make notices of what is due."""
        written, kept = self.ledger.look(now)
        due, ended, muted = self.ledger.due(now)
        for batch in due:
            self._pending.append(Pending(compose(batch, self.ledger.target, now, self._desk_url), Tries()))
            self.ledger.take(batch.news)
        self._tally.written([*written, *ended])
        self._tally.kept([*kept, *muted])
        self._tally.standing(self.ledger)
        return [*written, *ended]

    def send(self, now: datetime) -> list[Sent]:
        """Try the notices that are due, in their order."""
        written: list[Sent] = []
        until = self._clock.monotonic() + A_TURN_S
        for one in list(self._pending):
            if self._disabled or not self._away.due(now) or self._clock.monotonic() > until:
                break
            if one.tries.due(now):
                written += self._try(one, now)
        self._tally.written(written)
        self._tally.standing(self.ledger)
        return written

    def _try(self, one: Pending, now: datetime) -> list[Sent]:
        answer = self._target.deliver(one.message)
        self._tally.tried(answer, one.tries.failures)
        if answer.fate is Fate.TAKEN:
            self._away.succeeded()
            self._pending.remove(one)
            return self.ledger.settled(one.message.news, now)
        if answer.fate is Fate.GONE:
            gone = dismissal(one.message.news[0], self.ledger.target, self._address, now)
            self.recall(gone)
            return [gone]
        if answer.fate is Fate.AWAY:
            one.tries.failures += 1
            self._away.failed(now, self._chance, answer.retry_after)
        else:
            one.tries.failed(now, self._chance, answer.retry_after)
        return []
