"""What a cluster offers beyond the minimum: index lifecycles, and analyzers that stem."""

from collections.abc import Sequence

import msgspec
from elasticsearch import Elasticsearch

from entente.indexer.mappings import Mapped
from entente.runtime.search import spoken

ANALYZERS = ("english", "russian", "cjk")
"""Stemming of the languages that are read; Ukrainian has none without a plugin."""

POLICY_NAME = "entente"

POLICY: Mapped = {
    "policy": {
        "_meta": {"owner": "entente"},
        "phases": {
            "hot": {"min_age": "0ms", "actions": {"set_priority": {"priority": 100}}},
            "warm": {
                "min_age": "90d",
                "actions": {"set_priority": {"priority": 50}, "forcemerge": {"max_num_segments": 1}},
            },
        },
    }
}
"""Nothing is deleted by age: what may be kept is for the sources' terms to say."""

_JSON = {"accept": "application/json", "content-type": "application/json"}


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked of a cluster."""

    lifecycle: bool
    analyzers: Sequence[str]


def probe(client: Elasticsearch) -> Offered:
    """Ask a cluster what it offers.

    Raises:
        Transient: it can't be asked.
    """
    return Offered(
        lifecycle=_takes(client, "GET", "/_ilm/status"),
        analyzers=tuple(
            name for name in ANALYZERS if _takes(client, "POST", "/_analyze", {"analyzer": name, "text": "a"})
        ),
    )


def _takes(client: Elasticsearch, method: str, path: str, body: Mapped | None = None) -> bool:
    """Whether a request is one that the cluster knows."""
    with spoken(client):
        tolerant = client.options(ignore_status=[400, 404, 405])
        answer = tolerant.perform_request(method, path, headers=_JSON, body=body)
    return answer.meta.status < 400  # noqa: PLR2004 - an HTTP status that is no error
