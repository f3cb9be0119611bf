"""One real Kafka and one real Elasticsearch for a whole run of the tests: the fixture `stack`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entente.local.stack import LocalStack, StackOptions


@pytest.fixture(scope="session")
def stack_options() -> "StackOptions":
    """How the tests start a stack: from the cache of downloads that everybody uses."""
    # Imported here, so that the unit tests load neither server's client.
    from entente.local.stack import StackOptions  # noqa: PLC0415

    cache = os.environ.get("ENTENTE_CACHE_DIR")
    return StackOptions(cache=Path(cache)) if cache else StackOptions()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, stack_options: "StackOptions") -> "Iterator[LocalStack]":
    """A running stack on free ports, shared by all tests: use topics and indices of your own.

    A test that kills or pauses a server brings it back before it ends.
    """
    from entente.local.stack import LocalStack  # noqa: PLC0415

    with LocalStack.start(tmp_path_factory.mktemp("stack"), stack_options) as running:
        yield running
