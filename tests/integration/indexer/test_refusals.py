"""What Elasticsearch refuses is said in one sentence: its cause, and what to do."""

from collections.abc import Iterator

import pytest

from entente.contracts.errors import EntenteError, Misconfigured, Transient
from entente.indexer import templates
from entente.local.stack import LocalStack
from entente.runtime.search import SearchSettings, connect, spoken
from support.answering import Answer, Asked, answering

REFUSALS = {
    "unknown": (
        401,
        "unable to authenticate with provided credentials and anonymous access is not allowed",
        Misconfigured,
        "to a key of this service",
    ),
    "not allowed": (
        403,
        "action [indices:data/write/index] is unauthorized for API key id [k] of user [elastic]",
        Misconfigured,
        "does not let them do this",
    ),
    "blocked": (
        403,
        "index [entente-articles-v1-2025-09-1] blocked by: [FORBIDDEN/8/index write (api)];",
        Transient,
        "take the block away",
    ),
}


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


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_says_what_to_do_for_its_own_cause(case: str) -> None:
    """Credentials nobody knows, a privilege that lacks and an index that is blocked ask for three things."""
    status, reason, kind, advice = REFUSALS[case]
    with (
        answering(lambda _: (status, {"error": {"type": "x", "reason": reason}, "status": status})) as url,
        connect(SearchSettings.model_validate({"elasticsearch_url": url})) as client,
        pytest.raises(kind) as told,
        spoken(client),
    ):
        client.count(index="entente-articles")
    assert isinstance(told.value, EntenteError)
    assert reason in str(told.value)
    others = {other for name, (_, _, _, other) in REFUSALS.items() if name != case}
    assert advice in str(told.value)
    assert not any(other in str(told.value) for other in others)
