"""Which way an alert goes: matches, hours in a zone, quiet hours, the file's faults."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured
from entente.notifier.configuration import parse_routing, read_routing
from entente.notifier.hours import Hours, length
from entente.notifier.routing import Match, Route, way_back, ways
from support.examples import example

NOON = datetime(2025, 9, 3, 12, tzinfo=UTC)  # a Wednesday
FILE = """
targets:
  console: {kind: console}
  hook: {kind: webhook, url: "https://hooks.example/a", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}
routes:
  - {name: urgent, match: {severities: [urgent]}, to: [hook], continue: true}
  - {name: rest, to: [console]}
"""


@pytest.mark.parametrize(
    ("match", "takes"),
    [
        ({}, True),
        ({"pairs": ["RUS-CHN"]}, True),
        ({"pairs": ["CHN-USA"]}, False),
        ({"kinds": ["burst"], "directions": ["closer"]}, True),
        ({"kinds": ["burst"], "directions": ["apart"]}, False),
        ({"severities": ["info"]}, False),
        ({"themes": ["no-such-theme"]}, False),
    ],
)
def test_a_match_takes_what_meets_all_its_conditions(match: dict[str, Any], takes: bool) -> None:  # noqa: FBT001
    """A pair counts in either order; what is left out takes any."""
    alert = example(Alert, pair="CHN-RUS", kind="burst", direction="closer", severity="urgent")
    assert msgspec.convert(match, Match).takes(alert) is takes


def test_the_first_route_takes_an_alert_alone_unless_it_says_continue() -> None:
    """An urgent alert goes on to the console, another doesn't touch the hook."""
    routing = parse_routing(FILE, "routes.yaml")
    urgent, other = example(Alert, severity="urgent"), example(Alert, severity="info")
    assert {name: way.name for name, way in ways(routing.routes, urgent, NOON).items()} == {
        "hook": "urgent",
        "console": "rest",
    }
    assert list(ways(routing.routes, other, NOON)) == ["console"]


def test_hours_are_those_of_their_zone_and_may_pass_midnight() -> None:
    """22:00 to 06:00 on weekdays in Berlin: Friday's night ends on Saturday, and summer time counts."""
    night = Hours(start="22:00", end="06:00", days=("mon", "tue", "wed", "thu", "fri"), zone="Europe/Berlin")
    assert night.hold(datetime(2025, 9, 5, 20, 0, tzinfo=UTC))  # Friday 22:00 in summer
    assert not night.hold(datetime(2025, 9, 5, 19, 59, tzinfo=UTC))
    assert night.hold(datetime(2025, 9, 6, 3, 59, tzinfo=UTC))  # Saturday 05:59
    assert not night.hold(datetime(2025, 9, 6, 20, 0, tzinfo=UTC))  # Saturday night is free
    assert not night.hold(datetime(2025, 12, 5, 20, 59, tzinfo=UTC))  # 21:59 in winter
    assert night.hold(datetime(2025, 12, 5, 21, 0, tzinfo=UTC))


def test_hours_say_when_they_are_over() -> None:
    """To the minute; hours that hold for ever are never over."""
    evening = Hours(start="18:00", end="19:30")
    assert evening.over_at(datetime(2025, 9, 3, 18, 5, 40, tzinfo=UTC)) == datetime(
        2025, 9, 3, 19, 30, tzinfo=UTC
    )
    assert Hours().over_at(NOON) is None


def test_a_route_takes_what_is_published_in_its_hours_and_the_end_finds_its_way_back() -> None:
    """At night the night's route; whoever heard of the alert by it hears of the end by day."""
    night = Route(name="night", to=("phone",), hours=Hours(start="20:00", end="08:00"))
    routes, alert = (night, Route(name="day", to=("desk",))), example(Alert)
    assert list(ways(routes, alert, NOON)) == ["desk"]
    assert list(ways(routes, alert, NOON.replace(hour=2))) == ["phone"]
    assert way_back(routes, "phone", alert) is night
    assert way_back(routes, "nobody", alert) is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("0s", 0), ("90s", 90), ("5m", 300), ("2h", 7200), ("7d", 604800)]
)
def test_a_length_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    """As a person writes it."""
    assert length(text).total_seconds() == seconds


def test_the_shipped_file_is_good() -> None:
    """It tells everything on the console."""
    routing, _ = read_routing(None)
    assert list(ways(routing.routes, example(Alert), NOON)) == ["console"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rout": []}, "unknown field `rout`"),
        ({"routes": []}, "routes"),
        ({"routes": [{"name": "a", "to": ["console"], "wait": "soon"}]}, "routes[0].wait"),
        ({"routes": [{"name": "a", "to": ["console"], "match": {"pair": ["A-B"]}}]}, "unknown field `pair`"),
        ({"routes": [{"name": "a", "to": ["nobody"]}]}, "there is no target nobody; the file has console"),
        ({"routes": [{"name": "a", "to": ["console"]}] * 2}, "two routes are named a"),
        (
            {"routes": [{"name": "a", "to": ["console"], "match": {"kinds": ["burst"]}}]},
            "the last route must take every alert",
        ),
        (
            {"routes": [{"name": "a", "to": ["console"], "quiet": {"zone": "Mars/Base"}}]},
            "there is no time zone Mars/Base",
        ),
        ({"targets": {"console": {"kind": "pager"}}}, "pager"),
        ({"targets": {"console": {"kind": "console"}, "b": {"kind": "console"}}}, "no route leads there"),
        (
            {"targets": {"console": {"kind": "console"}, "alertmanager": {"kind": "console"}}},
            "ENTENTE_ALERTMANAGER_URL",
        ),
        ({"inhibit": [{"when": {}, "mutes": {}}]}, "must each name something"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(change: dict[str, Any], says: str) -> None:
    """The sentence names the file, the key and what to do."""
    good = {"targets": {"console": {"kind": "console"}}, "routes": [{"name": "a", "to": ["console"]}]}
    with pytest.raises(Misconfigured) as caught:
        parse_routing(yaml.safe_dump(good | change), "routes.yaml")
    assert str(caught.value).startswith("routes.yaml: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ({"kind": "webhook", "url": "https://a.example"}, "write either secret or secret_file"),
        ({"kind": "webhook", "url": "https://a.example", "secret": "abc"}, "whsec_"),
        ({"kind": "webhook", "url": "https://a.example", "secret": "whsec_YWJj"}, "24 to 64 bytes"),
        ({"kind": "webhook", "url": "https://a.example", "secret_file": "gone"}, "gone can't be read"),
        ({"kind": "apprise"}, "write either url or url_file"),
    ],
)
def test_a_secret_that_is_none_is_refused(tmp_path: Path, target: dict[str, Any], says: str) -> None:
    """Before anything is told."""
    file = tmp_path / "routes.yaml"
    made = {"targets": {"a": target}, "routes": [{"name": "a", "to": ["a"]}]}
    file.write_text(yaml.safe_dump(made), encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"targets\.a") as caught:
        read_routing(file)
    assert says in str(caught.value)


def test_a_file_that_is_no_yaml_or_is_missing_is_named(tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(Misconfigured, match=r"routes\.yaml is no YAML"):
        parse_routing("routes: [", "routes.yaml")
    with pytest.raises(Misconfigured, match="can't be read"):
        read_routing(tmp_path / "missing.yaml")


def test_secrets_stand_in_files_beside_the_routes(tmp_path: Path) -> None:
    """A relative path is one from the routes' file."""
    (tmp_path / "url").write_text("json://hooks.example/a\n", encoding="utf-8")
    (tmp_path / "r.yaml").write_text(
        "targets: {a: {kind: apprise, url_file: url}}\nroutes: [{name: a, to: [a]}]\n", encoding="utf-8"
    )
    assert read_routing(tmp_path / "r.yaml")[1].urls == {"a": "json://hooks.example/a"}
