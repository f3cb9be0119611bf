"""A target with its ledger: notices are made when they are due, and tried until they are taken."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from entente.contracts.alerts import Sent
from entente.notifier.book import Book
from entente.notifier.declared import DISABLED, FAILURES, FIRING, NOTICES, RETRIES, SUPPRESSED, WAITING
from entente.notifier.ledger import Kept, Ledger
from entente.notifier.message import Message, compose
from entente.notifier.news import News, Nothing
from entente.notifier.retry import Answer, Fate, Tries
from entente.notifier.targets.alertmanager import RESEND_AFTER, Alertmanager, key
from entente.notifier.targets.target import Target
from entente.runtime.clock import Clock
from entente.runtime.logs import logger
from entente.runtime.metrics import Metrics

if TYPE_CHECKING:
    from entente.detecting.standing import Silence

A_TURN_S = 15.0
"""A target that takes its notices slowly gets the rest at the next tick."""

_log = logger(__name__)


class Way(Protocol):
    """A target's channel, of whatever kind."""

    ledger: Ledger

    def prepare(self, now: datetime) -> list[Sent]:
        """Make what is due; gives what is written down without a word."""
        ...

    def send(self, now: datetime) -> list[Sent]:
        """Try what is due; gives what was taken. Touches nothing but its own: it may run beside others."""
        ...

    def forget(self) -> None:
        """Have nothing in hand: the alerts are read anew."""
        ...


class Tally:
    """Counts what becomes of things at one target."""

    def __init__(self, target: str, metrics: Metrics) -> None:
        self.target = target
        self._metrics = metrics
        self.disabled(0)

    def written(self, records: Sequence[Sent]) -> None:
        """Count records."""
        for one in records:
            self._metrics.count(NOTICES.name, target=self.target, outcome=one.outcome)

    def kept(self, kept: Sequence[Kept]) -> None:
        """Count what was not told."""
        for one in kept:
            self._metrics.count(SUPPRESSED.name, target=self.target, reason=one.why)

    def tried(self, answer: Answer, failures: int) -> None:
        """Count a try, and say in the log what went wrong."""
        if failures:
            self._metrics.count(RETRIES.name, target=self.target)
        if answer.fate is not Fate.TAKEN:
            self._metrics.count(FAILURES.name, target=self.target, fate=answer.fate)
            _log.warning("a notice was not taken", target=self.target, fate=str(answer.fate), why=answer.why)

    def standing(self, ledger: Ledger) -> None:
        """Tell how many alerts wait and fire."""
        self._metrics.set(WAITING.name, len(ledger.waiting) + len(ledger.in_hand), target=self.target)
        self._metrics.set(FIRING.name, len(ledger.firing), target=self.target)

    def disabled(self, value: float) -> None:
        """Tell whether the target is out of use."""
        self._metrics.set(DISABLED.name, value, target=self.target)


class Pending(Struct):
    """A notice on its way."""

    message: Message
    tries: Tries


class Channel:
    """A target of notices. One that is away is left alone for a while; a refused notice holds up no other."""

    def __init__(  # noqa: PLR0913 - all that a channel stands on, by name
        self,
        target: Target,
        ledger: Ledger,
        *,
        clock: Clock,
        metrics: Metrics,
        desk_url: str | None,
        chance: random.Random,
    ) -> None:
        self.ledger = ledger
        self._target = target
        self._clock = clock
        self._tally = Tally(ledger.target, metrics)
        self._desk_url = desk_url
        self._chance = chance
        self._pending: list[Pending] = []
        self._away = Tries()
        self._disabled = False

    def forget(self) -> None:
        """Have nothing in hand."""
        self._pending.clear()

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
            self._disabled = True
            self._tally.disabled(1)
        elif answer.fate is Fate.AWAY:
            one.tries.failures += 1
            self._away.failed(now, self._chance, answer.retry_after)
        else:
            one.tries.failed(now, self._chance, answer.retry_after)
        return []


class AlertmanagerChannel:
    """Alertmanager: told of every change at once, of what fires each minute, and of the desk's silences."""

    def __init__(
        self, target: Alertmanager, ledger: Ledger, book: Book, *, metrics: Metrics, chance: random.Random
    ) -> None:
        self.ledger = ledger
        self._target = target
        self._book = book
        self._tally = Tally(ledger.target, metrics)
        self._chance = chance
        self._tries = Tries()
        self._posted_at: datetime | None = None
        self._mirrored: tuple[Silence, ...] | None = None
        self._mirrored_at = datetime.min.replace(tzinfo=UTC)

    def forget(self) -> None:
        """Have nothing in hand."""

    def prepare(self, now: datetime) -> list[Sent]:
        """Write down what ended unheard: Alertmanager would tell nobody of it."""
        written, kept = self.ledger.look(now)
        for news in list(self.ledger.waiting.values()):
            if news.alert.state != "firing" and self.ledger.unheard(news.alert):
                written.append(self.ledger.passed_over(news, now))
                kept.append(Kept(news.alert.id, Nothing.UNHEARD))
        self._tally.written(written)
        self._tally.kept(kept)
        self._tally.standing(self.ledger)
        return written

    def send(self, now: datetime) -> list[Sent]:
        """Post what has changed, or all that fires; then the silences."""
        if not self._tries.due(now):
            return []
        news = list(self.ledger.waiting.values())
        again = self._posted_at is None or now - self._posted_at >= RESEND_AFTER
        written: list[Sent] = []
        if news or again:
            answer = self._post(news, now, again=again)
            if self._settled(answer, now):
                written = self.ledger.settled(news, now)
                self._posted_at = now if again else self._posted_at
        if self._tries.failures == 0:
            self._mirror(now)
        self._tally.written(written)
        self._tally.standing(self.ledger)
        return written

    def _post(self, news: Sequence[News], now: datetime, *, again: bool) -> Answer:
        firing = {one.alert.id: one.alert for one in news if one.alert.state == "firing"}
        still = firing | {one: self._book.alerts[one].alert for one in self.ledger.firing}
        held = {key(one) for one in (*still.values(), *self._book.moving())}
        ended = [one.alert for one in news if one.alert.state != "firing" and key(one.alert) not in held]
        posted = [*(still if again else firing).values(), *ended]
        return self._target.post(posted, now)

    def _mirror(self, now: datetime) -> None:
        holding = self._book.desk.holding(now)
        if holding == self._mirrored and now - self._mirrored_at < RESEND_AFTER:
            return
        if self._settled(self._target.mirror(holding), now):
            self._mirrored, self._mirrored_at = holding, now

    def _settled(self, answer: Answer, now: datetime) -> bool:
        self._tally.tried(answer, self._tries.failures)
        if answer.fate is Fate.TAKEN:
            self._tries.succeeded()
            return True
        self._tries.failed(now, self._chance, answer.retry_after, most_s=RESEND_AFTER / timedelta(seconds=1))
        return False
