"""Who reads and writes what: manifests, services' code and services/README.md say the same."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from entente.contracts.topics import TopicManifest, parse_manifest
from entente.desk.app import TOPICS as DESK
from entente.detector.app import TOPICS as DETECTOR
from entente.indexer.app import TOPICS as INDEXER
from entente.ingest.app import TOPICS as INGEST
from entente.notifier.app import TOPICS as NOTIFIER
from entente.tagger.app import TOPICS as TAGGER

ROOT = Path(__file__).parents[2]
MANIFESTS = {
    path.stem: parse_manifest(path.stem, path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "schemas" / "topics").glob("*.toml"))
}
PAGE = (ROOT / "services" / "README.md").read_text(encoding="utf-8")
OF_SERVICE: Mapping[str, Sequence[str]] = {
    "ingest": INGEST,
    "tagger": TAGGER,
    "detector": DETECTOR,
    "indexer": INDEXER,
    "notifier": NOTIFIER,
    "desk": DESK,
}


def _rows(first: str) -> list[list[str]]:
    """Give the cells of the table whose head begins with a word."""
    table = PAGE.split(f"| {first} |", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return [[re.sub(r"\[(.+?)\]\(.+?\)", r"\1", cell).strip() for cell in row] for row in rows]


def _topics(cell: str) -> set[str]:
    return {word.strip() for word in cell.split(",")} & MANIFESTS.keys()


def _reads(service: str) -> set[str]:
    return {name for name, one in MANIFESTS.items() if service in one.readers}


def _writes(service: str) -> set[str]:
    return {name for name, one in MANIFESTS.items() if service in one.writers}


def _kept(manifest: TopicManifest) -> str:
    days = "" if manifest.retention_days < 0 else f"{manifest.retention_days} days"
    compacted = "compacted" if "compact" in manifest.cleanup else ""
    return ", ".join(filter(None, (days, compacted))) or "for ever"


@pytest.mark.parametrize("service", OF_SERVICE)
def test_a_service_uses_the_topics_that_the_manifests_give_it(service: str) -> None:
    """What a service waits for at start, and touches, is what the manifests say it reads and writes."""
    assert set(OF_SERVICE[service]) == _reads(service) | _writes(service)


def test_the_table_of_services_says_what_the_manifests_say() -> None:
    """A row a service; its topics are those that it reads and writes."""
    rows = _rows("service")
    assert {row[0] for row in rows} == OF_SERVICE.keys()
    for service, reads, writes, *_ in rows:
        assert (_topics(reads), _topics(writes)) == (_reads(service), _writes(service)), service


def test_the_table_of_topics_says_what_the_manifests_say() -> None:
    """A row a topic: message, key, how long it is kept, writers and readers, in the manifest's order."""
    assert sorted(_rows("topic")) == sorted(
        [one.name, one.message, one.key, _kept(one), ", ".join(one.writers), ", ".join(one.readers)]
        for one in MANIFESTS.values()
    )


def test_the_table_of_services_leads_to_a_page_each() -> None:
    """Every service has a README of its own, which the table links."""
    assert {
        service for service in OF_SERVICE if f"[{service}](entente/{service}/README.md)" in PAGE
    } == OF_SERVICE.keys()


def test_every_decision_is_listed() -> None:
    """No ADR is missing from the index of decisions."""
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in folder.glob("[0-9]*.md") if f"({path.name})" not in index] == []
