"""`entente index keys`: asked of a server that answers as Elasticsearch's security does.

The distribution that tests can start lacks an analyzer that the index of real API keys needs.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from entente.contracts.errors import Misconfigured
from entente.indexer.keys import FILE, ROLES, make_keys, set_password
from entente.runtime.search import SearchSettings, connect
from support.answering import Answer, Asked, answering


class _Security:
    """Makes, revokes and checks keys: name to (encoded key, what it may)."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[str, dict[str, Any]]] = {}
        self.passwords: dict[str, str] = {}
        self._made = 0

    def answer(self, asked: Asked) -> Answer:
        """Answer a request."""
        if asked.method == "GET":
            given = asked.authorization.removeprefix("ApiKey ")
            return (200 if given in {encoded for encoded, _ in self.keys.values()} else 401), {}
        if asked.method == "DELETE":
            self.keys.pop(asked.body["name"], None)
            return 200, {}
        if asked.path.endswith("/_password"):
            self.passwords[asked.path.split("/")[-2]] = asked.body["password"]
            return 200, {}
        self._made += 1
        encoded = f"key{self._made}=="
        self.keys[asked.body["name"]] = (encoded, asked.body["role_descriptors"])
        return 200, {"encoded": encoded}


@pytest.fixture
def security() -> _Security:
    """The server's keys and passwords, none at first."""
    return _Security()


@pytest.fixture
def client(security: _Security) -> Iterator[Elasticsearch]:
    """A client of it, as the superuser."""
    with answering(security.answer) as url:
        given = {
            "elasticsearch_url": url,
            "elasticsearch_username": "elastic",
            "elasticsearch_password": "hunter2",
        }
        with connect(SearchSettings.model_validate(given)) as made:
            yield made


def test_each_has_a_key_of_its_own(client: Elasticsearch, security: _Security, tmp_path: Path) -> None:
    """A file each that its owner alone may read, but Grafana's; the key may what its role says, no more."""
    assert list(make_keys(client, tmp_path)) == [f"key {name}: made" for name in ROLES]
    for name, role in ROLES.items():
        path = tmp_path / name / FILE
        encoded, allowed = security.keys[f"entente-{name}"]
        assert path.read_text() == f"{encoded}\n"
        assert path.stat().st_mode & 0o777 == (0o644 if name == "grafana" else 0o600)
        assert allowed == {name: json.loads(json.dumps(role))}


def test_a_key_that_holds_stays(client: Elasticsearch, security: _Security, tmp_path: Path) -> None:
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


def test_kibanas_password_is_set(client: Elasticsearch, security: _Security) -> None:
    """The cluster's own user gets the password of the secret."""
    assert set_password(client, "kibana_system", "secret") == "user kibana_system: password set"
    assert security.passwords == {"kibana_system": "secret"}
