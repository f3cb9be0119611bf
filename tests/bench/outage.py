"""What a target hears that is away for ten minutes: the notifier as a process, on a real Kafka, over HTTP.

Two webhooks are told of everything. One is there; at the other's address nobody listens until ten minutes are
over, while alerts go on coming. It is part of no run but its own, since it takes up to half an hour.
"""

import secrets
import tempfile
import time
import uuid
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec

from bench.figures import Figure, Target, figure
from entente.contracts.alerts import Alert
from entente.contracts.codec import encode, headers
from entente.local.fleet import Fleet
from entente.local.ports import free_port
from entente.local.stack import LocalStack, StackOptions
from entente.runtime.broker import Producer, deliver
from entente.runtime.clock import SystemClock
from entente.runtime.records import Outgoing
from entente.runtime.settings import RuntimeSettings
from entente.runtime.topics import manifests
from support import own_topics
from support.examples import example
from support.receivers import Receiver, receiver

MINUTES = 10
ALERT_EVERY_S = 3.0
GROUP = f"a target away for {MINUTES} minutes"
LAST_TRY_S = 20 * 60.0
"""The schedule's longest wait, a fifth later by chance, and a minute."""
SOON = Target("under", LAST_TRY_S)
NONE = Target("at most", 0)

_ROUTES = """targets:
  log: {{kind: console}}
  here: {{kind: webhook, url: "{here}", secret: {key}, private: true}}
  away: {{kind: webhook, url: "{away}", secret: {key}, private: true}}
routes: [{{name: all, to: [here, away], wait: 0s, interval: 0s, storm: 1000}}]
heartbeat: {{to: [log]}}
"""
_CLOCK = SystemClock()


class _Data(msgspec.Struct, frozen=True):
    alert_ids: tuple[str, ...]


class _Notice(msgspec.Struct, frozen=True):
    data: _Data


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Let a target be away while alerts come, and count what it hears afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="entente-bench-", ignore_cleanup_errors=True) as name,
        LocalStack.start(Path(name) / "stack", StackOptions()) as stack,
        receiver() as here,
    ):
        folder, port = Path(name), free_port(18_000)
        routes, key = folder / "routes.yaml", "whsec_" + b64encode(secrets.token_bytes(32)).decode()
        routes.write_text(
            _ROUTES.format(here=here.url, away=f"http://127.0.0.1:{port}/hook", key=key), encoding="utf-8"
        )
        prefix = f"outage{uuid.uuid4().hex[:6]}-"
        settings = RuntimeSettings(bootstrap_servers=stack.bootstrap_servers, topic_prefix=prefix)
        broker = own_topics.made(settings, manifests(), "bench")
        environment = {
            "ENTENTE_BOOTSTRAP_SERVERS": stack.bootstrap_servers,
            "ENTENTE_TOPIC_PREFIX": prefix,
            "ENTENTE_NOTIFIER_ROUTES_FILE": str(routes),
        }
        with Fleet(folder / "fleet", environment) as fleet:
            fleet.start("notifier")
            fleet.await_ready()
            say(f"Nobody listens at one of two targets; an alert every {ALERT_EVERY_S:g} s for {MINUTES} min")
            producer = broker.producer()
            published = _publish(producer)
            producer.close(5.0)
            with receiver(port) as back:
                say("Somebody listens again; waiting until all is heard")
                since = time.monotonic()
                heard = back.wait_for(lambda: set(published) <= set(_heard(back)), LAST_TRY_S)
                took = time.monotonic() - since
                time.sleep(5.0)
                return _figures(published, here, back, took if heard else LAST_TRY_S)


def _publish(producer: Producer) -> list[str]:
    published: list[str] = []
    until = time.monotonic() + timedelta(minutes=MINUTES).total_seconds()
    while time.monotonic() < until:
        now = _CLOCK.now()
        alert = example(
            Alert,
            id=f"outage-{len(published)}",
            pair="CHN-RUS",
            rule=f"rule-{len(published)}",
            state="firing",
            window_start_at=now - timedelta(hours=24),
            window_end_at=now,
        )
        about = headers(alert, event_id=alert.id, source="bench", at=now)
        deliver(producer, [Outgoing("alerts", alert.id.encode(), encode(alert), about)])
        published.append(alert.id)
        time.sleep(ALERT_EVERY_S)
    return published


def _heard(target: Receiver) -> list[str]:
    notices = [msgspec.json.decode(one.body, type=_Notice) for one in tuple(target.requests)]
    return [alert_id for notice in notices for alert_id in notice.data.alert_ids]


def _figures(published: Sequence[str], here: Receiver, back: Receiver, took: float) -> list[Figure]:
    told, other = Counter(_heard(back)), Counter(_heard(here))
    note = f"of {len(published)} alerts"
    return [
        figure(GROUP, "lost", len(set(published) - set(told)), "alerts", target=NONE, note=note),
        figure(GROUP, "told twice", told.total() - len(told), "alerts", target=NONE, note=note),
        figure(GROUP, "lost at the other target", len(set(published) - set(other)), "alerts", target=NONE),
        figure(GROUP, "told twice at the other", other.total() - len(other), "alerts", target=NONE),
        figure(GROUP, "back until all was heard", round(took), "s", target=SOON),
    ]
