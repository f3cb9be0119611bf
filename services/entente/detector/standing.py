"""What stands on the topics that the detector writes: learnt from them, and from its own writing.

A worker's own records come back to it; they are told from another worker's, so that a late echo of an older
revision is not mistaken for what stands.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date

from entente.contracts.alerts import Alert
from entente.contracts.codec import decode
from entente.contracts.errors import Reject
from entente.contracts.signals import Alignment, Story
from entente.detecting.coverage import overlaps
from entente.detecting.difference import said
from entente.runtime.records import Outgoing, Record

BY_PAIR = ("stories", "alignment")
TOPICS = ("alerts", *BY_PAIR)

_Key = tuple[str, str]


class Standing:
    """The newest value of each key: whole for alerts, a digest for stories and alignments.

    `coverage` holds the alerts of sources gone quiet, by id.
    """

    def __init__(self) -> None:
        self._said: dict[_Key, str] = {}
        self._days: defaultdict[_Key, dict[str, date]] = defaultdict(dict)
        self._alerts: defaultdict[str, dict[str, Alert]] = defaultdict(dict)
        self.coverage: dict[str, Alert] = {}
        self._touched: set[str] = set()
        self._echoes: defaultdict[_Key, list[str]] = defaultdict(list)

    def hear(self, record: Record) -> str | None:
        """Take in a record of one of the topics; give the pair of which something else stands now."""
        if record.key is None:
            return None
        place = (record.topic, record.key.decode("utf-8", "replace"))
        heard = _said(record.value)
        if heard in self._echoes.get(place, ()):
            self._echoes[place].remove(heard)
            if not self._echoes[place]:
                del self._echoes[place]
            return None
        return None if self._said.get(place, "") == heard else self._set(place, record.value)

    def write(self, outgoing: Iterable[Outgoing]) -> None:
        """Take note of what is being written."""
        for one in outgoing:
            place = (one.topic, (one.key or b"").decode())
            self._echoes[place].append(_said(one.value))
            self._set(place, one.value)

    def says(self, topic: str, key: str, value: bytes) -> bool:
        """Tell whether this very value stands already."""
        return self._said.get((topic, key)) == _said(value)

    def keys(self, topic: str, pair: str, since: date | None = None) -> frozenset[str]:
        """Give the keys of a pair that stand on a topic, of this UTC day or a later one."""
        days = self._days.get((topic, pair), {})
        return frozenset(key for key, day in days.items() if since is None or day >= since)

    def alerts(self, pair: str) -> dict[str, Alert]:
        """Give the alerts on a pair by id, whatever their state."""
        return dict(self._alerts.get(pair, {}))

    def pairs(self) -> frozenset[str]:
        """Give the pairs of which something stands."""
        return frozenset({pair for (_, pair), days in self._days.items() if days} | self._alerts.keys())

    def _set(self, place: _Key, value: bytes | None) -> str | None:
        topic, key = place
        if value is None:
            self._said.pop(place, None)
        else:
            self._said[place] = _said(value)
        if topic not in BY_PAIR:
            return self._set_alert(key, value)
        pair = key.split("/", 1)[0]
        if value is None:
            self._days[topic, pair].pop(key, None)
        else:
            self._days[topic, pair][key] = _day(topic, value)
        return pair

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
                if any(overlaps(alert, one) for one in alerts.values())
            }
        return alert.pair

    def take_touched(self) -> set[str]:
        """Give the pairs in whose alerts' time a source went quiet or was heard again since the last call."""
        touched, self._touched = self._touched, set()
        return touched


def _day(topic: str, value: bytes) -> date:
    """Read the day that a story began or an index is of; what can't be read is older than any floor."""
    try:
        if topic == "alignment":
            return decode(Alignment, value).day
        return decode(Story, value).first_published_at.astimezone(UTC).date()
    except Reject:
        return date.min


def _said(value: bytes | None) -> str:
    return "" if value is None else said(value)
