"""Alertmanager's channel: it routes by itself, so it is told of all that changes and of all that holds."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from entente.contracts.alerts import Sent
from entente.notifier.book import Book
from entente.notifier.ledger import Kept, Ledger
from entente.notifier.news import News, Nothing
from entente.notifier.retry import Answer, Fate, Tries
from entente.notifier.tally import Tally
from entente.notifier.targets.alertmanager import RESEND_AFTER, Alertmanager, key
from entente.runtime.metrics import Metrics

if TYPE_CHECKING:
    from entente.detecting.standing import Silence


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

    def recall(self, sent: Sent) -> None:
        """Take in what it was told."""
        self.ledger.recall(sent)

    def forget(self) -> None:
        """Have nothing in hand."""

    def leave(self) -> None:
        """Be a target no longer."""
        self._tally.left()

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
