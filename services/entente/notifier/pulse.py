"""The pulse of the fleet: the newest heartbeat of each way, and since when one is missing. Pure."""

from datetime import datetime, timedelta

from msgspec import Struct

from entente.contracts.upkeep import Heartbeat


class Standstill(Struct, frozen=True):
    """That nothing comes through, on all ways or on some."""

    since: datetime
    """When the last that came through was sent; where nothing ever did, when that was first looked for."""
    closed: tuple[str, ...]
    """The ways on which nothing comes; none where no heartbeat is known at all."""
    ways: int
    """How many ways are known."""


class Pulse:
    """What was heard of the heart."""

    def __init__(self, began_at: datetime) -> None:
        """Take when listening began: what is older says nothing of a fleet that is only starting."""
        self._began_at = began_at
        self._newest: dict[str, datetime] = {}

    def hear(self, beat: Heartbeat) -> None:
        """Take a heartbeat in; an older one than is known says nothing."""
        self._newest[beat.way] = max(beat.at, self._newest.get(beat.way, beat.at))

    def newest(self, way: str) -> datetime:
        """Say when the newest heartbeat of a way was sent."""
        return self._newest[way]

    def standstill(self, now: datetime, after: timedelta) -> Standstill | None:
        """Say what stands still; null while every way was open within `after`, or may yet turn out to be."""
        if now - self._began_at < after:
            return None
        closed = {way: at for way, at in self._newest.items() if now - at >= after}
        if not closed and self._newest:
            return None
        since = min(closed.values(), default=self._began_at)
        return Standstill(since, tuple(sorted(closed)), len(self._newest))
