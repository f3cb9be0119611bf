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
import pytest

from entente.local.ports import free_port

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
    """Nobody at either address: pages are 503 and say so, it lives, is not ready, and ends when asked to."""
    health = free_port(9700)
    port = free_port(8800, [health])
    own = {"ENTENTE_DESK_PORT": str(port), "ENTENTE_HEALTH_PORT": str(health)}
    with _desk(tmp_path, **own) as desk:
        page = _await(f"http://127.0.0.1:{port}/")
        assert page.is_success
        assert "Kafka" in page.text
        pairs = _await(f"http://127.0.0.1:{port}/pairs")
        assert pairs.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert "Elasticsearch at http://127.0.0.1:1 can&#39;t be reached" in pairs.text
        assert _await(f"http://127.0.0.1:{port}/static/desk.css").is_success
        assert _await(f"http://127.0.0.1:{health}/livez").is_success
        ready = _await(f"http://127.0.0.1:{health}/readyz")
        assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        desk.send_signal(signal.SIGTERM)
        assert desk.wait(10) == 0


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
