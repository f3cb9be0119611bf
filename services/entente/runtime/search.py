"""How to reach Elasticsearch: the settings, the client and the errors of those services that do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import msgspec
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, TransportError, UnsupportedProductError
from pydantic import Field, SecretStr, model_validator

from entente.contracts.errors import EntenteError, Misconfigured, Transient
from entente.runtime.settings import RuntimeSettings

_UNKNOWN = 401
_FORBIDDEN = 403
_BLOCKED = "index ["
"""How Elasticsearch begins what it says of a block on an index, which it also answers by 403."""
_NOT_FOUND = 404
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500


class SearchSettings(RuntimeSettings):
    """What a service that talks to Elasticsearch must know beside what every service must."""

    elasticsearch_url: str = Field(
        default="http://127.0.0.1:9200", pattern="^https?://", description="Where Elasticsearch 9 answers."
    )
    elasticsearch_api_key: SecretStr | None = Field(
        default=None, description="An API key for the entente-* indices."
    )
    elasticsearch_username: str | None = Field(
        default=None, description="A user in place of an API key: to make the keys, no service needs it."
    )
    elasticsearch_password: SecretStr | None = Field(default=None, description="That user's password.")
    elasticsearch_ca_file: str | None = Field(
        default=None, description="PEM file of the authority that signed Elasticsearch's certificate."
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.elasticsearch_username is None) != (self.elasticsearch_password is None):
            raise ValueError(
                "elasticsearch_username and elasticsearch_password go together: set both or none"
            )
        if self.elasticsearch_username is not None and self.elasticsearch_api_key is not None:
            raise ValueError("set elasticsearch_api_key or elasticsearch_username, not both")
        return self


def connect(settings: SearchSettings, timeout_s: float = 30) -> Elasticsearch:
    """Make a client that doesn't retry by itself: whoever uses it knows whether and when to.

    Raises:
        Misconfigured: the address is no whole one.
    """
    key, password = settings.elasticsearch_api_key, settings.elasticsearch_password
    user = settings.elasticsearch_username
    try:
        return Elasticsearch(
            settings.elasticsearch_url,
            api_key=key.get_secret_value() if key else None,
            basic_auth=(user, password.get_secret_value()) if user and password else None,
            request_timeout=timeout_s,
            max_retries=0,
            retry_on_timeout=False,
            ca_certs=settings.elasticsearch_ca_file or DEFAULT,
        )
    except (ValueError, OSError) as error:
        raise Misconfigured(f"ENTENTE_ELASTICSEARCH_URL or ENTENTE_ELASTICSEARCH_CA_FILE: {error}") from error


@contextmanager
def spoken(client: Elasticsearch) -> Iterator[None]:
    """Raise the client's errors in the words of the house, each naming the server.

    Raises:
        Transient: nobody answers, or the cluster can't do it now, or its indices aren't there yet.
        Misconfigured: it refuses, and will again.
    """
    where = f"Elasticsearch at {client.transport.node_pool.get().base_url}"
    try:
        yield
    except UnsupportedProductError as error:
        raise Misconfigured(f"what answers as {where} is no Elasticsearch") from error
    except ApiError as error:
        raise _refusal(where, error.status_code, reason_of(error)) from error
    except TransportError as error:
        raise Transient(f"{where} can't be reached: {error.message.rpartition('): ')[2]}") from error


def _refusal(where: str, status: int, reason: str) -> EntenteError:
    if status == _UNKNOWN:
        return Misconfigured(
            f"{where} refuses these credentials: {reason}; set ENTENTE_ELASTICSEARCH_API_KEY or "
            "ENTENTE_ELASTICSEARCH_API_KEY_FILE to a key of this service (`entente index keys` makes them)"
        )
    if status == _FORBIDDEN and reason.startswith(_BLOCKED):
        return Transient(f"{where} lets nobody write there now: {reason}; free disk, or take the block away")
    if status == _FORBIDDEN:
        return Misconfigured(
            f"{where} knows these credentials and does not let them do this: {reason}; use the key that "
            "`entente index keys` made for this service, or give its role that privilege"
        )
    if status == _NOT_FOUND:
        return Transient(f"{where} has not what it is asked for: {reason}; run `entente index apply`")
    if status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR:
        return Transient(f"{where} can't do it now ({status}): {reason}")
    return Misconfigured(f"{where} refuses ({status}): {reason}")


class _Cause(msgspec.Struct):
    reason: str


class _Refusal(msgspec.Struct):
    error: _Cause


def reason_of(error: ApiError) -> str:
    """Give the cluster's own words for its refusal."""
    try:
        return msgspec.convert(error.body, _Refusal).error.reason
    except msgspec.ValidationError:
        return error.message
