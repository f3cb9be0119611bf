"""Articles a second from `articles.raw` to Elasticsearch, and what each process spends on one."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psutil
from msgspec import Struct

from bench.figures import Figure, Target, figure
from bench.running import acknowledged, processor_seconds, publish, searchable, start_services
from bench.stream import Stream
from entente.runtime.broker import Consumer
from support.system import System

GROUP = "running system"
SUSTAINED = Target("at least", 400)
DAYS = 60
"""The articles are spread over the days before now, so that they fill baselines, too."""
WARM_UP = 0.1
"""The first tenth is left out: until then consumers join their groups and caches are cold."""

_LOOK_S = 0.5
_SLOWEST_S = 1800.0


class Look(Struct, frozen=True):
    """How far it was: monotonic seconds, articles indexed, processor seconds of ours and of everybody."""

    at: float
    articles: int
    ours: dict[str, float]
    everybody: float


def measure(made: System, stream: Stream, articles: int, say: Callable[[str], None]) -> list[Figure]:
    """Write all articles first, then start the services and see how fast they get through."""
    say(f"Writing {articles} articles of 2 kB to articles.raw")
    first = datetime.now(UTC) - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / articles
    publish(made, [stream.article(first + i * step) for i in range(articles)])
    say("Starting the services, and reading, judging and indexing all of it")
    start_services(made)
    began = time.monotonic()
    reader = made.broker.consumer("indexer")
    warm = _await(made, reader, round(WARM_UP * articles), began)
    done = _await(made, reader, articles, began)
    reader.close(1.0)
    say("Waiting until signals, stories and alerts are judged and indexed, too")
    made.settle()
    whole = time.monotonic() - began
    signals = int(made.client.count(index="entente-signals")["count"])
    return [
        *_rates(warm, done),
        figure(GROUP, "articles not indexed", articles - searchable(made), "", target=Target("at most", 0)),
        figure(GROUP, "until all is judged and indexed, start included", articles / whole, "articles/s"),
        figure(GROUP, "signals an article", signals / articles, ""),
    ]


def _await(made: System, reader: Consumer, articles: int, began: float) -> Look:
    """Wait until so many articles are indexed, or for half an hour."""
    while True:
        made.tend()
        look = Look(time.monotonic(), acknowledged(reader), processor_seconds(made), _busy_seconds())
        if look.articles >= articles or look.at - began > _SLOWEST_S:
            return look
        time.sleep(_LOOK_S)


def _rates(warm: Look, done: Look) -> list[Figure]:
    articles, seconds = done.articles - warm.articles, done.at - warm.at
    spent = {name: used - warm.ours.get(name, 0.0) for name, used in sorted(done.ours.items())}
    total = sum(spent.values())
    others = done.everybody - warm.everybody - total
    return [
        figure(
            GROUP,
            "from Kafka to Elasticsearch",
            articles / seconds,
            "articles/s",
            target=SUSTAINED,
            note=f"{articles} articles; tagger, detector, indexer, notifier and both servers",
        ),
        *(
            figure(GROUP, f"processor time of {name}", used / articles * 1e6, "µs/article")
            for name, used in spent.items()
        ),
        figure(GROUP, "processor time of all of these", total / articles * 1e6, "µs/article"),
        figure(GROUP, "cores used by them", total / seconds, ""),
        figure(GROUP, "cores used by anything else", others / seconds, "", note="this measuring included"),
    ]


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)
