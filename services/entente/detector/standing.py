"""What stands on the topics that the detector writes: learnt from them, and from its own writing.

A worker's own records come back to it; they are told from another worker's, so that a late echo of an older
revision is not mistaken for what stands.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import blake2b
from sys import intern

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from entente.contracts.alerts import Alert
from entente.contracts.codec import decode
from entente.contracts.errors import Reject
from entente.contracts.identity import digits
from entente.detecting.coverage import overlaps
from entente.runtime.records import Outgoing, Record

BY_PAIR = ("stories", "alignment")
TOPICS = ("alerts", *BY_PAIR)

_Place = tuple[str, str]
"""A topic, and of those that have records by pair the pair."""
_DAY_BYTES = 3
_DIGEST_BYTES = 8
_HEX_ID = 32
"""Hex digits of an id, which are held as half as many bytes."""


class Standing:
    """The newest value of each key: whole for alerts, a digest for stories and alignments.

    Stories are many: of one there is its key's last part, the day that it began and the digest, in few bytes.
    `coverage` holds the alerts of sources gone quiet, by id.
    """

    def __init__(self) -> None:
        self._said: defaultdict[_Place, dict[bytes, bytes]] = defaultdict(dict)
        self._alerts: defaultdict[str, dict[str, Alert]] = defaultdict(dict)
        self.coverage: dict[str, Alert] = {}
        self._touched: set[str] = set()
        self._echoes: defaultdict[tuple[str, bytes], list[bytes]] = defaultdict(list)

    def hear(self, record: Record) -> str | None:
        """Take in a record of one of the topics; give the pair of which something else stands now."""
        if record.key is None:
            return None
        place = (record.topic, record.key)
        heard = _said(record.value)
        if heard in self._echoes.get(place, ()):
            self._echoes[place].remove(heard)
            if not self._echoes[place]:
                del self._echoes[place]
            return None
        return None if self._digest(*place) == heard else self._set(*place, record.value)

    def write(self, outgoing: Iterable[Outgoing]) -> None:
        """Take note of what is being written."""
        for one in outgoing:
            key = one.key or b""
            self._echoes[one.topic, key].append(_said(one.value))
            self._set(one.topic, key, one.value)

    def says(self, topic: str, key: str, value: bytes) -> bool:
        """Tell whether this very value stands already."""
        return self._digest(topic, key.encode()) == _said(value)

    def keys(self, topic: str, pair: str, since: date | None = None) -> frozenset[str]:
        """Give the keys of a pair that stand on a topic, of this UTC day or a later one."""
        least = 0 if since is None else since.toordinal()
        return frozenset(
            f"{pair}/{_whole(rest)}"
            for rest, row in self._said.get((topic, pair), {}).items()
            if int.from_bytes(row[:_DAY_BYTES], "big") >= least
        )

    def alerts(self, pair: str) -> dict[str, Alert]:
        """Give the alerts on a pair by id, whatever their state."""
        return dict(self._alerts.get(pair, {}))

    def pairs(self) -> frozenset[str]:
        """Give the pairs of which something stands."""
        found = {pair for (topic, pair), rows in self._said.items() if rows and topic in BY_PAIR}
        return frozenset(found | self._alerts.keys())

    def _digest(self, topic: str, key: bytes) -> bytes:
        """Give the digest of what stands; empty where nothing does."""
        pair, rest = _parts(topic, key)
        return self._said.get((topic, pair), {}).get(rest, b"")[_DAY_BYTES:]

    def _set(self, topic: str, key: bytes, value: bytes | None) -> str | None:
        pair, rest = _parts(topic, key)
        if value is None:
            self._said[topic, pair].pop(rest, None)
        else:
            day = _day(topic, value) if topic in BY_PAIR else date.min
            self._said[topic, pair][rest] = day.toordinal().to_bytes(_DAY_BYTES, "big") + _said(value)
        return pair if topic in BY_PAIR else self._set_alert(key.decode("utf-8", "replace"), value)

    def _set_alert(self, key: str, value: bytes | None) -> str | None:
        try:
            alert = decode(Alert, value)
        except Reject:
            return None
        if alert.pair is not None:
            self._alerts[alert.pair][key] = alert
        elif alert.kind == "coverage":
            self.coverage[key] = alert
            self._touched |= {
                pair
                for pair, alerts in self._alerts.items()
                if any(overlaps(alert, a.window_start_at, a.window_end_at) for a in alerts.values())
            }
        return alert.pair

    def take_touched(self) -> set[str]:
        """Give the pairs in whose alerts' time a source went quiet or was heard again since the last call."""
        touched, self._touched = self._touched, set()
        return touched


def _parts(topic: str, key: bytes) -> tuple[str, bytes]:
    """Split a key into its pair, where it has one, and the rest, in few bytes."""
    if topic not in BY_PAIR:
        return "", key
    pair, _, rest = key.decode("utf-8", "replace").partition("/")
    return intern(pair), _short(rest)


def _short(rest: str) -> bytes:
    raw = digits(rest) if len(rest) == _HEX_ID else None
    return rest.encode("utf-8", "surrogatepass") if raw is None else raw


def _whole(rest: bytes) -> str:
    return rest.hex() if len(rest) == _HEX_ID // 2 else rest.decode("utf-8", "surrogatepass")


class _Began(Struct):
    """Of a story, the field that tells its day."""

    first_published_at: datetime


class _Dated(Struct):
    """Of an alignment, the field that tells its day."""

    day: date


def _day(topic: str, value: bytes) -> date:
    """Read the day that a story began or an index is of; what can't be read is older than any floor."""
    try:
        if topic == "alignment":
            return _dated.decode(value).day
        return _began.decode(value).first_published_at.astimezone(UTC).date()
    except (DecodeError, ValueError):
        return date.min


_began, _dated = Decoder(_Began), Decoder(_Dated)


def _said(value: bytes | None) -> bytes:
    return b"" if value is None else blake2b(value, digest_size=_DIGEST_BYTES).digest()
