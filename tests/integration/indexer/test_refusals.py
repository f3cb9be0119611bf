"""What Elasticsearch refuses for good is said in one sentence, with what to do."""

from collections.abc import Iterator

import pytest

from entente.contracts.errors import Misconfigured
from entente.indexer import templates
from entente.local.stack import LocalStack
from entente.runtime.search import SearchSettings, connect
from support.answering import Answer, Asked, answering


def _closed(_: Asked) -> Answer:
    """Answer as an Elasticsearch does to a key that does not hold."""
    return 401, {"error": {"reason": "unable to authenticate with provided credentials"}, "status": 401}


@pytest.fixture
def closed() -> Iterator[str]:
    """The address of a server that lets nobody in."""
    with answering(_closed) as url:
        yield url


def test_a_wrong_password_is_refused(closed: str) -> None:
    """The server and the settings that must hold another one; the password itself is not shown."""
    given = {
        "elasticsearch_url": closed,
        "elasticsearch_username": "elastic",
        "elasticsearch_password": "hunter2",
    }
    with connect(SearchSettings.model_validate(given)) as client, pytest.raises(Misconfigured) as caught:
        templates.check(client)
    assert closed in str(caught.value)
    assert "ENTENTE_ELASTICSEARCH_API_KEY" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_template_of_somebody_else_is_named(stack: LocalStack) -> None:
    """Another template of the same patterns and priority is named with ours, and what to change in it."""
    settings = SearchSettings.model_validate({"elasticsearch_url": stack.elasticsearch_url})
    with connect(settings, timeout_s=10) as client:
        client.options(ignore_status=404).indices.delete_index_template(name="entente-alerts")
        client.indices.put_index_template(name="theirs", index_patterns=["entente-alerts-*"], priority=200)
        try:
            with pytest.raises(Misconfigured, match=r"entente-alerts.*theirs.*another priority"):
                list(templates.apply(client))
        finally:
            client.indices.delete_index_template(name="theirs")
            list(templates.apply(client))
