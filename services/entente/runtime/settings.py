"""The settings that every service has; each service adds its own in a subclass.

They are read once, in the service's `__main__`, from `ENTENTE_…` variables and the files of secrets.
"""

from typing import Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from entente.contracts.errors import Misconfigured
from entente.runtime.secret_files import SecretFiles

Security = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


class RuntimeSettings(BaseSettings):
    """What every service must know."""

    model_config = SettingsConfigDict(env_prefix="ENTENTE_", frozen=True, extra="forbid")

    bootstrap_servers: str = Field(
        default="127.0.0.1:9092",
        min_length=1,
        description="Kafka's addresses, `host:port`, separated by commas.",
    )
    kafka_security: Security = Field(default="PLAINTEXT", description="How to talk to Kafka.")
    kafka_sasl_mechanism: Mechanism | None = Field(
        default=None, description="How to log in to Kafka, if at all."
    )
    kafka_username: str | None = Field(default=None, description="The user name for SASL.")
    kafka_password: SecretStr | None = Field(default=None, description="The password for SASL.")
    kafka_ca_file: str | None = Field(
        default=None, description="PEM file of the authority that signed Kafka's certificate."
    )
    kafka_cert_file: str | None = Field(
        default=None, description="PEM file of this client's certificate, for mutual TLS."
    )
    kafka_key_file: str | None = Field(
        default=None, description="PEM file of this client's private key, for mutual TLS."
    )
    kafka_check_hostname: bool = Field(
        default=True, description="Whether Kafka's certificate must name its host."
    )

    topic_prefix: str = Field(
        default="", pattern=r"^[A-Za-z0-9._-]*$", description="Put before every topic's name."
    )
    topic_names: dict[str, str] = Field(
        default_factory=dict,
        description='Topics that go by another name on this broker, as JSON: {"signals": "team.signals"}.',
    )
    group_id: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="The consumer group; null: the service's name.",
    )
    group_instance_id: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]{1,200}$",
        description="A name of this one process in its group that outlives restarts (static membership).",
    )
    batch: int = Field(
        default=200,
        ge=1,
        le=5000,
        description="Records taken at once at most; redone together after a crash.",
    )
    session_timeout_ms: int = Field(
        default=10_000,
        ge=6_000,
        le=300_000,
        description="How long the group waits for a silent process before its partitions move.",
    )
    compression: Literal["none", "gzip"] = Field(
        default="none", description="How written records are packed."
    )

    reject_limit: int = Field(
        default=100, ge=0, description="Rejects allowed in any `reject_window` records in a row."
    )
    reject_window: int = Field(
        default=1000, ge=1, description="The records over which `reject_limit` counts."
    )
    reject_per_minute: int = Field(default=300, ge=0, description="Rejects allowed in any minute.")

    health_host: str = Field(default="127.0.0.1", description="Where /livez, /readyz and /metrics answer.")
    health_port: int = Field(
        default=0, ge=0, le=65535, description="Their port; 0: any free one, named in the log."
    )
    liveness_grace_s: float = Field(
        default=90.0,
        gt=60.0,
        description="Seconds without a poll after which /livez says the process is stuck.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least level logged."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="ECS JSON for machines, or lines for people."
    )
    trace: bool = Field(
        default=False, description="Whether a record's traceparent goes on to what follows from it."
    )

    otlp_endpoint: str | None = Field(
        default=None,
        pattern="^https?://",
        description="Where an OpenTelemetry collector takes traces over HTTP; null: none are made.",
    )

    crash_before_commit_every: int = Field(
        default=0,
        ge=0,
        description="For tests only: kill this process between output and commit, once in about so many.",
    )
    crash_seed: int = Field(default=0, description="For tests only: seeds the above.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, and secrets also from the files that it names."""
        return init_settings, env_settings, SecretFiles(settings_cls)

    @model_validator(mode="after")
    def _sasl_is_whole(self) -> Self:
        sasl = self.kafka_security.startswith("SASL")
        if sasl and (self.kafka_sasl_mechanism is None or not self.kafka_username or not self.kafka_password):
            raise ValueError("SASL needs kafka_sasl_mechanism, kafka_username and kafka_password")
        if not sasl and self.kafka_sasl_mechanism is not None:
            raise ValueError(
                "kafka_sasl_mechanism is set; set kafka_security to SASL_SSL or SASL_PLAINTEXT too"
            )
        return self


class FaustSettings(RuntimeSettings):
    """What a service on Faust must know besides."""

    shards: int = Field(
        default=1, ge=1, le=64, description="Workers that share the input topic's partitions."
    )
    shard: int = Field(
        default=0, ge=0, description="Which of them this one is, from 0: partitions p with p mod shards."
    )
    stale_commit_s: float = Field(
        default=60.0,
        gt=10.0,
        description="Seconds without a commit, though records lie ahead, after which the worker starts anew.",
    )

    @model_validator(mode="after")
    def _shard_is_one_of_them(self) -> Self:
        if self.shard >= self.shards:
            raise ValueError(f"shard {self.shard} of {self.shards}: they count from 0 to {self.shards - 1}")
        return self


S = TypeVar("S", bound=RuntimeSettings)

_NOT_SHOWN = ("PASSWORD", "SECRET", "TOKEN", "URL")


def read_settings(kind: type[S]) -> S:
    """Read a service's settings from the environment.

    Raises:
        Misconfigured: a value is wrong; the sentence names the variable and what it must be.
    """
    try:
        return kind()
    except ValidationError as error:
        raise Misconfigured(_sentence(error)) from error
    except SettingsError as error:
        raise Misconfigured(f"a setting that must be JSON is not: {error}") from error


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    said = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"the settings don't fit together: {said}"
    name = str(first["loc"][0]).upper()
    hidden = any(word in name for word in _NOT_SHOWN)
    return f"ENTENTE_{name}: {said}" + ("" if hidden else f" (it is {str(first['input'])[:80]!r})")
