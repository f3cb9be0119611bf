"""How a service's process begins: what it says when something is wrong or not there yet."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import msgspec
import pytest

from entente.contracts.errors import Misconfigured
from entente.runtime.clock import HandClock
from entente.runtime.declared import RUNTIME
from entente.runtime.health import HealthServer
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress
from entente.runtime.topics import Topics, partitioned
from support.brokers import declared
from support.echoes import SOURCE, TARGET, Echo, Yard
from support.rig import T0

WAIT_S = 30.0


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def nowhere() -> Iterator[tuple[Echo, str]]:
    """Start an echo whose Kafka is not there; gives it and its health page."""
    port = free_port()
    echo = Echo(
        "loop",
        {"ENTENTE_BOOTSTRAP_SERVERS": f"127.0.0.1:{free_port()}", "ENTENTE_HEALTH_PORT": str(port)},
    )
    yield echo, f"http://127.0.0.1:{port}"
    if echo.process.poll() is None:
        echo.end(signal.SIGKILL)


def page(url: str) -> tuple[int, dict[str, object]]:
    """Get a page of JSON, waiting for the server to be there."""
    end = time.monotonic() + WAIT_S
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own page
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)


def test_a_kafka_that_is_not_there_is_one_sentence_and_tried_again(nowhere: tuple[Echo, str]) -> None:
    """The log names what can't be reached and where; the process lives, is not ready, stops when asked."""
    echo, url = nowhere
    end = time.monotonic() + WAIT_S
    while "can't be reached" not in str(page(f"{url}/readyz")[1]["why"]):
        assert time.monotonic() < end
        time.sleep(0.1)
    status, body = page(f"{url}/readyz")
    assert status == 503
    assert "Kafka at 127.0.0.1:" in str(body["why"])
    assert page(f"{url}/livez")[0] == 200
    while echo.said().count("next try in") < 2:
        assert time.monotonic() < end
        time.sleep(0.1)
    code, seconds, said = echo.end()
    assert code == 0
    assert seconds < 10
    tries = [line for line in map(json.loads, said.splitlines()) if "next try in" in line["message"]]
    assert all("Kafka at 127.0.0.1" in line["message"] and "\n" not in line["message"] for line in tries)


def test_a_missing_topic_is_waited_for_by_name(yard: Yard) -> None:
    """A service started before its topics says which is missing and how to make it; then it works."""
    echo = yard.start("loop", topic_prefix=f"{yard.prefix}late-")
    late = Yard(yard.bootstrap_servers, prefix=f"{yard.prefix}late-")
    said = echo.wait_to_say(f"has no topic {SOURCE} yet; create all with `entente topics apply`")
    admin = late.broker.admin()
    admin.apply()
    admin.close()
    late.write([b"x"] * 10)
    late.wait_for(10, TARGET)
    assert echo.end()[0] == 0
    assert yard.bootstrap_servers in said


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"BATCH": "0"}, "echo: ENTENTE_BATCH: Input should be greater than or equal to 1 (it is '0')"),
        ({"HEALTH_HOST": "198.51.100.1"}, "echo: the health page can't listen on 198.51.100.1:0"),
        ({"TOPIC_NAMES": '{"signal": "x"}'}, "echo: topic_names gives a name to 'signal', which is no topic"),
    ],
)
def test_a_wrong_setting_ends_it_with_code_2_and_one_sentence(
    variables: dict[str, str], sentence: str
) -> None:
    """Nothing is tried that can't go right; no trace, one line."""
    echo = Echo("loop", {f"ENTENTE_{name}": value for name, value in variables.items()})
    code, said = echo.ended()
    assert code == 2
    assert said.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in said


def test_what_is_not_foreseen_ends_it_with_code_1_and_the_trace_in_the_log(yard: Yard) -> None:
    """The last words of a crash are one line of JSON with its stack trace."""
    code = "from support.echo import *; main('echo', FaustSettings, lambda runtime: 1 / 0)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **Echo.environment(),
            "ENTENTE_BOOTSTRAP_SERVERS": yard.bootstrap_servers,
            "ENTENTE_TOPIC_PREFIX": yard.prefix,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    last = json.loads(done.stderr.splitlines()[-1])
    assert "ZeroDivisionError" in last["error"]["stack_trace"]


def test_the_page_says_what_is_and_why() -> None:
    """Live and ready with reasons, metrics as Prometheus reads them, anything else 404."""
    clock = HandClock(T0)
    progress, metrics = Progress(clock, 90), Metrics(RUNTIME)
    server = HealthServer("127.0.0.1", 0, progress, metrics)
    assert page(f"{server.url}/livez") == (200, {"ok": True, "why": "last poll 0.0 s ago"})
    assert page(f"{server.url}/readyz") == (503, {"ok": False, "why": "start: starting"})
    progress.has("start")
    assert page(f"{server.url}/readyz")[0] == 200
    clock.advance(100)
    assert page(f"{server.url}/livez")[0] == 503
    assert page(f"{server.url}/elsewhere")[0] == 404
    metrics.count("entente_records_in_total", 3, topic="signals")
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=5) as answer:  # noqa: S310 - our own page
        assert b'entente_records_in_total{topic="signals"} 3.0' in answer.read()
    with pytest.raises(Misconfigured, match="can't listen on"):
        HealthServer("127.0.0.1", int(server.url.rsplit(":", 1)[1]), progress, metrics)
    server.close()


def test_topics_are_made_once_and_mended(yard: Yard) -> None:
    """Applied again nothing changes; a setting that drifted is named and set back."""
    admin = yard.broker.admin()
    assert list(admin.apply()) == []
    drifted = dict(declared())
    drifted["signals"] = msgspec.structs.replace(drifted["signals"], retention_days=1)
    yard.topics.declared = drifted
    assert [line.split(":")[0] for line in admin.apply()] == ["changed signals"]
    yard.topics.declared = declared()
    (line,) = admin.apply()
    assert line == "changed signals: retention.ms from 86400000 to 13824000000"
    assert list(admin.apply()) == []
    admin.close()


def test_another_number_of_partitions_is_refused(yard: Yard) -> None:
    """A topic that stands with other partitions than its manifest says is one sentence."""
    other = Topics(partitioned(declared(), 2), prefix=yard.prefix)
    yard.broker.topics = other
    admin = yard.broker.admin()
    with pytest.raises(Misconfigured, match="has 4 partitions and its manifest says 2"):
        admin.apply()
    admin.close()
