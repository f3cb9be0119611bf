"""The upkeep of Apache Kafka's topics: what stands, and making it what the manifests say."""

from collections.abc import Mapping, Sequence
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import TopicAlreadyExistsError

from entente.contracts.topics import TopicManifest
from entente.runtime.kafka_errors import spoken
from entente.runtime.topics import Standing, Topics, config, plan


class KafkaAdmin:
    """Looks after topics.

    Raises:
        Transient: the broker can't be reached.
    """

    def __init__(self, options: Mapping[str, Any], topics: Topics, where: str) -> None:
        self._topics = topics
        self._where = where
        with spoken(f"{where} can't be reached"):
            self._client = KafkaAdminClient(**options)

    def standing(self) -> Mapping[str, Standing]:
        """Describe those of our topics that exist."""
        with spoken(f"asking {self._where} for topics"):
            described = self._client.describe_topics()
            sizes = {one["name"]: len(one["partitions"]) for one in described}
            ours = [name for name in self._topics.declared if self._topics.physical(name) in sizes]
            if not ours:
                return {}
            found = self._client.describe_configs(
                [ConfigResource(ConfigResourceType.TOPIC, self._topics.physical(name)) for name in ours],
                config_filter="all",
            )["topic"]
        return {
            name: Standing(
                sizes[self._topics.physical(name)],
                {key: str(one["value"]) for key, one in found[self._topics.physical(name)].items()},
            )
            for name in ours
        }

    def apply(self, replication: int = -1) -> Sequence[str]:
        """Make the topics what the manifests say; gives a line a change.

        `replication` -1 is the broker's own default.

        Raises:
            Misconfigured: a topic has another number of partitions than its manifest says.
            Transient: the broker can't be reached.
        """
        todo = plan(self._topics.declared, self.standing())
        lines = []
        if todo.create:
            self._create(todo.create, replication)
            lines += [
                f"created {one.name} ({one.partitions} partitions, {one.cleanup})" for one in todo.create
            ]
        for name, settings in todo.alter.items():
            wanted = {key: new for key, (_, new) in settings.items()}
            with spoken(f"changing {name} on {self._where}"):
                self._client.alter_configs(
                    [ConfigResource(ConfigResourceType.TOPIC, self._topics.physical(name), wanted)]
                )
            lines += [
                f"changed {name}: {key} from {old or 'unset'} to {new}"
                for key, (old, new) in settings.items()
            ]
        return lines

    def _create(self, topics: Sequence[TopicManifest], replication: int) -> None:
        with spoken(f"creating topics on {self._where}"):
            for one in topics:
                wanted = {
                    "num_partitions": one.partitions,
                    "replication_factor": replication,
                    "configs": config(one),
                }
                try:
                    self._client.create_topics(
                        {self._topics.physical(one.name): wanted}, wait_for_metadata=True
                    )
                except TopicAlreadyExistsError:
                    continue

    def close(self) -> None:
        """Disconnect."""
        self._client.close()
