"""A rule's budget of false alarms, turned into how improbable a window must be."""

from typing import NamedTuple

from entente.contracts.values import Direction, EventType
from entente.detecting.times import DAY
from entente.detecting.windows import STEPS
from entente.watchlist.model import Rule, Watchlist

CORRECTION = {6: 3.5, 24: 3.5, 168: 2.2}
"""The c of the threshold by window length in hours: overlapping windows fire together and are one alarm.

Measured at c = 1 on null streams (evaluate/null_streams.py; 600 series of .3 to 30 stories a day,
dispersion .05 to 1, 300 days judged, two seeds), alarms over the budget at p of .01, .001 and .0001: 6 h
.17, .23, .30; 24 h .21, .23, .37; 7 d .37, .64, 1.19. Times c that is about .6 to 1.3 of the budget.
"""
CORRECTION_OF_RISES = 10.0
"""The c of ramps: their p is a bound, and days on end share most of their weeks.

Measured on such streams (160 series, 183 days judged, one seed) at c = 1, alarms over the budget at p of .03,
.01, .003 and .001: .02, .03, .03, .07.
"""
CORRECTION_OF_DAYS = {24: 1.0, 168: 2.2}
"""The same where windows step by days: 24 h .59, .70, 1.14."""


MATERIAL: dict[Direction, tuple[EventType, ...]] = {
    "closer": ("COOPERATE", "AID", "RETREAT"),
    "apart": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
    "attention": ("COOPERATE", "AID", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
"""Deeds, by the direction in which they move a pair (PLOVER's material cooperation and conflict)."""


class Watch(NamedTuple):
    """What a rule looks at: one direction of a pair; it gives one alert at a time."""

    rule: Rule
    direction: Direction

    def threshold(self, *, days_only: bool) -> float:
        """Give the p below which a window fires: c·B/(S·N).

        S counts the rule's series, N its windows in the budget's period.
        """
        budget = self.rule.budget
        if self.rule.kind != "burst":
            # Every day is a window. Deeds of one day are not those of another: nothing is to be corrected.
            correction = CORRECTION_OF_RISES if self.rule.kind == "ramp" else 1.0
            return min(1.0, correction * budget.alarms / (series_of(self.rule) * budget.days))
        hours = self.rule.window_hours
        step = max(STEPS[hours], DAY) if days_only else STEPS[hours]
        correction = CORRECTION_OF_DAYS.get(hours, 1.0) if days_only else CORRECTION[hours]
        windows = budget.days * DAY / step
        return min(1.0, correction * budget.alarms / (series_of(self.rule) * windows))


def series_of(rule: Rule) -> int:
    """Count the series that a rule watches, each kind of deed one; for any pair, those of its family."""
    pairs = (rule.family or 1) if rule.pairs == "any" else len(rule.pairs)
    if rule.kind == "first":
        return pairs * sum(len(MATERIAL[direction]) for direction in rule.directions)
    return pairs * len(rule.directions)


def watches(watchlist: Watchlist, pair: str) -> tuple[Watch, ...]:
    """Give what the rules watch of a pair, by rule and direction.

    A rule for any pair leaves alone what a rule of the same window and theme watches by the pair's name.
    """
    rules = sorted(watchlist.rules, key=lambda r: r.id)
    named = [r for r in rules if r.pairs != "any" and pair in r.pairs]
    taken = {(d, r.kind, r.window_hours, r.theme) for r in named for d in r.directions}
    return tuple(
        Watch(rule, d)
        for rule in rules
        for d in sorted(set(rule.directions))
        if rule in named
        or (rule.pairs == "any" and (d, rule.kind, rule.window_hours, rule.theme) not in taken)
    )
