"""What is said when the fleet stands still, and when it moves again. Pure."""

from datetime import datetime
from html import escape

import msgspec
from msgspec import Struct

from entente.contracts.identity import digest
from entente.contracts.values import Instant, Severity
from entente.notifier.pulse import Standstill

_NAMED = 8


class StandstillNotice(Struct, frozen=True, kw_only=True):
    """One notice that the fleet stands still, or no longer does; its id is the same on every try."""

    target: str
    at: datetime
    standstill: Standstill
    over: bool

    @property
    def id(self) -> str:
        """Name it by what it says."""
        since = self.standstill.since.isoformat()
        return f"msg_{digest('standstill', self.target, since, str(self.over))}"

    @property
    def severity(self) -> Severity:
        """Say how grave it is."""
        return "notice" if self.over else "urgent"

    @property
    def subject(self) -> str:
        """Say it in a line."""
        since = _clock(self.standstill.since)
        if self.over:
            return f"Entente hears again: it stood still from {since} to {_clock(self.at)}"
        if not self.standstill.ways:
            return f"Entente stands still: no heartbeat has come since {since}"
        return f"Entente stands still: what was sent after {since} has not come through"

    @property
    def text(self) -> str:
        """Say it in full, as plain text."""
        return "\n".join([self.subject, *self._more()])

    @property
    def html(self) -> str:
        """Say it in full, as HTML that mail readers show."""
        return "".join(f"<p>{escape(line)}</p>" for line in (self.subject, *self._more()))

    @property
    def data(self) -> bytes:
        """Say it for programs: `entente.standstill.v1`."""
        said = Said(
            subject=self.subject,
            text=self.text,
            state="over" if self.over else "standing",
            since=self.standstill.since,
            closed=self.standstill.closed,
        )
        return msgspec.json.encode(Told(type="entente.standstill.v1", timestamp=self.at, data=said))

    def within(self, room: int) -> "StandstillNotice":
        """Say as much: it is short."""
        del room
        return self

    def _more(self) -> list[str]:
        if self.over:
            return ["Alerts of that time may still come."]
        closed, ways = self.standstill.closed, self.standstill.ways
        named = ", ".join(map(_way, closed[:_NAMED])) + (", …" if len(closed) > _NAMED else "")
        which = [f"Closed: {len(closed)} of {ways} ways ({named})."] if closed else []
        return [*which, "No alert can come that way meanwhile. What to do: deploy/runbooks.md#pipelinesilent"]


class Said(Struct, frozen=True, kw_only=True):
    """A standstill's content, for programs."""

    subject: str
    text: str
    state: str
    since: Instant
    closed: tuple[str, ...]


class Told(Struct, frozen=True, kw_only=True):
    """A standstill as a webhook takes it. Source: Standard Webhooks, payload structure."""

    type: str
    timestamp: Instant
    data: Said


def _way(name: str) -> str:
    articles, _, signals = name.partition("-")
    return f"articles.raw/{articles} to signals/{signals}"


def _clock(at: datetime) -> str:
    return f"{at:%d %B, %H:%M} UTC"
