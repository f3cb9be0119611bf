"""What Kafka refuses for good is said with what to do."""

from kafka import errors

from entente.contracts.errors import Misconfigured
from entente.runtime.kafka_errors import translated


def test_a_wrong_password_names_the_settings() -> None:
    """A login that Kafka refuses ends the process with the names of what must be set otherwise."""
    found = translated(
        errors.SaslAuthenticationFailedError("no such user"), "reading signals from kafka:9093"
    )
    assert isinstance(found, Misconfigured)
    assert "kafka:9093" in str(found)
    assert "no such user" in str(found)
    assert "ENTENTE_KAFKA_PASSWORD" in str(found)
