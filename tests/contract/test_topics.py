"""Topic manifests: complete, consistent, and nothing in them unused."""

from pathlib import Path

import pytest

from entente.contracts.errors import Misconfigured
from entente.contracts.registry import VERSIONS
from entente.contracts.topics import (
    TopicManifest,
    dead_letter_topic,
    parse_manifest,
    partition_key,
    physical,
)

ROOT = Path(__file__).parents[2]
MANIFESTS = {
    path.stem: parse_manifest(path.stem, path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "schemas" / "topics").glob("*.toml"))
}
SERVICES = {"ingest", "tagger", "detector", "indexer", "notifier", "desk", "cli"}


def test_every_message_has_its_topic_and_every_topic_its_message() -> None:
    """No message without a topic that carries it, no topic with a message nobody knows."""
    assert {manifest.message for manifest in MANIFESTS.values()} == {kind.__name__ for kind in VERSIONS}


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_writers_and_readers_are_services(manifest: TopicManifest) -> None:
    """Each topic is written and read by somebody who exists."""
    assert manifest.writers
    assert manifest.readers
    assert set(manifest.writers) | set(manifest.readers) <= SERVICES


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_a_dead_letter_fits_its_topic(manifest: TopicManifest) -> None:
    """Whatever fits a topic fits its dead-letter topic, which is kept longer and never compacted."""
    dead = dead_letter_topic(manifest)
    assert dead.max_message_bytes > manifest.max_message_bytes
    assert dead.cleanup == "delete"
    assert dead.retention_days == -1 or dead.retention_days >= manifest.retention_days
    assert dead.writers == manifest.readers


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name = ", "Invalid value"),
        ('name = "signals"', "missing required field"),
        ((ROOT / "schemas/topics/signals.toml").read_text() + "partitons = 4\n", "partitons"),
        ((ROOT / "schemas/topics/volume.toml").read_text(), "names the topic 'volume'"),
    ],
)
def test_a_bad_manifest_names_its_file_and_fault(text: str, what: str) -> None:
    """A manifest that is no TOML, lacks a field, misspells one or bears another's name is refused by name."""
    with pytest.raises(Misconfigured) as caught:
        parse_manifest("signals", text)
    assert "schemas/topics/signals.toml" in str(caught.value)
    assert what in str(caught.value)


def test_signals_of_a_pair_share_a_partition() -> None:
    """The pair alone chooses the partition where the manifest says so, the whole key elsewhere."""
    assert partition_key(MANIFESTS["signals"], b"CHN-RUS/abc") == b"CHN-RUS"
    assert partition_key(MANIFESTS["sent"], b"console/abc") == b"console/abc"


def test_physical_names_are_configuration() -> None:
    """A topic has its configured name, else its prefix and name."""
    assert physical("signals", {"signals": "s.v1"}) == "s.v1"
    assert physical("signals", {}, "desk-") == "desk-signals"
