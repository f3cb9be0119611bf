"""What the desk's tests share: an Elasticsearch with Entente's indices, and desks on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from entente.contracts.alerts import Alert
from entente.local.stack import LocalStack
from entente.runtime.search import SearchSettings, connect
from support.desk import CLOSED, Desk, users_file
from support.indices import emptied, fresh


@pytest.fixture(scope="module")
def indices(stack: LocalStack) -> Iterator[Elasticsearch]:
    """A client of an Elasticsearch whose indices were empty when this module began."""
    settings = SearchSettings.model_validate({"elasticsearch_url": stack.elasticsearch_url})
    with connect(settings, timeout_s=10) as made:
        fresh(made)
        yield made


@pytest.fixture
def client(indices: Elasticsearch) -> Elasticsearch:
    """A client of an Elasticsearch without alerts."""
    emptied(indices, Alert)
    return indices


@pytest.fixture
def desk(client: Elasticsearch) -> Desk:
    """A desk that asks nobody who they are."""
    return Desk(client)


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of users."""
    return users_file(tmp_path_factory.mktemp("users"))


@pytest.fixture
def closed(client: Elasticsearch, users: Path) -> Desk:
    """A desk that asks for a password."""
    return Desk(client, policy=CLOSED, users=users)
