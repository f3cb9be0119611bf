"""One raw record to the records that follow from it. Pure, given the readers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from entente.contracts.articles import Article
from entente.contracts.codec import decode, encode, headers
from entente.contracts.identity import signal_key
from entente.contracts.registry import Message
from entente.reading.reader import Reader
from entente.reading.signals import signals, volume
from entente.runtime.heartbeats import is_heartbeat, passed_on
from entente.runtime.records import Outgoing, Record

SERVICE = "tagger"


def tag(record: Record, reader: Callable[[datetime], Reader], now: datetime) -> Sequence[Outgoing]:
    """Read a raw article: the tagged article, its record for the volume, and a signal a pair.

    The article is read by the watchlist that was in effect when its record was written, so that reading a
    record again gives the same outputs.

    A heartbeat is passed on to where its signals would go.

    Raises:
        Reject: the record holds no article.
        Transient: there is no watchlist to read by.
    """
    if is_heartbeat(record):
        return [passed_on(record, "signals", SERVICE)]
    article = decode(Article, record.value)
    tagged = reader(record.said_at() or record.at).read(article)
    version = f"{article.revision}/{tagged.watchlist_version}"
    return [
        _outgoing("articles.tagged", article.id, tagged, version, now),
        _outgoing("volume", article.id, volume(tagged), version, now),
        *(
            _outgoing("signals", signal_key(signal.pair, article.id), signal, version, now)
            for signal in signals(tagged)
        ),
    ]


def _outgoing(topic: str, key: str, message: Message, version: str, now: datetime) -> Outgoing:
    return Outgoing(
        topic=topic,
        key=key.encode(),
        value=encode(message),
        headers=headers(message, event_id=f"{key}/{version}", source=SERVICE, at=now),
    )
