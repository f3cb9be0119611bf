"""Who is told of what, and how: the structure of the routes' file, and which routes an alert takes. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from entente.contracts.alerts import Alert, Seen
from entente.contracts.values import AlertKind, Confidence, Direction, Pair, Severity
from entente.notifier.hours import Hours, Length, length

Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,39}$")]
Field = Literal["rule", "kind", "pair", "direction", "severity"]
Secret = Annotated[str, Meta(min_length=1)]

ALERTMANAGER = "alertmanager"
"""The target that takes every alert, since it routes, groups and mutes by a configuration of its own."""


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions that an alert must all meet; what is left out takes any."""

    pairs: tuple[Pair, ...] = ()
    kinds: tuple[AlertKind, ...] = ()
    severities: tuple[Severity, ...] = ()
    directions: tuple[Direction, ...] = ()
    confidences: tuple[Confidence, ...] = ()
    rules: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    def takes(self, alert: Alert) -> bool:
        """Say whether an alert meets them; a pair counts in either order."""
        pairs = {"-".join(sorted(pair.split("-"))) for pair in self.pairs}
        themes = {alert.theme, *alert.themes}
        return (
            (not pairs or alert.pair in pairs)
            and (not self.kinds or alert.kind in self.kinds)
            and (not self.severities or alert.severity in self.severities)
            and (not self.directions or alert.direction in self.directions)
            and (not self.confidences or alert.confidence in self.confidences)
            and (not self.rules or alert.rule in self.rules)
            and (not self.themes or not themes.isdisjoint(self.themes))
        )


class Quiet(
    Hours, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}
):
    """Hours in which a route keeps silent; afterwards all that waited comes in one digest."""

    but: Annotated[tuple[Severity, ...], Meta(description="Severities that are told all the same.")] = ()


class Route(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"go_on": "continue"}):
    """One way to some targets; the first that takes an alert is its only one, unless it says `continue`."""

    name: Name
    to: Annotated[tuple[Name, ...], Meta(min_length=1)]
    match: Match = Match()
    hours: Hours | None = None
    """It takes only what is published in these hours; the rest goes on to the next route."""
    quiet: Quiet | None = None
    group_by: tuple[Field, ...] = ("pair",)
    wait: Length = "30s"
    """How long the first news of a group waits for more."""
    interval: Length = "5m"
    """How long after a notice the next of the same group may come."""
    repeat: Length | None = None
    """What fires unacknowledged is told again after so long; none: never."""
    storm: Annotated[int, Meta(ge=1, le=1000)] = 10
    """More groups than this at once, or within an interval, become one notice."""
    resolved: bool = True
    """Whether the end of an alert is told."""
    go_on: bool = False

    def takes(self, alert: Alert, at: datetime) -> bool:
        """Say whether an alert published at an instant goes this way."""
        return self.match.takes(alert) and (self.hours is None or self.hours.hold(at))

    def group(self, said: Seen) -> tuple[str, ...]:
        """Give the group of an alert: the route's name and the values by which it groups."""
        return (self.name, *(str(getattr(said, field)) for field in self.group_by))

    def held(self, severity: Severity, at: datetime) -> bool:
        """Say whether quiet hours hold an alert back at an instant."""
        return self.quiet is not None and severity not in self.quiet.but and self.quiet.hold(at)

    @property
    def waits(self) -> timedelta:
        """Give `wait`."""
        return length(self.wait)

    @property
    def spacing(self) -> timedelta:
        """Give `interval`."""
        return length(self.interval)

    @property
    def repeats(self) -> timedelta | None:
        """Give `repeat`."""
        return None if self.repeat is None else length(self.repeat)


class Inhibition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """While an alert of one sort fires, those of another sort with the same values wait."""

    when: Match
    mutes: Match
    equal: tuple[Field, ...] = ("pair", "direction")


class Heart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who hears that nothing comes through the fleet any more."""

    to: tuple[Name, ...] = ()
    """None named: every target of the file."""
    after: Length = "5m"
    """How long no heartbeat may come; one comes a minute."""


class ConsoleTarget(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="console"
):
    """Standard output."""


class WebhookTarget(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="webhook"
):
    """A URL that takes signed JSON, by Standard Webhooks."""

    url: Annotated[str, Meta(pattern="^https?://[^/]")]
    secret: Secret | None = None
    secret_file: str | None = None
    private: bool = False
    """Whether the host may be at an address that is not of the public internet."""
    timeout_s: Annotated[float, Meta(gt=0, le=30)] = 10


class AppriseTarget(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="apprise"
):
    """A URL as Apprise writes them: mail, Slack, Teams, Telegram and the like."""

    url: Secret | None = None
    url_file: str | None = None
    private: bool = False
    """As a webhook's."""


TargetConfig = ConsoleTarget | WebhookTarget | AppriseTarget


class Routing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    targets: dict[Name, TargetConfig]
    routes: Annotated[tuple[Route, ...], Meta(min_length=1)]
    inhibit: tuple[Inhibition, ...] = ()
    heartbeat: Heart = Heart()

    @property
    def watching(self) -> tuple[Name, ...]:
        """Give the targets that hear of a standstill."""
        return self.heartbeat.to or tuple(self.targets)


def ways(routes: Sequence[Route], alert: Alert, at: datetime) -> dict[str, Route]:
    """Give the targets of an alert published at an instant, each with the first route that leads there."""
    found: dict[str, Route] = {}
    for route in routes:
        if route.takes(alert, at):
            for target in route.to:
                found.setdefault(target, route)
            if not route.go_on:
                break
    return found


def way_back(routes: Sequence[Route], target: str, alert: Alert) -> Route | None:
    """Give the route by which a target that heard an alert hears of it again, at any hour."""
    leading = [route for route in routes if target in route.to]
    return next((route for route in leading if route.match.takes(alert)), leading[0] if leading else None)
