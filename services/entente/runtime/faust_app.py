"""The Faust app: alone in its consumer group, on its shard of the partitions, set to lose nothing.

A Faust worker that shares its group loses records at every rebalance: what it has fetched is dropped, then
taken for a compaction gap and committed past. So shard i of n is a group of its own and takes the partitions
p with p mod n = i.
"""

import ssl
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import faust
import msgspec
from faust.assignor.client_assignment import ClientAssignment
from faust.assignor.partition_assignor import PartitionAssignor
from faust.types.assignor import HostToPartitionMap

from entente.runtime.faust_acks import COMMIT_S
from entente.runtime.settings import FaustSettings, RuntimeSettings


class Shard(msgspec.Struct, frozen=True):
    """Which part of the partitions a worker takes."""

    number: int
    of: int

    def holds(self, partition: int) -> bool:
        """Say whether a partition is in it."""
        return partition % self.of == self.number

    def group(self, service: str) -> str:
        """Name the consumer group of this shard alone."""
        return f"{service}-shard-{self.number}-of-{self.of}"


def assignor(shard: Shard) -> type[PartitionAssignor]:
    """Make the assignor that keeps a shard's partitions only."""

    class ShardAssignor(PartitionAssignor):
        """Gives its only member the shard's partitions, and nothing in standby."""

        def _protocol_assignments(
            self,
            assignments: Mapping[str, ClientAssignment],
            cl_distribution: HostToPartitionMap,
            tp_distribution: HostToPartitionMap,
            topic_groups: Mapping[str, int],
        ) -> Any:  # noqa: ANN401 - Faust's own type
            kept = {
                client: ClientAssignment(
                    actives={
                        topic: [number for number in numbers if shard.holds(number)]
                        for topic, numbers in assignment.actives.items()
                    },
                    standbys={},
                )
                for client, assignment in assignments.items()
            }
            return super()._protocol_assignments(kept, cl_distribution, tp_distribution, topic_groups)

    return ShardAssignor


def build_app(settings: FaustSettings, service: str) -> faust.App:
    """Build the app, without any agent; nothing is built at import.

    The times are those with which a killed worker was back in 2 to 4 s. Faust's own producer writes nothing
    here: what follows from a record goes through the runtime's, which retries without writing twice.
    """
    shard = Shard(settings.shard, settings.shards)
    group = shard.group(settings.group_id or service)
    return faust.App(
        group,
        # It makes this folder though it keeps nothing there; where it runs may be read-only.
        datadir=Path(gettempdir()) / f"faust-{group}",
        broker=[f"kafka://{one.strip()}" for one in settings.bootstrap_servers.split(",")],
        broker_credentials=_credentials(settings),
        broker_client_id=service,
        broker_session_timeout=6.0,
        broker_heartbeat_interval=1.5,
        broker_rebalance_timeout=10.0,
        broker_commit_interval=COMMIT_S,
        broker_max_poll_records=settings.batch,
        consumer_group_instance_id=settings.group_instance_id or group,
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_linger=0.02,
        topic_disable_leader=True,
        topic_allow_declare=False,
        stream_wait_empty=False,
        stream_buffer_maxsize=2 * settings.batch,
        table_standby_replicas=1,  # with 0, Faust takes its round-robin assignor instead of ours
        PartitionAssignor=assignor(shard),
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
        worker_redirect_stdouts=False,
        autodiscover=False,
        reply_create_topic=False,
        store="memory://",
    )


def _credentials(settings: RuntimeSettings) -> Any:  # noqa: ANN401 - Faust's own type
    if settings.kafka_security == "PLAINTEXT":
        return None
    context = ssl.create_default_context(cafile=settings.kafka_ca_file)
    context.check_hostname = settings.kafka_check_hostname
    if settings.kafka_cert_file is not None:
        context.load_cert_chain(settings.kafka_cert_file, settings.kafka_key_file)
    if settings.kafka_security == "SSL":
        return faust.SSLCredentials(context=context)
    password = settings.kafka_password
    return faust.SASLCredentials(
        username=settings.kafka_username,
        password=None if password is None else password.get_secret_value(),
        ssl_context=context if settings.kafka_security == "SASL_SSL" else None,
        mechanism=settings.kafka_sasl_mechanism,
    )
