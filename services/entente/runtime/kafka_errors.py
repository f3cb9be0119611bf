"""kafka-python's errors in the words of the house."""

from collections.abc import Iterator
from contextlib import contextmanager

from kafka import errors

from entente.contracts.errors import Misconfigured, Reason, Reject, Transient
from entente.runtime.broker import CommitRefused

_TOO_LARGE = (errors.MessageSizeTooLargeError, errors.RecordListTooLargeError)
_NO_LOGIN = (
    errors.SaslAuthenticationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.IllegalSaslStateError,
)
_LOGIN = (
    "; set ENTENTE_KAFKA_USERNAME, ENTENTE_KAFKA_PASSWORD and ENTENTE_KAFKA_SASL_MECHANISM to a user that "
    "the brokers know"
)
_FORBIDDEN = (
    errors.AuthorizationError,
    errors.InvalidTopicError,
    errors.InvalidGroupIdError,
    errors.InvalidSessionTimeoutError,
    errors.KafkaConfigurationError,
    errors.UnsupportedVersionError,
    errors.PolicyViolationError,
    errors.InvalidReplicationFactorError,
)
_MOVED_ON = (
    errors.CommitFailedError,
    errors.RebalanceInProgressError,
    errors.IllegalGenerationError,
    errors.UnknownMemberIdError,
)
_PASSING = (
    errors.OutOfOrderSequenceNumberError,
    errors.UnknownProducerIdError,
    errors.InvalidProducerEpochError,
    errors.InvalidProducerIdMappingError,
)
"""A producer that lost its sequence to a killed broker begins a new epoch; what was in flight fails so."""


def translated(error: Exception, what: str) -> Exception:
    """Say what an error means for the work; one that means nothing known is given back as it is."""
    said = f"{what}: {type(error).__name__}{f': {error}' if str(error) else ''}"
    if isinstance(error, _TOO_LARGE):
        return Reject(Reason.TOO_LARGE, said)
    if isinstance(error, errors.FencedInstanceIdError):
        return Misconfigured(f"{what}: another process has this one's group_instance_id; give each its own")
    if isinstance(error, (*_NO_LOGIN, *_FORBIDDEN)):
        return Misconfigured(said + _LOGIN * isinstance(error, _NO_LOGIN))
    if isinstance(error, _MOVED_ON):
        return CommitRefused(said)
    if getattr(error, "retriable", False) or isinstance(error, _PASSING):
        return Transient(said)
    return error


@contextmanager
def spoken(what: str) -> Iterator[None]:
    """Raise kafka-python's errors in the words of the house."""
    try:
        yield
    except errors.KafkaError as error:
        raise translated(error, what) from error
