"""A producer for Apache Kafka."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import kafka
from kafka.errors import KafkaError

from entente.contracts.errors import Transient
from entente.runtime.broker import Written
from entente.runtime.kafka_errors import spoken, translated
from entente.runtime.records import Outgoing, partition_for
from entente.runtime.sizes import check, size
from entente.runtime.topics import Topics

ON_THEIR_WAY_BYTES = 32 * 1024 * 1024
"""Unacknowledged bytes at which `send` waits: kafka-python 3 bounds nothing by itself."""


ROOM_S = 3.0
"""How long `send` waits for room: a stopped service must be gone within ten seconds."""


class KafkaDelivery:
    """A record on its way to Kafka."""

    def __init__(self, future: Any, topic: str, where: str) -> None:  # noqa: ANN401 - kafka-python has no types
        self._future = future
        self._topic = topic
        self._where = where

    def settled(self, timeout_s: float) -> bool:
        """Wait until all in-sync replicas have it, or it failed."""
        with suppress(KafkaError):
            self._future.get(timeout=timeout_s)
        return bool(self._future.is_done)

    def written(self) -> Written:
        """Say where it stands."""
        with spoken(f"writing {self._topic} to {self._where}"):
            stood = self._future.get(timeout=0)
        return Written(self._topic, stood.partition, stood.offset)


class KafkaProducer:
    """Writes records, acknowledged by all replicas, retried without writing twice.

    Raises:
        Transient: the broker can't be reached.
    """

    def __init__(self, options: Mapping[str, Any], topics: Topics, where: str) -> None:
        self._topics = topics
        self._where = where
        self._room = threading.Condition()
        self._on_their_way = 0
        with spoken(f"{where} can't be reached"):
            self._client = kafka.KafkaProducer(**options)

    def check(self, outgoing: Outgoing) -> None:
        """Look whether a record may be sent at all."""
        check(outgoing, self._topics.manifest(outgoing.topic))

    def send(self, outgoing: Outgoing) -> KafkaDelivery:
        """Hand over a record; waits while too many bytes are on their way."""
        self.check(outgoing)
        weight = size(outgoing)
        with self._room:
            if not self._room.wait_for(lambda: self._fits(weight), ROOM_S):
                raise Transient(f"{self._where} does not take what is written as fast as it comes")
            self._on_their_way += weight
        try:
            future = self._hand_over(outgoing)
        except KafkaError as error:
            self._arrived(weight)
            raise translated(error, f"writing {outgoing.topic} to {self._where}") from error
        except BaseException:
            self._arrived(weight)
            raise
        future.add_both(lambda _: self._arrived(weight))
        return KafkaDelivery(future, outgoing.topic, self._where)

    def _hand_over(self, outgoing: Outgoing) -> Any:  # noqa: ANN401 - kafka-python has no types
        topic = self._topics.physical(outgoing.topic)
        chooser = self._topics.chooses(outgoing)
        partition = None
        if chooser is not None:
            places = self._client.partitions_for(topic)
            if not places:
                raise Transient(f"{self._where} has no topic {topic}")
            partition = partition_for(chooser, len(places))
        return self._client.send(
            topic,
            key=outgoing.key,
            value=outgoing.value,
            headers=list(outgoing.headers),
            partition=partition,
            timestamp_ms=outgoing.timestamp_ms,
        )

    def _fits(self, weight: int) -> bool:
        return not self._on_their_way or self._on_their_way + weight <= ON_THEIR_WAY_BYTES

    def _arrived(self, weight: int) -> None:
        with self._room:
            self._on_their_way -= weight
            self._room.notify_all()

    def close(self, timeout_s: float) -> None:
        """Let what is on its way arrive."""
        self._client.close(timeout=timeout_s)
