"""What every target of notices can do."""

from typing import Protocol

from entente.notifier.message import Message
from entente.notifier.retry import Answer


class Target(Protocol):
    """Somewhere that is told."""

    def deliver(self, message: Message) -> Answer:
        """Deliver a notice within some seconds; whatever goes wrong is in the answer."""
        ...
