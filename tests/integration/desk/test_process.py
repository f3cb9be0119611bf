"""The desk as a process: it needs no Kafka, and stays up while Elasticsearch is away."""

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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ENTENTE_DESK_HOST", "0.0.0.0", "nobody is asked who they are"),  # noqa: S104 - it must be refused
        ("ENTENTE_DESK_PORT", "many", "ENTENTE_DESK_PORT"),
        ("ENTENTE_DESK_USERS_FILE", "/nowhere/users.yaml", "entente desk user add"),
        ("ENTENTE_DESK_TRUSTED_PROXIES", '["proxy"]', "is no address or network"),
        ("ENTENTE_DESK_SECRET", "short", "ENTENTE_DESK_SECRET"),
        ("ENTENTE_ELASTICSEARCH_URL", "http://search", "ENTENTE_ELASTICSEARCH_URL"),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    """What can't be is refused with exit code 2 and what to set."""
    with _desk(tmp_path, **{name: value}) as desk:
        assert desk.wait(90) == 2
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert said in log.splitlines()[-1]
    assert "Traceback" not in log
