"""The archive that end-to-end tests replay, and what an undisturbed run makes of it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from entente.demo.derive import ARCHIVE
from entente.ingest.archive import RejectedLine, read_archive
from entente.ingest.field_map import parse_field_map
from entente.ingest.records import article_record
from entente.local.stack import LocalStack
from entente.runtime.records import Outgoing
from support.system import SERVICES, Outcome, system

NOW = datetime(2025, 10, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def archive() -> Sequence[Outgoing]:
    """The shipped archive's articles, as records of articles.raw with the dates they have."""
    read = list(read_archive(ARCHIVE, parse_field_map(""), NOW))
    return [article_record(one, NOW) for one in read if not isinstance(one, RejectedLine)]


@pytest.fixture(scope="session")
def undisturbed(
    stack: LocalStack, archive: Sequence[Outgoing], tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    """What stands after a run in which nothing went wrong."""
    with system(stack, tmp_path_factory.mktemp("undisturbed")) as running:
        for service in SERVICES:
            running.start(service)
        running.fleet.await_ready()
        running.send(archive)
        running.settle()
        return running.outcome()
