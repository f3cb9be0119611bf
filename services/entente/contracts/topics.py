"""Topic manifests: what each topic carries, how it is kept, who writes and who reads it."""

import tomllib
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from entente.contracts.errors import Misconfigured

DEAD_MAX_BYTES = 8 * 1024 * 1024
"""A dead letter carries its record's own bytes, so its topic takes more than any other."""


class TopicManifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One topic, as `schemas/topics/<name>.toml` declares it."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z.]*$")]
    message: str
    key: str
    partitions: Annotated[int, Meta(ge=1, le=1000)]
    cleanup: Literal["delete", "compact", "compact,delete"]
    retention_days: Annotated[int, Meta(ge=-1, description="-1: for ever.")]
    compaction_lag_days: Annotated[int, Meta(ge=0, description="Every revision is kept at least so long.")]
    max_message_bytes: Annotated[int, Meta(ge=1024)]
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    dead: Annotated[bool, Meta(description="Whether `<name>.dead` stands beside it.")]
    note: str


def parse_manifest(name: str, text: str) -> TopicManifest:
    """Read one manifest.

    Raises:
        Misconfigured: it isn't TOML, has a field too many or too few, or its name is not its file's.
    """
    try:
        manifest = msgspec.convert(tomllib.loads(text), TopicManifest)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"schemas/topics/{name}.toml: {error}") from error
    if manifest.name != name:
        raise Misconfigured(f"schemas/topics/{name}.toml names the topic {manifest.name!r}; make them equal")
    return manifest


def dead_letter_topic(manifest: TopicManifest) -> TopicManifest:
    """Declare the dead-letter topic that stands beside an input topic."""
    return msgspec.structs.replace(
        manifest,
        name=f"{manifest.name}.dead",
        cleanup="delete",
        retention_days=max(manifest.retention_days, 90) if manifest.retention_days > 0 else -1,
        compaction_lag_days=0,
        max_message_bytes=DEAD_MAX_BYTES,
        writers=manifest.readers,
        readers=("cli", "desk"),
        dead=False,
        note=f"What readers of {manifest.name} could not use: same key and value, the reason in headers.",
    )


def partition_key(manifest: TopicManifest, key: bytes) -> bytes:
    """Cut a record's key to the part that chooses its partition: the pair, where the manifest says so."""
    return key.split(b"/", 1)[0] if manifest.key.endswith("partitioned by pair") else key


def physical(name: str, names: Mapping[str, str], prefix: str = "") -> str:
    """Give the name a topic has on this broker: configured, else prefix and name."""
    return names.get(name, f"{prefix}{name}")
