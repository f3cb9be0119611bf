"""What a channel counts and says of its target."""

from collections.abc import Sequence

from entente.contracts.alerts import Sent
from entente.notifier.declared import DISABLED, FAILURES, FIRING, NOTICES, RETRIES, SUPPRESSED, WAITING
from entente.notifier.ledger import Kept, Ledger
from entente.notifier.retry import Answer, Fate
from entente.runtime.logs import logger
from entente.runtime.metrics import Metrics

_log = logger(__name__)


class Tally:
    """Counts what becomes of things at one target."""

    def __init__(self, target: str, metrics: Metrics) -> None:
        self.target = target
        self._metrics = metrics
        self.disabled(0)

    def written(self, records: Sequence[Sent]) -> None:
        """Count records."""
        for one in records:
            if one.address is not None:
                continue
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

    def left(self) -> None:
        """Tell that nothing waits, fires or is out of use where no target is any more."""
        for gauge in (WAITING, FIRING, DISABLED):
            self._metrics.set(gauge.name, 0, target=self.target)

    def disabled(self, value: float) -> None:
        """Tell whether the target is out of use."""
        self._metrics.set(DISABLED.name, value, target=self.target)
