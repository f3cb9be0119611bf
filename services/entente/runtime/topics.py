"""The topics: their manifests, their names on this broker, and how they are created."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from entente.contracts.errors import Misconfigured
from entente.contracts.topics import (
    TopicManifest,
    dead_letter_topic,
    parse_manifest,
    partition_key,
    physical,
)
from entente.runtime.records import Outgoing
from entente.runtime.sizes import BATCH_BYTES, ROOM

DAY_MS = 24 * 3600 * 1000
_SOURCE_TREE = Path(__file__).parents[3] / "schemas" / "topics"


@cache
def manifests() -> Mapping[str, TopicManifest]:
    """Load every manifest, dead-letter topics among them.

    An installed wheel carries them as `entente/runtime/_schemas`; a source tree has `schemas/topics`.

    Raises:
        Misconfigured: there are none, or one is wrong.
    """
    packaged = resources.files("entente.runtime").joinpath("_schemas", "topics")
    folder = packaged if packaged.is_dir() else _SOURCE_TREE
    texts = {
        entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8")
        for entry in (folder.iterdir() if folder.is_dir() else ())
        if entry.name.endswith(".toml")
    }
    if not texts:
        raise Misconfigured("no topic manifests: neither the package nor a source tree holds schemas/topics")
    declared = [parse_manifest(name, text) for name, text in sorted(texts.items())]
    return {one.name: one for main in declared for one in _with_dead(main)}


def _with_dead(manifest: TopicManifest) -> tuple[TopicManifest, ...]:
    return (manifest, dead_letter_topic(manifest)) if manifest.dead else (manifest,)


class Topics:
    """The manifests that a broker is used with, and the names they go by there."""

    def __init__(
        self, declared: Mapping[str, TopicManifest], names: Mapping[str, str] | None = None, prefix: str = ""
    ) -> None:
        unknown = sorted(set(names or {}) - set(declared))
        if unknown:
            raise Misconfigured(
                f"topic_names gives a name to {unknown[0]!r}, which is no topic; there are {sorted(declared)}"
            )
        self.declared = declared
        self._physical = {name: physical(name, names or {}, prefix) for name in declared}
        self._logical = {name: topic for topic, name in self._physical.items()}
        if len(self._logical) < len(self._physical):
            raise Misconfigured("topic_names gives two topics the same name; every topic needs its own")

    def manifest(self, name: str) -> TopicManifest:
        """Give a topic's manifest.

        Raises:
            Misconfigured: it has none.
        """
        try:
            return self.declared[name]
        except KeyError:
            raise Misconfigured(
                f"{name!r} is no topic: schemas/topics has no manifest of that name"
            ) from None

    def physical(self, name: str) -> str:
        """Give the name a topic has on the broker."""
        self.manifest(name)
        return self._physical[name]

    def logical(self, physical_name: str) -> str:
        """Give the topic that goes by this name on the broker."""
        return self._logical[physical_name]

    def chooses(self, outgoing: Outgoing) -> bytes | None:
        """Give the bytes that choose a record's partition; null: any partition."""
        if outgoing.partition_key is not None:
            return outgoing.partition_key
        if outgoing.key is None:
            return None
        return partition_key(self.manifest(outgoing.topic), outgoing.key)


def partitioned(declared: Mapping[str, TopicManifest], partitions: int) -> Mapping[str, TopicManifest]:
    """Give every topic that has several partitions this many instead."""
    return {
        name: msgspec.structs.replace(one, partitions=partitions) if one.partitions > 1 else one
        for name, one in declared.items()
    }


def config(manifest: TopicManifest) -> dict[str, str]:
    """Say a topic's configuration in the broker's words.

    The broker measures whole batches; a single record is measured by the producer, against the manifest.
    """
    return {
        "cleanup.policy": manifest.cleanup,
        "retention.ms": str(manifest.retention_days * DAY_MS if manifest.retention_days >= 0 else -1),
        "min.compaction.lag.ms": str(manifest.compaction_lag_days * DAY_MS),
        "max.message.bytes": str(max(manifest.max_message_bytes, BATCH_BYTES) + ROOM),
    }


class Standing(msgspec.Struct, frozen=True):
    """A topic as the broker has it."""

    partitions: int
    config: Mapping[str, str]


class Plan(msgspec.Struct, frozen=True):
    """What must be done to make a broker's topics those of the manifests."""

    create: Sequence[TopicManifest]
    alter: Mapping[str, Mapping[str, tuple[str, str]]]
    """Topic to setting to what it is and what it shall be."""


def plan(declared: Mapping[str, TopicManifest], standing: Mapping[str, Standing]) -> Plan:
    """Compare the manifests with the broker.

    Raises:
        Misconfigured: a topic has another number of partitions, which no setting can mend.
    """
    for name, manifest in declared.items():
        found = standing.get(name)
        if found is not None and found.partitions != manifest.partitions:
            raise Misconfigured(
                f"topic {name} has {found.partitions} partitions and its manifest says {manifest.partitions}:"
                " keys would move; delete the topic and replay, or give it its old number"
            )
    alter = {}
    for name, manifest in declared.items():
        if name in standing:
            have = standing[name].config
            differ = {k: (have.get(k, ""), v) for k, v in config(manifest).items() if have.get(k, "") != v}
            if differ:
                alter[name] = differ
    return Plan([one for name, one in declared.items() if name not in standing], alter)
