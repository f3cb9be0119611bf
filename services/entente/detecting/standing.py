"""How an alert stands: a fold over its acts that no order of arrival and no repetition changes. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from entente.contracts.alerts import Act, Alert, Seen
from entente.contracts.values import Confidence, Severity

UNDO = "undo"
VERDICTS = ("useful", "false_alarm", "missed")
NO_VERDICT = "none"

GROWN = 2
"""An acknowledged alert of twice the stories is another matter than the one that was acknowledged."""

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)


class Silence(Struct, frozen=True, kw_only=True):
    """Who wants to hear nothing of a rule's alerts on a pair and direction, why, until when."""

    id: str
    who: str
    reason: str
    since: datetime
    until: datetime
    rule: str | None
    direction: str | None
    pair: str | None

    def holds(self, at: datetime) -> bool:
        """Say whether it holds at an instant: from its setting to before its end."""
        return self.since <= at < self.until

    def covers(self, seen: Seen) -> bool:
        """Say whether an alert is of the silenced series."""
        return (self.rule, self.pair, self.direction) == (seen.rule, seen.pair, seen.direction)


class Standing(Struct, frozen=True, kw_only=True):
    """What analysts have made of one alert."""

    acknowledged: Act | None = None
    reopened: bool = False
    """It was acknowledged, and has escalated since."""
    assignee: str | None = None
    verdict: Act | None = None
    cases: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()


UNTOUCHED = Standing()


def seen(alert: Alert) -> Seen:
    """Write down what an alert says now, as an act on it carries it."""
    return Seen(
        rule=alert.rule,
        kind=alert.kind,
        pair=alert.pair,
        direction=alert.direction,
        state=alert.state,
        severity=alert.severity,
        confidence=alert.confidence,
        stories=alert.story_count,
        revision=alert.revision,
    )


def ordered(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Bring acts into the order of (at, id), each once."""
    return tuple(sorted({act.id: act for act in acts}.values(), key=lambda act: (act.at, act.id)))


def standing(acts: Iterable[Act], now: Seen) -> Standing:
    """Fold an alert's acts.

    Args:
        acts: all of that alert's, in any order.
        now: what the alert says now; an acknowledgement of less than that is open again.
    """
    acknowledged: Act | None = None
    assignee: str | None = None
    verdict: Act | None = None
    cases: dict[str, None] = {}
    in_order = ordered(acts)
    for act in in_order:
        if act.what == "acknowledge":
            acknowledged = None if act.value == UNDO else act
        elif act.what == "assign":
            assignee = act.value
        elif act.what == "verdict":
            verdict = None if act.value == NO_VERDICT else act
        elif act.what == "note" and act.case is not None:
            _file(cases, act.case, leaves=act.value == UNDO)
    reopened = acknowledged is not None and escalated(acknowledged.seen or Seen(), now)
    return Standing(
        acknowledged=None if reopened else acknowledged,
        reopened=reopened,
        assignee=assignee,
        verdict=verdict,
        cases=tuple(cases),
        acts=in_order,
    )


def _file(cases: dict[str, None], case: str, *, leaves: bool) -> None:
    if leaves:
        cases.pop(case, None)
    else:
        cases.setdefault(case)


def escalated(then: Seen, now: Seen) -> bool:
    """Say whether an alert says more than when it was acknowledged.

    More is: a greater severity or confidence, twice the stories, or that it fires again. What an act does not
    tell of counts as nothing less.
    """
    if now.state != "firing":
        return False
    return (
        _rank(_SEVERITIES, now.severity) > _rank(_SEVERITIES, then.severity) >= 0
        or _rank(_CONFIDENCES, now.confidence) > _rank(_CONFIDENCES, then.confidence) >= 0
        or (then.stories is not None and (now.stories or 0) >= GROWN * max(then.stories, 1))
        or then.state in {"resolved", "withdrawn"}
    )


def _rank(scale: tuple[str, ...], term: str | None) -> int:
    return -1 if term is None else scale.index(term)


def silences(acts: Iterable[Act]) -> tuple[Silence, ...]:
    """Give every silence ever set, each cut short where a later act ends it."""
    set_ = {}
    for act in ordered(act for act in acts if act.what == "silence"):
        if act.value is None and act.until is not None and act.seen is not None:
            set_[act.id] = Silence(
                id=act.id,
                who=act.who,
                reason=act.reason,
                since=act.at,
                until=act.until,
                rule=act.seen.rule,
                pair=act.seen.pair,
                direction=act.seen.direction,
            )
        elif act.value in set_ and set_[act.value].until > act.at:
            ended = set_[act.value]
            set_[act.value] = replace(ended, until=act.at)
    return tuple(set_.values())


def silenced(all_silences: Iterable[Silence], about: Seen, at: datetime) -> Silence | None:
    """Give the silence that holds for an alert at an instant, the longest where there are several."""
    holding = [one for one in all_silences if one.holds(at) and one.covers(about)]
    return max(holding, key=lambda one: one.until, default=None)
