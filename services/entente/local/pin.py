"""Rewrite artifacts.lock for the versions named in artifacts.py: `python -m entente.local.pin`.

jgo walks Kafka's dependencies once, here; everybody else downloads just the files that were found. Kafka
leaves the choice of a log4j binding to its user: it is added in the version of the log4j that Kafka brings.
"""

import hashlib
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from jgo.maven import Artifact, MavenContext

from entente.local.artifacts import ELASTICSEARCH_VERSION, KAFKA_VERSION, LOCK_FILE

HEADER = """\
# Written by `python -m entente.local.pin`: server, Maven coordinate, bytes, SHA-256.
"""


def artifacts(context: MavenContext) -> list[tuple[str, Artifact]]:
    """Both servers' artifacts, each with the name of its server."""
    broker = context.create_dependency(f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}")
    # Resolved alone: jgo takes every input for a bill of materials, and log4j's pins another Kafka client.
    inputs, dependencies = context.resolver.resolve([broker])
    found = [item for item in [*inputs, *dependencies] if item.scope in {None, "compile", "runtime"}]
    (log4j,) = (item.version for item in found if item.artifactId == "log4j-core")
    binding = context.project("org.apache.logging.log4j", "log4j-slf4j-impl").at_version(log4j).artifact()
    group = "org.elasticsearch.distribution.integ-test-zip"
    search = (
        context.project(group, "elasticsearch").at_version(ELASTICSEARCH_VERSION).artifact(packaging="zip")
    )
    jars = sorted([*(item.artifact for item in found), binding], key=str)
    return [*(("kafka", jar) for jar in jars), ("elasticsearch", search)]


def line(server: str, artifact: Artifact) -> str:
    """One line of the lock."""
    content = artifact.resolve().read_bytes()
    coordinate = f"{artifact.groupId}:{artifact.artifactId}:{artifact.packaging}:{artifact.version}"
    return f"{server} {coordinate} {len(content)} {hashlib.sha256(content).hexdigest()}\n"


def main() -> None:
    """Resolve, download and write the lock."""
    target = Path(__file__).with_name(LOCK_FILE)
    with TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(sys.argv[1]) if sys.argv[1:] else Path(folder))
        target.write_text(HEADER + "".join(line(*item) for item in artifacts(context)), encoding="utf-8")


if __name__ == "__main__":
    main()
