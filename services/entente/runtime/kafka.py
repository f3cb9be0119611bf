"""Apache Kafka through kafka-python, as a `Broker`; defaults that lose or stall are set otherwise here."""

from collections.abc import Collection
from typing import Any

from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor

from entente.contracts.errors import Transient
from entente.runtime.clock import Clock
from entente.runtime.deadletters import SUFFIX
from entente.runtime.kafka_admin import KafkaAdmin
from entente.runtime.kafka_consumer import KafkaConsumer
from entente.runtime.kafka_errors import spoken
from entente.runtime.kafka_producer import KafkaProducer
from entente.runtime.settings import RuntimeSettings
from entente.runtime.sizes import BATCH_BYTES, ROOM
from entente.runtime.topics import Topics

CONNECT_MS = 5_000
"""How long one try to reach the broker takes at most; the caller tries again."""

FETCH_BYTES = 16 * 1024 * 1024
"""What a consumer holds fetched: four times the largest record that is read in a group."""


class KafkaBroker:
    """Makes kafka-python's clients, with the settings of the house.

    * Reconnecting at most a second apart: the default of 30 s stalled for 49 s after a broker's restart.
    * No automatic commits, from the earliest record, cooperative rebalancing, no topics made by asking.
    * Idempotence asked for by name: otherwise it goes off silently where another setting is at odds with it.
    """

    def __init__(self, settings: RuntimeSettings, topics: Topics, clock: Clock, name: str) -> None:
        self.topics = topics
        self._settings = settings
        self._clock = clock
        self._name = name

    @property
    def where(self) -> str:
        """Name the broker for a person."""
        return f"Kafka at {self._settings.bootstrap_servers}"

    def consumer(self, group: str | None, instance: str | None = None) -> KafkaConsumer:
        """Make a consumer."""
        options = self._client() | {
            "group_id": group,
            "group_instance_id": instance,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "allow_auto_create_topics": False,
            "partition_assignment_strategy": [CooperativeStickyAssignor],
            "session_timeout_ms": self._settings.session_timeout_ms,
            "heartbeat_interval_ms": self._settings.session_timeout_ms // 4,
            "fetch_max_bytes": FETCH_BYTES,
            "max_poll_records": self._settings.batch,
            "metrics_enabled": False,
        }
        return KafkaConsumer(options, self.topics, self.where)

    def producer(self) -> KafkaProducer:
        """Make a producer."""
        compression = self._settings.compression
        options = self._client() | {
            "acks": "all",
            "enable_idempotence": True,
            "linger_ms": 5,
            "batch_size": BATCH_BYTES,
            "max_request_size": self._largest() + ROOM,
            "compression_type": None if compression == "none" else compression,
            "allow_auto_create_topics": False,
            "max_block_ms": 5_000,
            "metrics_enabled": False,
        }
        return KafkaProducer(options, self.topics, self.where)

    def admin(self) -> KafkaAdmin:
        """Connect for the upkeep of topics."""
        return KafkaAdmin(self._client(), self.topics, self.where)

    def probe(self, topics: Collection[str]) -> None:
        """Look whether the broker answers and has these topics, with their dead-letter topics.

        Raises:
            Transient: it doesn't, or hasn't; one sentence says what and where.
        """
        admin = self.admin()
        try:
            standing = admin.standing()
        finally:
            admin.close()
        dead = {f"{name}{SUFFIX}" for name in topics if self.topics.manifest(name).dead}
        missing = sorted({*topics, *dead} - set(standing))
        if missing:
            raise Transient(
                f"{self.where} has no topic {missing[0]} yet; create all with `entente topics apply`"
            )

    def _largest(self) -> int:
        return max(manifest.max_message_bytes for manifest in self.topics.declared.values())

    def _client(self) -> dict[str, Any]:
        settings = self._settings
        with spoken(self.where):
            return {
                "bootstrap_servers": [one.strip() for one in settings.bootstrap_servers.split(",")],
                "client_id": self._name,
                "reconnect_backoff_max_ms": 1_000,
                "bootstrap_timeout_ms": CONNECT_MS,
                "security_protocol": settings.kafka_security,
                "sasl_mechanism": settings.kafka_sasl_mechanism,
                "sasl_plain_username": settings.kafka_username,
                "sasl_plain_password": settings.kafka_password and settings.kafka_password.get_secret_value(),
                "ssl_cafile": settings.kafka_ca_file,
                "ssl_certfile": settings.kafka_cert_file,
                "ssl_keyfile": settings.kafka_key_file,
                "ssl_check_hostname": settings.kafka_check_hostname,
            }
