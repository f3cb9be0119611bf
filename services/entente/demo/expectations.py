"""What the shipped archive must raise and must not, and whether an outcome meets it. Pure."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import msgspec
import yaml
from msgspec import Meta, Struct

from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured
from entente.contracts.values import Direction, Pair

_FIRST = date(1970, 1, 1)
_LAST = date(9999, 12, 30)


class Expectation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One pair and span of UTC days, both ends counted, in which an alert must, or must not, stand."""

    pair: Pair
    why: str
    direction: Direction | None = None
    from_: date = msgspec.field(default=_FIRST, name="from")
    until: date = _LAST


class Expectations(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole yardstick: what is expected, what must stay quiet, and how many alerts are too many."""

    expected: tuple[Expectation, ...]
    quiet: tuple[Expectation, ...]
    at_most: Annotated[int, Meta(ge=1)]


class Verdict(Struct, frozen=True, kw_only=True):
    """How an outcome measures up."""

    missed: tuple[Expectation, ...]
    unwanted: tuple[Alert, ...]
    standing: int
    at_most: int

    @property
    def met(self) -> bool:
        """Whether nothing is missed, nothing unwanted stands, and there are not too many."""
        return not self.missed and not self.unwanted and self.standing <= self.at_most


def parse(text: str) -> Expectations:
    """Read a yardstick from YAML.

    Raises:
        Misconfigured: it isn't one.
    """
    try:
        return msgspec.convert(yaml.safe_load(text), Expectations)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise Misconfigured(f"the expected alerts can't be read: {error}") from error


def judge(expectations: Expectations, alerts: Collection[Alert], moved_days: int) -> Verdict:
    """Hold the standing alerts against a yardstick whose days the replay shifted.

    Args:
        expectations: what was written down, in the archive's own days.
        alerts: all alerts; withdrawn ones don't count.
        moved_days: by how many days the replay moved the archive.
    """
    shift = timedelta(days=moved_days)
    standing = [alert for alert in alerts if alert.state != "withdrawn"]
    return Verdict(
        missed=tuple(
            one for one in expectations.expected if not any(_meets(alert, one, shift) for alert in standing)
        ),
        unwanted=_unwanted(expectations.quiet, standing, shift),
        standing=len(standing),
        at_most=expectations.at_most,
    )


def _unwanted(quiet: Sequence[Expectation], standing: Sequence[Alert], shift: timedelta) -> tuple[Alert, ...]:
    return tuple(alert for alert in standing if any(_meets(alert, one, shift) for one in quiet))


def _meets(alert: Alert, one: Expectation, shift: timedelta) -> bool:
    start = datetime.combine(one.from_, time(), UTC)
    end = datetime.combine(one.until + timedelta(days=1), time(), UTC)
    return (
        alert.pair == one.pair
        and one.direction in {None, alert.direction}
        and alert.window_start_at - shift < end
        and alert.window_end_at - shift > start
    )
