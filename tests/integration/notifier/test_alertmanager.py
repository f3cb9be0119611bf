"""Alerts in Debian's own Alertmanager."""

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.contracts.errors import Transient
from entente.local.ports import free_port
from entente.notifier.targets import Alertmanager
from support.debian import program
from support.examples import example

CONFIG = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running Alertmanager."""
    folder = tmp_path_factory.mktemp("alertmanager")
    (folder / "alertmanager.yml").write_text(CONFIG, encoding="utf-8")
    address = f"127.0.0.1:{free_port(9093)}"
    arguments = [
        str(program("prometheus-alertmanager", "prometheus-alertmanager")),
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(arguments, stdout=log, stderr=log) as server:
        try:
            _await(f"http://{address}/-/ready")
            yield f"http://{address}"
        finally:
            server.terminate()


def _await(page: str) -> None:
    for _ in range(100):
        try:
            if httpx.get(page, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{page} does not answer")


def _alert(name: str, **changes: object) -> Alert:
    return example(Alert, id=name, rule=f"rule-{name[0]}", **changes)


def _standing(url: str, rule: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{url}/api/v2/alerts", params={"filter": f'rule="{rule}"'}, trust_env=False)
    found: list[dict[str, Any]] = answer.json()
    return found


def _now() -> datetime:
    return datetime.now(UTC)


def test_an_alert_arrives_with_its_labels_and_goes_when_resolved(url: str) -> None:
    """Alertmanager shows rule, pair, direction, severity, sentence and the desk's page; then it is over."""
    target = Alertmanager(url, "http://desk.example/")
    alert = _alert("a1", state="firing")
    target.tell(alert, _now(), ())
    (stands,) = _standing(url, "rule-a")
    assert stands["labels"] == {
        "alertname": "EntenteReporting",
        "rule": "rule-a",
        "pair": "CHN-RUS",
        "direction": "closer",
        "severity": alert.severity,
    }
    assert stands["annotations"]["summary"].startswith("CHN-RUS closer")
    assert stands["generatorURL"] == "http://desk.example/alerts/a1"
    target.tell(replace(alert, state="resolved"), _now(), [alert])
    assert _standing(url, "rule-a") == []


def test_a_reminder_moves_the_end_before_it_comes(url: str) -> None:
    """What still fires is repeated, and its end moves on by as much."""
    target = Alertmanager(url, None)
    alert, now = _alert("b1", state="firing"), _now()
    target.tell(alert, now, ())
    (before,) = _standing(url, "rule-b")
    target.remind([alert], now + timedelta(minutes=1))
    (after,) = _standing(url, "rule-b")
    moved = datetime.fromisoformat(after["endsAt"]) - datetime.fromisoformat(before["endsAt"])
    assert moved == timedelta(minutes=1)
    assert datetime.fromisoformat(before["endsAt"]) > now + timedelta(minutes=4)


def test_an_end_leaves_the_alert_that_goes_on(url: str) -> None:
    """Neither an end beside another alert of the same labels nor a withdrawal carried on ends it there."""
    target = Alertmanager(url, None)
    first, second = _alert("c1", state="firing"), _alert("c2", state="firing")
    target.tell(first, _now(), ())
    target.tell(second, _now(), [first])
    target.tell(replace(first, state="resolved"), _now(), [first, second])
    target.tell(replace(second, state="withdrawn", superseded_by="c3"), _now(), [second])
    assert len(_standing(url, "rule-c")) == 1


def test_an_alertmanager_that_is_away_is_named() -> None:
    """Nobody at the address is a passing trouble, told with the address."""
    with pytest.raises(Transient, match=r"Alertmanager at http://127\.0\.0\.1:1/"):
        Alertmanager("http://127.0.0.1:1", None).tell(_alert("d1"), _now(), ())
