"""docker-compose.yml and Dockerfile: held to in a second to what `make verify-deploy` proves on an engine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from entente.local.artifacts import ELASTICSEARCH_VERSION, KAFKA_VERSION
from entente.local.fleet import SERVICES

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, Any] = COMPOSE["services"]
OURS = {name: one for name, one in CONTAINERS.items() if one["image"].startswith("entente/")}
TEXT = (ROOT / "docker-compose.yml").read_text()


def test_the_fleet_is_whole() -> None:
    """Each of the six services runs from the image of its name, and Prometheus scrapes it under that name."""
    assert set(SERVICES) <= set(CONTAINERS)
    assert all(CONTAINERS[name]["build"]["args"]["SERVICE"] == name for name in SERVICES)
    scraped = (ROOT / "deploy/prometheus/prometheus.yml").read_text()
    assert all(f"{name}:9600" in scraped for name in SERVICES)


def test_the_servers_are_those_that_the_tests_run() -> None:
    """Kafka and Elasticsearch have the versions of the local stack; Kibana is of Elasticsearch's."""
    assert CONTAINERS["kafka"]["image"] == f"apache/kafka:{KAFKA_VERSION}"
    assert CONTAINERS["elasticsearch"]["image"] == f"elasticsearch:{ELASTICSEARCH_VERSION}"
    assert CONTAINERS["kibana"]["image"] == f"kibana:{ELASTICSEARCH_VERSION}"


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_every_image_is_pinned(name: str) -> None:
    """A version of its own each, never the newest of the day."""
    own = r"entente/[a-z]+:\$\{ENTENTE_VERSION:-\d+\.\d+\.\d+\}"
    assert re.fullmatch(rf"{own}|[a-z/]+:v?\d+\.\d+\.\d+", CONTAINERS[name]["image"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_may_do_little(name: str) -> None:
    """No writable root, no capability, no way to gain one."""
    one = OURS[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]


def test_every_server_says_how_it_is() -> None:
    """Servers have a health check; the services' stands in the Dockerfile, and jobs end by themselves."""
    servers = set(CONTAINERS) - set(OURS)
    assert [name for name in servers if "healthcheck" not in CONTAINERS[name]] == []
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_ports_are_on_loopback() -> None:
    """What is published is reached from this host only, unless DESK_ADDRESS says otherwise for the desk."""
    ports = [port for one in CONTAINERS.values() for port in one.get("ports", ())]
    assert [
        port for port in ports if not port.startswith(("127.0.0.1:", "${DESK_ADDRESS:-127.0.0.1}:"))
    ] == []


def test_no_secret_is_a_setting() -> None:
    """Passwords and keys come from files; no variable of the environment carries one."""
    words = ("PASSWORD", "SECRET", "TOKEN", "API_KEY")
    plain = [
        (name, variable)
        for name, one in CONTAINERS.items()
        for variable in one.get("environment", {})
        if any(word in variable for word in words) and not variable.endswith("_FILE")
    ]
    assert plain == []


def test_each_user_of_elasticsearch_has_one_key() -> None:
    """A container that is given a key is given its own, read-only; only the job that makes them sees all."""
    given = {
        name: [volume for volume in one.get("volumes", ()) if volume.startswith("key-")]
        for name, one in OURS.items()
        if name != "keys"
    }
    assert {name: keys for name, keys in given.items() if keys} == {
        "indexer": ["key-indexer:/var/lib/entente/key:ro"],
        "desk": ["key-desk:/var/lib/entente/key:ro"],
        "index": ["key-upkeep:/var/lib/entente/key:ro"],
        "tools": ["key-upkeep:/var/lib/entente/key:ro"],
        "kibana-objects": ["key-kibana-import:/var/lib/entente/key:ro"],
    }


def test_the_example_names_what_can_be_set() -> None:
    """.env.example lists every variable that the compose file asks for, and no other."""
    asked = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)) - {"COMPOSE_PROJECT_NAME"} == asked
