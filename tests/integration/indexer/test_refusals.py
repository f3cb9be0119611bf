"""What Elasticsearch refuses is told by its cause, in words taken from its own answers."""

import pytest

from entente.contracts.errors import EntenteError, Misconfigured, Transient
from entente.runtime.search import SearchSettings, connect, spoken
from support.answering import answering

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
