"""What the detector tells of its alerts: how many it writes, and how many false ones its rules allow."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import msgspec
import yaml

from entente.contracts.alerts import Alert
from entente.contracts.codec import decode
from entente.contracts.errors import Reject
from entente.contracts.upkeep import WatchlistVersion
from entente.contracts.values import AlertKind, AlertState, Direction, Severity
from entente.detector.state import Heard, heard
from entente.runtime.metrics import Metric, Metrics
from entente.runtime.records import Outgoing, Record
from entente.runtime.stages import Fold, State
from entente.watchlist.model import Budget
from entente.watchlist.pack import unpack

ALERTS = Metric(
    name="entente_alerts_total",
    kind="counter",
    help="Revisions of alerts written; the first of an episode is firing.",
    labels={
        "kind": get_args(AlertKind),
        "severity": get_args(Severity),
        "direction": get_args(Direction),
        "state": get_args(AlertState),
    },
)
BUDGET = Metric(
    name="entente_alert_budget_per_day",
    kind="gauge",
    help="False alarms that the rules of the newest watchlist allow a day, all together.",
)
DECLARED = (ALERTS, BUDGET)


class Counted(Fold[Heard]):
    """The detector's stage, which counts the alerts that it is about to write."""

    def __init__(self, state: State[Heard], metrics: Metrics) -> None:
        super().__init__(heard, state)
        self._metrics = metrics

    def tick(self, now: datetime, *, caught_up: bool) -> Sequence[Outgoing]:
        """Ask the state, and count what it says."""
        said = super().tick(now, caught_up=caught_up)
        for one in said:
            if one.topic == "alerts" and one.value is not None:
                alert = decode(Alert, one.value)
                self._metrics.count(
                    ALERTS.name,
                    kind=alert.kind,
                    severity=alert.severity,
                    direction=alert.direction,
                    state=alert.state,
                )
        return said


class _Rule(msgspec.Struct):
    budget: Budget


def tell_budget(record: Record, metrics: Metrics) -> None:
    """Tell the budget of a version of the watchlist; one that can't be read is for others to refuse."""
    try:
        files = unpack(decode(WatchlistVersion, record.value))
        rules = msgspec.convert(yaml.load(files["rules.yaml"], yaml.CSafeLoader), list[_Rule])
    except (Reject, KeyError, yaml.YAMLError, msgspec.ValidationError):
        return
    metrics.set(BUDGET.name, sum(rule.budget.alarms / rule.budget.days for rule in rules))
