"""Conformance with Debian's own Alertmanager: what reaches it, how long it stands, who hears of it."""

import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from entente.contracts.alerts import Alert
from entente.contracts.values import AlertState
from entente.detecting.standing import seen
from entente.detecting.wording import aloud
from entente.local.ports import free_port
from entente.notifier.declared import FAILURES
from entente.notifier.retry import Fate
from entente.notifier.targets.alertmanager import Alertmanager
from entente.runtime.clock import HandClock
from support.debian import program
from support.examples import example
from support.notifying import DESK, Newsroom
from support.receivers import Receiver, receiver

CONFIG = {
    "route": {
        "receiver": "hook",
        "group_by": ["pair"],
        "group_wait": "50ms",
        "group_interval": "150ms",
        "repeat_interval": "1h",
    },
    "receivers": [{"name": "hook", "webhook_configs": [{"url": "HOOK", "send_resolved": True}]}],
    "inhibit_rules": [
        {
            "source_matchers": ['severity="urgent"'],
            "target_matchers": ['severity="info"'],
            "equal": ["pair", "direction"],
        }
    ],
}


class Server:
    """A running Alertmanager, and what it tells its receiver."""

    def __init__(self, folder: Path, hook: Receiver) -> None:
        self.hook = hook
        self.address = f"127.0.0.1:{free_port(9093)}"
        self.url = f"http://{self.address}"
        self._folder = folder
        config = json.dumps(CONFIG).replace("HOOK", hook.url)
        (folder / "alertmanager.yml").write_text(config, encoding="utf-8")

    def start(self) -> None:
        """Start it, with what it remembers of its last life."""
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(program("prometheus-alertmanager", "prometheus-alertmanager")),
                    f"--config.file={self._folder / 'alertmanager.yml'}",
                    f"--storage.path={self._folder / 'data'}",
                    f"--web.listen-address={self.address}",
                    "--cluster.listen-address=",
                ],
                stdout=log,
                stderr=log,
            )
        patience = threading.Event()
        for _ in range(200):
            try:
                if httpx.get(f"{self.url}/-/ready", trust_env=False).is_success:
                    return
            except httpx.TransportError:
                pass
            patience.wait(0.05)
        raise AssertionError((self._folder / "log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(10)

    def standing(self, rule: str) -> list[dict[str, Any]]:
        """List what stands there of a rule."""
        answer = httpx.get(f"{self.url}/api/v2/alerts", params={"filter": f'rule="{rule}"'}, trust_env=False)
        found: list[dict[str, Any]] = answer.json()
        return found

    def silences(self) -> list[dict[str, Any]]:
        """List the silences that hold there."""
        found = httpx.get(f"{self.url}/api/v2/silences", trust_env=False).json()
        return [one for one in found if one["status"]["state"] == "active"]

    def heard(self, rule: str, status: str) -> bool:
        """Wait until its receiver hears of a rule's alert in a status."""
        return self.hook.wait_for(
            lambda: any(
                alert["labels"]["rule"] == rule and alert["status"] == status
                for request in self.hook.requests
                for alert in json.loads(request.body)["alerts"]
            )
        )

    def hears_nothing_of(self, rule: str) -> bool:
        """Say whether its receiver has heard nothing of a rule."""
        return not any(rule.encode() in request.body for request in self.hook.requests)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running Alertmanager with a receiver."""
    with receiver() as hook:
        made = Server(tmp_path_factory.mktemp("alertmanager"), hook)
        made.start()
        try:
            yield made
        finally:
            made.stop()


def _room() -> Newsroom:
    """Give a newsroom whose clock is some minutes behind Alertmanager's, so that it never runs ahead."""
    return Newsroom(clock=HandClock(datetime.now(UTC) - timedelta(minutes=4)))


def _publish(room: Newsroom, name: str, state: AlertState = "firing", **changes: object) -> Alert:
    now = room.clock.now()
    about: dict[str, object] = {"rule": f"rule-{name}", "pair": f"{name.upper()}-RUS", "severity": "notice"}
    return room.publish(name, state, ended=now, window_start_at=now - timedelta(hours=1), **about | changes)


def test_an_alert_arrives_with_its_labels_and_its_end_is_told(server: Server) -> None:
    """Rule, pair, direction, severity, sentence, the desk's page; the receiver hears start and end."""
    room = _room()
    loop, end = room.notifier(alertmanager=Alertmanager(server.url, f"{DESK}/"))
    alert = _publish(room, "aa")
    room.pass_by(loop)
    (stands,) = server.standing("rule-aa")
    assert stands["labels"] == {
        "alertname": "EntenteReporting",
        "rule": "rule-aa",
        "pair": "AA-RUS",
        "direction": alert.direction,
        "severity": "notice",
    }
    assert stands["annotations"]["summary"] == aloud(alert)
    assert stands["generatorURL"] == f"{DESK}/alerts/aa"
    assert server.heard("rule-aa", "firing")
    _publish(room, "aa", "resolved")
    room.pass_by(loop)
    end()
    assert server.standing("rule-aa") == []
    assert server.heard("rule-aa", "resolved")
    assert [(one.target, one.alert_state) for one in room.sent()] == [
        ("alertmanager", "firing"),
        ("alertmanager", "resolved"),
    ]


def test_what_fires_is_sent_again_each_minute_until_it_is_over(server: Server) -> None:
    """Its end moves on by as much, also after a restart of the notifier; the receiver hears it once."""
    room = _room()
    loop, end = room.notifier(alertmanager=Alertmanager(server.url, None))
    _publish(room, "bb")
    room.pass_by(loop)
    (before,) = server.standing("rule-bb")
    end()
    loop, end = room.notifier(alertmanager=Alertmanager(server.url, None))
    room.pass_by(loop, 61, every=10)
    end()
    (after,) = server.standing("rule-bb")
    moved = datetime.fromisoformat(after["endsAt"]) - datetime.fromisoformat(before["endsAt"])
    assert timedelta(seconds=50) < moved < timedelta(minutes=2)
    assert server.heard("rule-bb", "firing")
    assert sum(b"rule-bb" in request.body for request in server.hook.requests) == 1
    assert len(room.sent()) == 1


def test_a_superseded_id_stays_the_same_alert_there(server: Server) -> None:
    """Neither the end beside another of the same labels nor the move to another id ends it."""
    room = _room()
    loop, end = room.notifier(alertmanager=Alertmanager(server.url, None))
    about: dict[str, Any] = {"rule": "rule-cc", "pair": "CCC-RUS"}
    for name in ("c1", "c2"):
        _publish(room, name, **about)
    room.pass_by(loop)
    _publish(room, "c1", "resolved", **about)
    _publish(room, "c2", "withdrawn", superseded_by="c3", **about)
    room.pass_by(loop)
    assert len(server.standing("rule-cc")) == 1
    _publish(room, "c3", **about)
    room.pass_by(loop, 61, every=20)
    assert len(server.standing("rule-cc")) == 1
    _publish(room, "c3", "resolved", **about)
    room.pass_by(loop)
    end()
    assert server.standing("rule-cc") == []


def test_a_silence_of_the_desk_is_alertmanagers_until_another_act_ends_it(server: Server) -> None:
    """It says who, why and until when; nobody hears within it; ended on the desk, the alert is told."""
    room = _room()
    loop, end = room.notifier(alertmanager=Alertmanager(server.url, None))
    about = seen(example(Alert, rule="rule-dd", pair="DDD-RUS"))
    until = room.clock.now() + timedelta(hours=4)
    room.act("s1", who="ana", what="silence", alert_id=None, until=until, reason="known", seen=about)
    room.pass_by(loop)
    (silence,) = server.silences()
    assert silence["createdBy"] == "ana"
    assert silence["comment"] == "known [entente s1]"
    assert abs(datetime.fromisoformat(silence["endsAt"]) - until) < timedelta(seconds=1)
    _publish(room, "dd", pair="DDD-RUS")
    _publish(room, "free")
    room.pass_by(loop)
    assert server.heard("rule-free", "firing")
    (stands,) = server.standing("rule-dd")
    assert stands["status"]["state"] == "suppressed"
    assert server.hears_nothing_of("rule-dd")
    room.act("s2", what="silence", alert_id=None, value="s1", seen=None)
    room.pass_by(loop)
    end()
    assert server.silences() == []
    assert server.heard("rule-dd", "firing")


def test_a_silence_that_somebody_ended_there_comes_back_and_foreign_ones_are_left(server: Server) -> None:
    """The desk's silences are made anew within a minute; one that an operator set there stays."""
    room = _room()
    loop, end = room.notifier(alertmanager=Alertmanager(server.url, None))
    about = seen(example(Alert, rule="rule-ee"))
    until = room.clock.now() + timedelta(hours=4)
    room.act("e1", what="silence", alert_id=None, until=until, seen=about)
    room.pass_by(loop)
    (ours,) = server.silences()
    httpx.delete(f"{server.url}/api/v2/silence/{ours['id']}", trust_env=False).raise_for_status()
    foreign = {
        "matchers": [{"name": "a", "value": "b", "isRegex": False, "isEqual": True}],
        "startsAt": datetime.now(UTC).isoformat(),
        "endsAt": until.isoformat(),
        "createdBy": "operator",
        "comment": "mine",
    }
    httpx.post(f"{server.url}/api/v2/silences", json=foreign, trust_env=False).raise_for_status()
    room.pass_by(loop, 61, every=20)
    assert sorted(one["createdBy"] for one in server.silences()) == sorted(["operator", ours["createdBy"]])
    room.act("e2", what="silence", alert_id=None, value="e1", seen=None)
    room.pass_by(loop)
    end()
    (left,) = server.silences()
    assert left["createdBy"] == "operator"
    httpx.delete(f"{server.url}/api/v2/silence/{left['id']}", trust_env=False).raise_for_status()


def test_inhibition_there_finds_the_labels_that_it_needs(server: Server) -> None:
    """An urgent alert keeps an information on the same pair and direction from its receiver."""
    room = _room()
    loop, end = room.notifier(alertmanager=Alertmanager(server.url, None))
    _publish(room, "grave", pair="FFF-RUS", severity="urgent")
    room.pass_by(loop)
    _publish(room, "lesser", pair="FFF-RUS", severity="info")
    room.pass_by(loop)
    end()
    assert server.heard("rule-grave", "firing")
    (stands,) = server.standing("rule-lesser")
    assert stands["status"]["inhibitedBy"]
    assert server.hears_nothing_of("rule-lesser")


def test_ten_thousand_alerts_at_once_all_stand_there(server: Server) -> None:
    """Posted some hundred at a time; none is missing, and each has its record."""
    room = _room()
    for number in range(10_000):
        _publish(room, f"g{number}", rule=f"rule-g-{number}", pair="GGG-RUS", direction="apart")
    room.run(8, alertmanager=Alertmanager(server.url, None, timeout_s=30))
    answer = httpx.get(
        f"{server.url}/api/v2/alerts", params={"filter": 'rule=~"rule-g-.+"'}, timeout=60, trust_env=False
    )
    assert len(answer.json()) == 10_000
    assert len(room.sent()) == 10_000


def test_one_that_starts_cold_hears_all_that_fires(tmp_path: Path) -> None:
    """Away at first, then started, stopped, and started without memory: what fires stands there each time."""
    with receiver() as hook:
        server, room = Server(tmp_path, hook), _room()
        loop, end = room.notifier(alertmanager=Alertmanager(server.url, None))
        _publish(room, "hh")
        room.pass_by(loop, 20, every=5)
        assert room.metrics.value(FAILURES.name, target="alertmanager", fate="away") >= 2
        assert room.sent() == []
        server.start()
        room.pass_by(loop, 75, every=15)
        assert server.heard("rule-hh", "firing")
        server.stop()
        (tmp_path / "data").rename(tmp_path / "lost")
        server.start()
        room.pass_by(loop, 150, every=15)
        standing = server.standing("rule-hh")
        httpx.post(f"{server.url}/-/reload", trust_env=False).raise_for_status()
        after = server.standing("rule-hh")
        server.stop()
        end()
    assert len(standing) == len(after) == 1
    assert len(room.sent()) == 1


def test_an_alertmanager_that_is_away_is_named() -> None:
    """Nobody at the address is told with the address."""
    answer = Alertmanager("http://127.0.0.1:1", None).post([example(Alert)], datetime.now(UTC))
    assert answer.fate is Fate.AWAY
    assert "http://127.0.0.1:1/" in answer.why
