"""What every target of notices can do, and what it is given."""

from typing import Protocol

from entente.contracts.values import Severity
from entente.notifier.retry import Answer


class Notice(Protocol):
    """Something to be told, in every form that a target may want."""

    @property
    def id(self) -> str:
        """Name it; the same on every try."""
        ...

    @property
    def severity(self) -> Severity:
        """Say how grave it is."""
        ...

    @property
    def subject(self) -> str:
        """Say it in a line."""
        ...

    @property
    def text(self) -> str:
        """Say it in full, as plain text."""
        ...

    @property
    def html(self) -> str:
        """Say it in full, as HTML."""
        ...

    @property
    def data(self) -> bytes:
        """Say it for programs, as JSON."""
        ...

    def within(self, room: int) -> "Notice":
        """Say less, so that text and HTML have at most so many characters, if less can be said."""
        ...


class Target(Protocol):
    """Somewhere that is told."""

    def deliver(self, notice: Notice) -> Answer:
        """Deliver a notice within some seconds; whatever goes wrong is in the answer."""
        ...
