"""API keys for Elasticsearch, one a user of it, each allowed what that one does and no more."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from elasticsearch import Elasticsearch
from msgspec import Struct

from entente.contracts.errors import Misconfigured
from entente.indexer.mappings import Mapped
from entente.runtime.search import spoken

PATTERN = "entente-*"
FILE = "api_key"
"""In a folder of its own for each, so that a container is given one key and no other."""

_READ = ["read", "view_index_metadata"]
_KIBANA: Mapped = {
    "application": "kibana-.kibana",
    "privileges": ["space_all"],
    "resources": ["space:default"],
}

ROLES: Mapping[str, Mapped] = {
    "indexer": {
        "cluster": ["monitor"],
        "indices": [{"names": [PATTERN], "privileges": [*_READ, "write", "create_index", "manage"]}],
    },
    "desk": {
        "cluster": ["monitor"],
        "indices": [{"names": [PATTERN], "privileges": _READ}],
    },
    "upkeep": {
        "cluster": ["monitor", "manage_index_templates", "manage_ilm", "cluster:admin/analyze"],
        "indices": [{"names": [PATTERN], "privileges": ["all"]}],
    },
    "kibana-import": {"cluster": [], "indices": [], "applications": [_KIBANA]},
    "grafana": {
        "cluster": ["monitor"],
        "indices": [{"names": ["entente-alignment*"], "privileges": _READ}],
    },
}
"""The indexer makes a month's index and its write alias when it first meets it; templates are upkeep's."""

_MODES: Mapping[str, int] = {"grafana": 0o644}
"""Grafana's container runs as a user of its own; the volume is mounted to it alone."""

_JSON = {"accept": "application/json", "content-type": "application/json"}
_REFUSED = (401, 403)


class _Made(Struct):
    encoded: str


def make_keys(client: Elasticsearch, folder: Path) -> Iterator[str]:
    """Make the keys that the folder lacks or that no longer hold, a file each; a line each.

    Raises:
        Misconfigured: the credentials may make none, or the folder can't be written.
        Transient: the cluster can't be reached.
    """
    for name, role in ROLES.items():
        path = folder / name / FILE
        if _holds(client, path):
            yield f"key {name}: stands"
            continue
        with spoken(client):
            client.perform_request(
                "DELETE", "/_security/api_key", headers=_JSON, body={"name": f"entente-{name}"}
            )
            body: Mapped = {"name": f"entente-{name}", "role_descriptors": {name: role}}
            answer = client.perform_request("POST", "/_security/api_key", headers=_JSON, body=body)
        _write(path, msgspec.convert(answer.body, _Made).encoded, _MODES.get(name, 0o600))
        yield f"key {name}: made"


def set_password(client: Elasticsearch, user: str, password: str) -> str:
    """Give one of the cluster's own users, such as kibana_system, its password; a line."""
    with spoken(client):
        path = f"/_security/user/{user}/_password"
        client.perform_request("POST", path, headers=_JSON, body={"password": password})
    return f"user {user}: password set"


def _holds(client: Elasticsearch, path: Path) -> bool:
    if not path.is_file():
        return False
    key = path.read_text(encoding="utf-8").strip()
    with spoken(client):
        asked = client.options(api_key=key, ignore_status=_REFUSED)
        answer = asked.perform_request("GET", "/_security/_authenticate", headers=_JSON)
    return answer.meta.status not in _REFUSED


def _write(path: Path, secret: str, mode: int) -> None:
    """Write a file that nobody could read before it has its mode."""
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{secret}\n")
            os.fchmod(file.fileno(), mode)
        partial.replace(path)
    except OSError as error:
        raise Misconfigured(
            f"the key in {path} can't be written ({error.strerror}): name a folder that this user may write"
        ) from error
