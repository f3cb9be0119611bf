"""Where commands find Kafka and Elasticsearch: as the settings say, else the local stack that runs here."""

from collections.abc import Callable, Collection
from pathlib import Path

from entente.local.state import StackState, read_state
from entente.runtime.broadcast import Broadcast
from entente.runtime.clock import SystemClock
from entente.runtime.declared import RUNTIME
from entente.runtime.kafka import KafkaBroker
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Record
from entente.runtime.search import SearchSettings
from entente.runtime.settings import read_settings
from entente.runtime.topics import Topics, manifests

LOCAL_FOLDER = Path(".local")


def settings() -> SearchSettings:
    """Read the settings; addresses that they leave open are those of the local stack, where one runs.

    Raises:
        Misconfigured: a setting is wrong.
    """
    found = read_settings(SearchSettings)
    stack = running_stack()
    if stack is None:
        return found
    addresses = {
        "bootstrap_servers": stack.bootstrap_servers,
        "elasticsearch_url": stack.elasticsearch_url,
    }
    open_ = {name: value for name, value in addresses.items() if name not in found.model_fields_set}
    return found.model_copy(update=open_)


def read_all(found: KafkaBroker, topics: Collection[str], fold: Callable[[Record], None]) -> None:
    """Fold all that topics hold now, waiting while the broker is away."""
    clock = SystemClock()
    told = Broadcast(found, topics, fold, metrics=Metrics(RUNTIME), progress=Progress(clock))
    told.read_to_end(Stop(clock))
    told.close()


def running_stack() -> StackState | None:
    """Give the state of the local stack of this folder; null where none runs."""
    state = read_state(LOCAL_FOLDER)
    return state if state is not None and state.supervisor.is_alive() else None


def broker(found: SearchSettings, name: str = "cli") -> KafkaBroker:
    """Make the broker that the settings name."""
    topics = Topics(manifests(), found.topic_names, found.topic_prefix)
    return KafkaBroker(found, topics, SystemClock(), name)
