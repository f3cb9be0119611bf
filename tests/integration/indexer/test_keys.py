"""`entente index keys`: asked of a server that answers as Elasticsearch's security does.

The distribution that tests can start lacks an analyzer that the index of real API keys needs.
"""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from elasticsearch import Elasticsearch

from entente.contracts.errors import Misconfigured
from entente.indexer.keys import FILE, ROLES, make_keys, set_password
from entente.runtime.search import SearchSettings, connect


class _Security(BaseHTTPRequestHandler):
    """Makes, revokes and checks keys: name to (encoded key, what it may)."""

    keys: ClassVar[dict[str, tuple[str, dict[str, Any]]]] = {}
    passwords: ClassVar[dict[str, str]] = {}
    made: ClassVar[int] = 0

    def do_GET(self) -> None:
        given = (self.headers["Authorization"] or "").removeprefix("ApiKey ")
        self._answer(200 if given in {encoded for encoded, _ in self.keys.values()} else 401, {})

    def do_DELETE(self) -> None:
        self.keys.pop(self._asked()["name"], None)
        self._answer(200, {})

    def do_POST(self) -> None:
        asked = self._asked()
        if self.path.endswith("/_password"):
            self.passwords[self.path.split("/")[-2]] = asked["password"]
            self._answer(200, {})
            return
        type(self).made += 1
        encoded = f"key{self.made}=="
        self.keys[asked["name"]] = (encoded, asked["role_descriptors"])
        self._answer(200, {"encoded": encoded})

    def _asked(self) -> dict[str, Any]:
        asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return asked

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def security() -> type[_Security]:
    """The server's keys and passwords, none at first."""
    _Security.keys, _Security.passwords, _Security.made = {}, {}, 0
    return _Security


@pytest.fixture
def client(security: type[_Security]) -> Iterator[Elasticsearch]:
    """A client of it, as the superuser."""
    server = HTTPServer(("127.0.0.1", 0), security)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    given = {
        "elasticsearch_url": f"http://127.0.0.1:{server.server_port}",
        "elasticsearch_username": "elastic",
        "elasticsearch_password": "hunter2",
    }
    with connect(SearchSettings.model_validate(given)) as made:
        yield made
    server.shutdown()
    server.server_close()


def test_each_has_a_key_of_its_own(client: Elasticsearch, security: type[_Security], tmp_path: Path) -> None:
    """A file each that its owner alone may read, holding a key that may what its role says and no more."""
    assert list(make_keys(client, tmp_path)) == [f"key {name}: made" for name in ROLES]
    for name, role in ROLES.items():
        path = tmp_path / name / FILE
        encoded, allowed = security.keys[f"entente-{name}"]
        assert path.read_text() == f"{encoded}\n"
        assert path.stat().st_mode & 0o777 == 0o600
        assert allowed == {name: json.loads(json.dumps(role))}


def test_a_key_that_holds_stays(client: Elasticsearch, security: type[_Security], tmp_path: Path) -> None:
    """A second run makes only the key whose file is gone and the one that was revoked."""
    list(make_keys(client, tmp_path))
    (tmp_path / "desk" / FILE).unlink()
    del security.keys["entente-upkeep"]
    lines = dict(line.split(": ") for line in make_keys(client, tmp_path))
    assert [name for name, said in lines.items() if said == "made"] == ["key desk", "key upkeep"]
    assert {encoded for encoded, _ in security.keys.values()} == {
        (tmp_path / name / FILE).read_text().strip() for name in ROLES
    }


def test_a_folder_that_is_a_file_is_refused(client: Elasticsearch, tmp_path: Path) -> None:
    """The path that can't be written is named."""
    (tmp_path / "indexer").write_text("in the way")
    with pytest.raises(Misconfigured, match=r"indexer/api_key can't be written .*name a folder"):
        list(make_keys(client, tmp_path))


def test_kibanas_password_is_set(client: Elasticsearch, security: type[_Security]) -> None:
    """The cluster's own user gets the password of the secret."""
    assert set_password(client, "kibana_system", "secret") == "user kibana_system: password set"
    assert security.passwords == {"kibana_system": "secret"}
