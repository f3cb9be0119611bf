"""Topics of one's own on the real broker."""

from collections.abc import Mapping

from entente.contracts.topics import TopicManifest
from entente.runtime.clock import SystemClock
from entente.runtime.kafka import KafkaBroker
from entente.runtime.settings import RuntimeSettings
from entente.runtime.topics import Topics


def made(settings: RuntimeSettings, declared: Mapping[str, TopicManifest], service: str) -> KafkaBroker:
    """Make topics, called as the settings' prefix says; gives the way to them, as a service has it."""
    broker = KafkaBroker(settings, Topics(declared, prefix=settings.topic_prefix), SystemClock(), service)
    admin = broker.admin()
    admin.apply()
    admin.close()
    return broker
