"""The table of topics in services/README.md says what the manifests say."""

import re
from pathlib import Path

from entente.runtime.topics import manifests

README = Path(__file__).parents[2] / "services" / "README.md"


def test_the_table_names_every_topic_with_its_writers_and_readers() -> None:
    """Each topic stands in the table once, written and read by whom its manifest names."""
    row = re.compile(r"^\| ([a-z.]+) \| ([\w, ]+) \| ([\w, ]+) \| ([^|]+) \|", re.MULTILINE)
    told = {
        name: (tuple(writers.split(", ")), tuple(readers.split(", ")), key)
        for name, writers, readers, key in row.findall(README.read_text("utf-8"))
        if name != "topic"
    }
    assert told == {
        name: (manifest.writers, manifest.readers, manifest.key)
        for name, manifest in manifests().items()
        if not name.endswith(".dead")
    }
