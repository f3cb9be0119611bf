"""How to reach Elasticsearch: the settings and the client of those services that do."""

from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch
from pydantic import Field, SecretStr

from entente.runtime.settings import RuntimeSettings


class SearchSettings(RuntimeSettings):
    """What a service that talks to Elasticsearch must know beside what every service must."""

    elasticsearch_url: str = Field(
        default="http://127.0.0.1:9200", pattern="^https?://", description="Where Elasticsearch 9 answers."
    )
    elasticsearch_api_key: SecretStr | None = Field(
        default=None, description="An API key for the entente-* indices."
    )
    elasticsearch_ca_file: str | None = Field(
        default=None, description="PEM file of the authority that signed Elasticsearch's certificate."
    )


def connect(settings: SearchSettings, timeout_s: float = 30) -> Elasticsearch:
    """Make a client that doesn't retry by itself: whoever uses it knows whether and when to."""
    key = settings.elasticsearch_api_key
    return Elasticsearch(
        settings.elasticsearch_url,
        api_key=key.get_secret_value() if key else None,
        request_timeout=timeout_s,
        max_retries=0,
        retry_on_timeout=False,
        ca_certs=settings.elasticsearch_ca_file or DEFAULT,
    )
