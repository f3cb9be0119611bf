"""Prometheus' rules and Alertmanager's routes: valid, proven by their own tools, and about what exists."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.debian import program
from support.metrics import FROM_PROMETHEUS, asked, declared, exposed

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))
TESTS = DEPLOY / "prometheus" / "tests" / "alerting.yml"
ROUTES = DEPLOY / "alertmanager" / "alertmanager.yml"
RUNBOOKS = DEPLOY / "runbooks.md"


def _rules() -> Iterator[dict[str, Any]]:
    for path in RULES:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


ALERTS = [rule for rule in _rules() if "alert" in rule]
RECORDED = {rule["record"] for rule in _rules() if "record" in rule}


def _run(name: str, package: str, *arguments: str) -> str:
    done = subprocess.run(
        [program(name, package), *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prometheus_takes_the_configuration_and_the_rules() -> None:
    """`promtool check` finds nothing."""
    _run("promtool", "prometheus", "check", "config", str(DEPLOY / "prometheus" / "prometheus.yml"))
    _run("promtool", "prometheus", "check", "rules", *map(str, RULES))


def test_each_alert_fires_and_is_silent_as_its_test_says() -> None:
    """`promtool test rules` passes, and has both cases for every alert."""
    _run("promtool", "prometheus", "test", "rules", str(TESTS))
    names = {test["name"] for test in yaml.safe_load(TESTS.read_text(encoding="utf-8"))["tests"]}
    for alert in ALERTS:
        name = alert["alert"]
        assert name == "Watchdog" or {f"{name} fires", f"{name} is silent"} <= names, name


@pytest.mark.parametrize("rule", list(_rules()), ids=lambda rule: rule.get("alert") or rule["record"])
def test_every_metric_of_a_rule_exists_in_code(rule: dict[str, Any]) -> None:
    """No rule asks for a metric that nobody declares or records."""
    assert asked(rule["expr"]) <= exposed(declared()) | RECORDED | FROM_PROMETHEUS


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_says_how_grave_it_is_and_what_to_do(alert: dict[str, Any]) -> None:
    """A severity, a summary, and a runbook's section that is there and says more than its title."""
    assert alert["labels"]["severity"] in {"page", "ticket", "none"}
    assert alert["annotations"]["summary"].endswith(".")
    assert alert["annotations"]["runbook_url"] == f"deploy/runbooks.md#{alert['alert'].lower()}"
    section = re.search(
        rf"^## {alert['alert']}\n(.*?)(?=^## |\Z)",
        RUNBOOKS.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert section is not None
    assert len(section[1].split()) > 25


def test_no_label_of_a_metric_is_unbounded() -> None:
    """What a label may take is declared, or cut off by the registry; units are base units."""
    for metric in declared():
        assert not re.search(r"_(ms|millis|minutes|hours|kb|mb|percent)(_|$)", metric.name), metric.name
        assert metric.name.endswith("_total") == (metric.kind == "counter"), metric.name
        if metric.kind == "histogram":
            assert metric.name.endswith(("_seconds", "_bytes")), metric.name


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ("alertname=Watchdog severity=none", "watchdog"),
        ("alertname=LagGrowing severity=page service=tagger", "operators-page"),
        ("alertname=SourceSilent severity=ticket source=a", "operators-ticket"),
        ("alertname=EntenteReporting severity=urgent pair=CHN-RUS direction=closer", "desk"),
        ("alertname=EntenteReporting severity=info pair=CHN-RUS direction=apart", "desk"),
        ("alertname=Other", "operators-ticket"),
    ],
)
def test_each_notice_goes_to_its_receiver(labels: str, receiver: str) -> None:
    """Pages, tickets, the watch desk's alerts and the watchdog go each their own way."""
    routed = _run(
        "amtool",
        "prometheus-alertmanager",
        "config",
        "routes",
        "test",
        f"--config.file={ROUTES}",
        *labels.split(),
    )
    assert routed.strip() == receiver


def test_alertmanager_takes_the_configuration() -> None:
    """`amtool check-config` finds nothing."""
    assert "SUCCESS" in _run("amtool", "prometheus-alertmanager", "check-config", str(ROUTES))
