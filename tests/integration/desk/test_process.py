"""The desk as a process: it needs no Kafka, and stays up while Elasticsearch is away."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
from elasticsearch import Elasticsearch

from entente.contracts.alerts import Act
from entente.local.ports import free_port
from entente.local.stack import LocalStack
from support.desk import PASSWORD, form_token, topics_read, until, users_file

NOWHERE = {"ENTENTE_BOOTSTRAP_SERVERS": "127.0.0.1:1", "ENTENTE_ELASTICSEARCH_URL": "http://127.0.0.1:1"}


@contextmanager
def _desk(folder: Path, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    variables = {**os.environ, **NOWHERE, **settings}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([sys.executable, "-m", "entente.desk"], env=variables, stderr=log) as desk,
    ):
        try:
            yield desk
        finally:
            desk.kill()


def _await(url: str) -> httpx.Response:
    for _ in range(600):
        try:
            return httpx.get(url, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def test_the_desk_stays_up_and_says_what_is_away(tmp_path: Path) -> None:
    """Nobody at any address: pages are 503 and say so, it lives, is not ready, and ends when asked to."""
    health = free_port(9700)
    port = free_port(8800, [health])
    own = {
        "ENTENTE_DESK_PORT": str(port),
        "ENTENTE_HEALTH_PORT": str(health),
        "ENTENTE_ALERTMANAGER_URL": "http://127.0.0.1:1",
    }
    with _desk(tmp_path, **own) as desk:
        page = _await(f"http://127.0.0.1:{port}/")
        assert page.is_success
        assert "Kafka" in page.text
        until(lambda: "silences don&#39;t reach it just now" in _await(f"http://127.0.0.1:{port}/").text)
        pairs = _await(f"http://127.0.0.1:{port}/pairs")
        assert pairs.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert "Elasticsearch at http://127.0.0.1:1 can&#39;t be reached" in pairs.text
        assert _await(f"http://127.0.0.1:{port}/static/desk.css").is_success
        assert _await(f"http://127.0.0.1:{health}/livez").is_success
        ready = _await(f"http://127.0.0.1:{health}/readyz")
        assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        desk.send_signal(signal.SIGTERM)
        assert desk.wait(10) == 0


SESSION_S = 6
"""How long a login lasts here."""


def test_whatever_is_refused_is_said_and_written_down_and_nothing_is_broken(
    tmp_path: Path, indices: Elasticsearch, stack: LocalStack
) -> None:
    """Each bad request gets its status and a sentence, and is an act on the real Kafka; the desk goes on."""
    del indices
    prefix, _ = topics_read(stack)
    port = free_port(8800)
    base = f"http://127.0.0.1:{port}"
    settings = {
        "ENTENTE_BOOTSTRAP_SERVERS": stack.bootstrap_servers,
        "ENTENTE_ELASTICSEARCH_URL": stack.elasticsearch_url,
        "ENTENTE_TOPIC_PREFIX": prefix,
        "ENTENTE_DESK_PORT": str(port),
        "ENTENTE_HEALTH_PORT": str(free_port(9700, [port])),
        "ENTENTE_DESK_USERS_FILE": str(users_file(tmp_path)),
        "ENTENTE_DESK_SESSION_HOURS": str(SESSION_S / 3600),
    }
    with (
        _desk(tmp_path, **settings) as desk,
        httpx.Client(base_url=base, trust_env=False, timeout=30) as browser,
    ):
        _await(f"{base}/static/mark.svg")
        admin = {"authorization": "Bearer entente_secret_admin"}
        until(lambda: "is away" not in browser.get("/", headers=admin).text)
        wrong = browser.get("/api/v1/alerts", headers={"authorization": "Bearer entente_wrong"})
        assert (wrong.status_code, wrong.json()["title"]) == (401, "Unauthorized")
        unknown = browser.get("/alerts/none", headers=admin)
        assert (unknown.status_code, "no such alert" in unknown.text) == (404, True)
        program = browser.get("/api/v1/alerts/none", headers=admin)
        assert (program.status_code, "no such alert" in program.json()["detail"]) == (404, True)
        silly = browser.get("/?state=asleep", headers=admin)
        assert (silly.status_code, "state must be one of" in silly.text) == (400, True)
        huge = browser.post("/missed", headers=admin, content=b"x" * 3_000_000)
        assert (huge.status_code, "at most" in huge.text) == (413, True)
        chunked = browser.post(
            "/api/v1/alerts/none/acts",
            headers={**admin, "content-type": "application/json"},
            content=iter([b"x" * 1_000_000] * 3),
        )
        assert chunked.status_code == 413
        token = form_token(browser.get("/login"))
        entered = browser.post(
            "/login", data={"form_token": token, "name": "analyst", "password": PASSWORD, "next": "/"}
        )
        assert entered.status_code == 303
        kept = f"entente_desk={browser.cookies['entente_desk']}"
        forged = browser.post("/missed", headers={"cookie": kept}, data={"form_token": "forged"})
        assert (forged.status_code, "not from your session" in forged.text) == (403, True)
        assert httpx.get(f"{base}/", headers={"cookie": kept}, trust_env=False).is_success
        time.sleep(SESSION_S + 2)
        late = httpx.get(f"{base}/", headers={"cookie": kept}, trust_env=False, follow_redirects=True)
        assert (late.url.path, "session has ended" in late.text) == ("/login", True)
        sent = httpx.post(
            f"{base}/missed", headers={"cookie": kept}, data={"form_token": "x"}, trust_env=False
        )
        assert (sent.status_code, "session has ended" in sent.text) == (403, True)
        expected = [
            ("unknown", "GET /api/v1/alerts from 127.0.0.1: 401, Send a token"),
            ("admin-program", "GET /alerts/none from 127.0.0.1: 404, There is no such alert"),
            ("admin-program", "GET /api/v1/alerts/none from 127.0.0.1: 404, There is no such alert"),
            ("admin-program", "GET / from 127.0.0.1: 400, state must be one of"),
            ("unknown", "POST /missed from 127.0.0.1: 413, A request has at most"),
            ("admin-program", "POST /api/v1/alerts/none/acts from 127.0.0.1: 413, A request has at most"),
            ("analyst", "POST /missed from 127.0.0.1: 403, This form is not from your session"),
            ("unknown", "GET / from 127.0.0.1: the session has ended"),
            ("unknown", "POST /missed from 127.0.0.1: 403, Your session has ended"),
        ]

        def refused() -> list[Act]:
            lines = browser.get("/audit.jsonl", headers=admin).content.splitlines()
            acts = [msgspec.json.decode(line, type=Act) for line in lines]
            return [act for act in acts if (act.what, act.value) == ("login", "refused")]

        until(lambda: len(refused()) >= len(expected))
        found = [(act.who, act.reason) for act in refused()]
        assert len(found) == len(expected)
        for who, begins in expected:
            assert [one for one in found if one[0] == who and one[1].startswith(begins)], begins
        assert browser.get("/", headers=admin).is_success
        assert desk.poll() is None


REFUSED = {
    "ENTENTE_DESK_HOST": ("0.0.0.0", "nobody is asked who they are"),  # noqa: S104 - it must be refused
    "ENTENTE_DESK_PORT": ("many", "ENTENTE_DESK_PORT"),
    "ENTENTE_DESK_USERS_FILE": ("/nowhere/users.yaml", "entente desk user add"),
    "ENTENTE_DESK_TRUSTED_PROXIES": ('["proxy"]', "is no address or network"),
    "ENTENTE_DESK_SECRET": ("short", "ENTENTE_DESK_SECRET"),
    "ENTENTE_ELASTICSEARCH_URL": ("http://search", "ENTENTE_ELASTICSEARCH_URL"),
}

ONE_AFTER_ANOTHER = """
import json, os, sys
from entente.desk.app import DECLARED, SERVICE, work
from entente.desk.settings import DeskSettings
from entente.runtime.process import run

usual = dict(os.environ)
for name, value in json.loads(sys.argv[1]).items():
    os.environ.clear()
    os.environ.update(usual, **{name: value})
    print(f"begin {name}", file=sys.stderr)
    print(f"\\nend {name} {run(SERVICE, DeskSettings, work, declared=DECLARED)}", file=sys.stderr)
"""
"""What `python -m entente.desk` does, but for the start of an interpreter, which takes most of the time."""


@pytest.fixture(scope="module")
def refusals() -> str:
    """What a desk says that is started with one wrong setting after another."""
    settings = json.dumps({name: value for name, (value, _) in REFUSED.items()})
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER, settings],
        env={**os.environ, **NOWHERE, "ENTENTE_DESK_PORT": "0", "ENTENTE_HEALTH_PORT": "0"},
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    return done.stderr


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_setting_is_one_sentence(refusals: str, name: str) -> None:
    """What can't be is refused with exit code 2 and what to set."""
    said = refusals.partition(f"begin {name}\n")[2].partition(f"\nend {name} 2\n")[0]
    assert REFUSED[name][1] in said.strip().splitlines()[-1]
    assert "Traceback" not in said
