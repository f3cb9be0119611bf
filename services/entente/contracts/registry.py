"""Which messages there are, and the version each is at."""

import re

from entente.contracts.alerts import Act, Alert, Sent
from entente.contracts.articles import Article, TaggedArticle, VolumeRecord
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage, Erasure, Heartbeat, WatchlistVersion

Message = (
    Article
    | TaggedArticle
    | VolumeRecord
    | Signal
    | Story
    | Alignment
    | Alert
    | Sent
    | Act
    | WatchlistVersion
    | Coverage
    | Erasure
    | Heartbeat
)

VERSIONS: dict[type[Message], int] = {
    Article: 1,
    TaggedArticle: 1,
    VolumeRecord: 1,
    Signal: 1,
    Story: 1,
    Alignment: 1,
    Alert: 1,
    Sent: 1,
    Act: 1,
    WatchlistVersion: 1,
    Coverage: 1,
    Erasure: 1,
    Heartbeat: 1,
}


def schema_name(kind: type[Message]) -> str:
    """Name a message's schema file, without its ending: `tagged-article.v1`."""
    return f"{snake(kind, '-')}.v{VERSIONS[kind]}"


def type_name(kind: type[Message]) -> str:
    """Name a message's CloudEvents type: `entente.tagged_article.v1`."""
    return f"entente.{snake(kind, '_')}.v{VERSIONS[kind]}"


def snake(kind: type[Message], joint: str) -> str:
    """Write a message's name in lower case: `TaggedArticle` -> `tagged_article`."""
    return re.sub(r"(?<!^)(?=[A-Z])", joint, kind.__name__).lower()
