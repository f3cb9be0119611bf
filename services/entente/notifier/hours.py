"""Hours of the week in a time zone, and lengths of time as a person writes them. Pure."""

from datetime import datetime, time, timedelta
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = get_args(Day)
OfDay = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="As 07:30.")]
Length = Annotated[str, Meta(pattern="^[0-9]{1,6}(s|m|h|d)$", description="As 0s, 30s, 5m, 24h or 7d.")]
Zone = Annotated[str, Meta(min_length=1, description="A name of the IANA's list, as Europe/Berlin.")]

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LOOK_AHEAD = timedelta(days=8)


def length(text: Length) -> timedelta:
    """Read a length of time: `90s`, `5m`, `24h`, `7d`."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


class Hours(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}
):
    """A stretch of some days, which may run past midnight; `from` and `to` being equal, the whole day."""

    start: OfDay = "00:00"
    end: OfDay = "00:00"
    days: Annotated[tuple[Day, ...], Meta(min_length=1)] = DAYS
    zone: Zone = "UTC"

    def hold(self, at: datetime) -> bool:
        """Say whether an instant lies in them, by the wall clocks of their zone.

        Raises:
            zoneinfo.ZoneInfoNotFoundError: the zone is unknown.
        """
        local = at.astimezone(ZoneInfo(self.zone))
        start, end, wall = _of_day(self.start), _of_day(self.end), local.time()
        today = DAYS[local.weekday()] in self.days
        yesterday = DAYS[local.weekday() - 1] in self.days
        if start < end:
            return today and start <= wall < end
        return (today and wall >= start) or (yesterday and wall < end)

    def over_at(self, at: datetime) -> datetime | None:
        """Say when they are over, to the minute; null where they aren't for eight days."""
        minute = at.replace(second=0, microsecond=0)
        while minute < at + _LOOK_AHEAD:
            if not self.hold(minute):
                return max(minute, at)
            minute += timedelta(minutes=1)
        return None


def _of_day(text: OfDay) -> time:
    return time.fromisoformat(text)
