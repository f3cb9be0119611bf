"""How long from the publishing of the article that decides to the alert, under a steady stream.

Every two seconds thirty stories on a pair that nobody else speaks of go out at once. The clock starts when
the last of them is handed to the producer, and stops when an alert that counts all of them has been read from
the topic `alerts`.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

from msgspec import Struct

from bench.figures import Figure, Target, figure
from bench.stream import Pair, Stream
from entente.contracts.alerts import Alert
from entente.contracts.articles import Article
from entente.contracts.codec import decode
from entente.contracts.values import pair_of
from entente.ingest.records import article_record
from entente.ingest.sending import Sending
from entente.runtime.clock import SystemClock
from support.system import System

RATE = 60
"""Articles a second, all told: five to ten times what the whole world's news would bring."""
STORIES = 30
"""Beyond chance still when the stream has brought as much in minutes as the baseline holds in weeks."""
CLUSTER_EVERY_S = 2.0
LIMIT = Target("under", 5.0)
GROUP = f"alerting at {RATE} articles/s"

_LAST_CHANCE_S = 60.0
_POLL_S = 0.02


class Cluster(Struct):
    """Stories that must alert: when the last went out, and when alerts on them came (monotonic seconds)."""

    decided: float
    first: float | None = None
    whole: float | None = None


class Alarms:
    """Listens to the topic `alerts` in a thread of its own."""

    def __init__(self, made: System) -> None:
        self._broker = made.broker
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="alarms", daemon=True)
        self.clusters: dict[str, Cluster] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _listen(self) -> None:
        consumer = self._broker.consumer(None)
        places = consumer.partitions_of("alerts")
        consumer.assign(places)
        for place, end in consumer.end_offsets(places).items():
            consumer.seek(place, end)
        self._ready.set()
        while not self._stop.is_set():
            for record in consumer.poll(_POLL_S, 500):
                self._hear(decode(Alert, record.value), time.monotonic())
        consumer.close(1.0)

    def _hear(self, alert: Alert, at: float) -> None:
        cluster = self.clusters.get(alert.pair or "")
        if cluster is None or alert.state != "firing":
            return
        cluster.first = cluster.first or at
        if alert.story_count >= STORIES:
            cluster.whole = cluster.whole or at


class Steady:
    """Sends articles at a steady rate; where it falls behind, it sends what is due at once."""

    def __init__(self, made: System) -> None:
        self._producer = made.broker.producer()
        self._sending = Sending(self._producer)
        self._clock = SystemClock()
        self._began = time.monotonic()
        self._sent = 0
        self.late_s = 0.0

    def send(self, article: Article) -> None:
        """Send an article when its turn has come."""
        due = self._began + self._sent / RATE
        time.sleep(max(0.0, due - time.monotonic()))
        self.late_s = max(self.late_s, time.monotonic() - due)
        self.at_once(article)

    def at_once(self, article: Article) -> None:
        """Send an article before its turn; its turn passes in silence."""
        self._sending.send(article_record(article, self._clock.now()))
        self._sent += 1

    def close(self) -> None:
        """Wait until all have arrived."""
        self._sending.flush()
        self._producer.close(10.0)


def measure(made: System, stream: Stream, clusters: int, say: Callable[[str], None]) -> list[Figure]:
    """Send the stream with its clusters, and say how long their alerts took."""
    say(
        f"Sending {RATE} articles/s for {clusters * CLUSTER_EVERY_S:.0f} s, "
        f"{clusters} clusters that must alert among them"
    )
    between = round(RATE * CLUSTER_EVERY_S) - STORIES
    pairs = stream.rare_pairs()
    steady = Steady(made)
    with Alarms(made) as alarms:
        for _ in range(clusters):
            for _ in range(between):
                steady.send(stream.article(_now()))
            _send_cluster(steady, stream, next(pairs), alarms)
            made.tend()
        steady.close()
        deadline = time.monotonic() + _LAST_CHANCE_S
        while any(one.whole is None for one in alarms.clusters.values()) and time.monotonic() < deadline:
            time.sleep(0.5)
    return _figures(list(alarms.clusters.values()), steady)


def _send_cluster(steady: Steady, stream: Stream, pair: Pair, alarms: Alarms) -> None:
    stories = [stream.warm_story(pair, _now()) for _ in range(STORIES)]
    cluster = alarms.clusters[pair_of(pair[0].power, pair[1].power)] = Cluster(decided=time.monotonic())
    for one in stories[:-1]:
        steady.at_once(one)
    cluster.decided = time.monotonic()
    steady.at_once(stories[-1])


def _figures(clusters: list[Cluster], steady: Steady) -> list[Figure]:
    whole = sorted(one.whole - one.decided for one in clusters if one.whole is not None)
    first = sorted(one.first - one.decided for one in clusters if one.first is not None)
    note = (
        f"{len(clusters)} clusters of {STORIES} stories, from the last one sent to an alert that counts all"
    )
    figures = [
        figure(
            GROUP, "clusters without their alert", len(clusters) - len(whole), "", target=Target("at most", 0)
        )
    ]
    if whole:
        figures += [
            figure(GROUP, "publish to alert, p50", quantile(whole, 0.5), "s", note=note),
            figure(GROUP, "publish to alert, p99", quantile(whole, 0.99), "s", target=LIMIT, note=note),
            figure(GROUP, "publish to alert, slowest", whole[-1], "s"),
        ]
    if first:
        figures.append(
            figure(
                GROUP,
                "publish to the first alert, p99",
                quantile(first, 0.99),
                "s",
                note="counting fewer, too",
            )
        )
    figures.append(figure(GROUP, "furthest that the sender fell behind", steady.late_s, "s"))
    return figures


def quantile(ordered: list[float], share: float) -> float:
    """Give the least value that no more than the rest exceed (nearest rank)."""
    rank = -(-len(ordered) * share // 1)
    return ordered[max(0, min(len(ordered), int(rank)) - 1)]


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
