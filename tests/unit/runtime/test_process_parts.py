"""Settings, metrics, logs, progress, dead letters: what every process has."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.contracts.errors import Misconfigured, Reason
from entente.runtime.clock import HandClock
from entente.runtime.deadletters import dead_letter, read_dead_letter, replayed
from entente.runtime.declared import RUNTIME
from entente.runtime.logs import logger, set_up
from entente.runtime.metrics import MAX_VALUES, Metric, Metrics
from entente.runtime.outcomes import Rejected
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Outgoing, Record
from entente.runtime.settings import FaustSettings, RuntimeSettings, read_settings
from entente.runtime.tracing import traced

T0 = datetime(2025, 9, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"BATCH": "many"}, "ENTENTE_BATCH: Input should be a valid integer.*'many'"),
        ({"HEALTH_PORT": "70000"}, "ENTENTE_HEALTH_PORT: .*less than or equal to 65535"),
        ({"LIVENESS_GRACE_S": "30"}, "ENTENTE_LIVENESS_GRACE_S: .*greater than 60"),
        ({"KAFKA_SECURITY": "SASL_SSL"}, "SASL needs kafka_sasl_mechanism"),
        ({"KAFKA_SASL_MECHANISM": "PLAIN"}, "set kafka_security to SASL_SSL"),
        ({"TOPIC_NAMES": "{"}, "must be JSON.*topic_names"),
        ({"SHARD": "2", "SHARDS": "2"}, "shard 2 of 2: they count from 0 to 1"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
) -> None:
    """The sentence names the variable, says what it must be and what it is."""
    for name, value in variables.items():
        monkeypatch.setenv(f"ENTENTE_{name}", value)
    with pytest.raises(Misconfigured, match=sentence) as caught:
        read_settings(FaustSettings)
    assert "\n" not in str(caught.value)


def test_a_wrong_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """No password stands in a sentence, a setting's text or its representation."""
    monkeypatch.setenv("ENTENTE_KAFKA_PASSWORD", "hunter2")
    assert "hunter2" not in repr(read_settings(RuntimeSettings))


def test_every_setting_is_described() -> None:
    """No field without a description."""
    assert [name for name, one in FaustSettings.model_fields.items() if not one.description] == []


def test_a_metric_must_be_declared_with_its_labels() -> None:
    """An undeclared name, another kind, a missing or an unknown label raise; a double declaration too."""
    metrics = Metrics(RUNTIME)
    for name in ("entente_nope_total", "entente_paused", "entente_records_in_total"):
        with pytest.raises(KeyError, match=name):
            metrics.count(name)
    with pytest.raises(KeyError, match="labels"):
        metrics.count("entente_records_in_total", topic="signals", pair="CHN-RUS")
    with pytest.raises(ValueError, match="declared twice"):
        Metrics((*RUNTIME, RUNTIME[0]))


def test_labels_are_bounded() -> None:
    """A closed label takes its values only, an open one so many; the rest is `other`."""
    metrics = Metrics(
        [
            Metric(name="closed_total", kind="counter", help="h", labels={"why": ("a", "b")}),
            Metric(name="open_total", kind="counter", help="h", labels={"who": None}),
        ]
    )
    metrics.count("closed_total", why="c")
    assert metrics.value("closed_total", why="other") == 1
    for i in range(MAX_VALUES + 10):
        metrics.count("open_total", who=f"w{i}")
    assert metrics.value("open_total", who="other") == 10


def test_every_metric_says_its_unit_and_what_it_means() -> None:
    """Counters end in _total, times in _seconds, and each has a sentence."""
    for metric in RUNTIME:
        assert metric.name.startswith("entente_")
        assert (metric.kind == "counter") == metric.name.endswith("_total")
        assert metric.kind != "histogram" or metric.name.endswith("_seconds")
        assert metric.help.endswith(".")
    assert b"# HELP entente_lag_records Records that lie ahead" in Metrics(RUNTIME).exposition()


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Set logs up into a buffer, and take them down again."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    buffer = io.StringIO()
    set_up("tester", "1.2", "INFO", "json", buffer)
    yield buffer
    root.handlers = before
    root.setLevel(level)


def test_a_log_line_is_ecs(lines: io.StringIO) -> None:
    """One JSON object a line: time, level, message, service, own fields under labels, errors under error."""
    log = logger("entente.test")
    log.info("wrote", topic="signals", many=3)
    try:
        int("inner")
    except ValueError:
        log.exception("failed")
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert first["message"] == "wrote"
    assert (first["log.level"], first["log"]["logger"]) == ("info", "entente.test")
    assert first["service"] == {"name": "tester", "version": "1.2"}
    assert first["labels"] == {"topic": "signals", "many": 3}
    assert first["@timestamp"].endswith("Z")
    assert "ValueError: invalid literal" in second["error"]["stack_trace"]


def test_libraries_speak_the_same_and_repeat_themselves_seldom(lines: io.StringIO) -> None:
    """Their warnings are ECS too; the same one comes once in half a minute; their chatter not at all."""
    library = logging.getLogger("kafka.net")
    for i in range(50):
        library.warning("no connection to %d", i)
        library.info("trying")
    (line,) = lines.getvalue().splitlines()
    assert json.loads(line)["message"] == "no connection to 0"


def test_alive_is_who_polls() -> None:
    """A process that has not polled for longer than the grace is not alive, and says for how long."""
    clock = HandClock(T0)
    progress = Progress(clock, 90)
    clock.advance(89)
    assert progress.live() == (True, "last poll 89.0 s ago")
    clock.advance(2)
    assert progress.live() == (False, "no poll for 91 s, more than the 90 s of grace")
    progress.beat()
    assert progress.live()[0]
    progress.fail("a thread ended")
    assert progress.live() == (False, "a thread ended")


def test_ready_is_who_waits_for_nothing() -> None:
    """Readiness names all that is waited for."""
    progress = Progress(HandClock(T0))
    progress.has("start")
    assert progress.ready() == (True, "reading")
    progress.waits_for("sink", "Elasticsearch is away")
    assert progress.ready() == (False, "sink: Elasticsearch is away")


def test_stopping_keeps_why() -> None:
    """A stop asked for by a failed thread carries its failure; an ordinary one none."""
    stop = Stop(HandClock(T0))
    assert not stop.wait(5)
    stop.fail(ValueError("v"))
    assert stop.wait(5)
    assert isinstance(stop.failure, ValueError)


HEADERS = st.lists(
    st.tuples(st.text("xyz_-", min_size=1, max_size=8), st.binary(max_size=12)), max_size=4
).map(tuple)


@settings(deadline=None)
@given(
    key=st.none() | st.binary(max_size=20),
    value=st.none() | st.binary(max_size=50),
    headers=HEADERS,
    detail=st.text(max_size=2000),
)
def test_a_dead_letter_comes_back_whole(
    key: bytes | None, value: bytes | None, headers: tuple[tuple[str, bytes], ...], detail: str
) -> None:
    """Key, value and headers are the record's own bytes; written twice it is the same."""
    record = Record("signals", 3, 41, key, value, headers, 0)
    why = Rejected(Reason.INVALID, detail)
    letters = [dead_letter(record, why, service="indexer", attempts=2, first_failure_at=T0) for _ in range(2)]
    assert letters[0] == letters[1]
    sent = letters[0]
    assert sent.topic == "signals.dead"
    read = read_dead_letter(Record(sent.topic, 0, 0, sent.key, sent.value, sent.headers, 0))
    assert (read.key, read.value, read.headers) == (key, value, headers)
    assert (read.id, read.service, read.reason, read.attempts) == ("signals/3/41", "indexer", "invalid", 2)
    assert read.first_failure_at == T0
    assert len(read.error) <= 1000
    again = replayed(read)
    assert (again.topic, again.value, again.headers) == ("signals", value, headers)


def test_what_is_no_dead_letter_is_refused() -> None:
    """A record without the headers of a dead letter is named."""
    with pytest.raises(ValueError, match=r"signals\.dead/0/7 is no dead letter"):
        read_dead_letter(Record("signals.dead", 0, 7, b"k", b"v", (), 0))


def test_a_trace_goes_on_or_is_absent() -> None:
    """An output continues its record's traceparent, keeps one of its own, and gets none from nowhere."""
    parent = ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    with_trace = Record("signals", 0, 0, b"k", b"v", (parent,), 0)
    without = Record("signals", 0, 0, b"k", b"v", (), 0)
    out = Outgoing("alerts", b"k", b"v", (("ce_id", b"1"),))
    assert traced(with_trace, out).headers == (("ce_id", b"1"), parent)
    assert traced(without, out) == out
    own = Outgoing("alerts", b"k", b"v", (("traceparent", b"own"),))
    assert traced(with_trace, own) == own


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (b"2025-09-01T12:00:00Z", T0),
        (b"2025-09-01T15:00:00+03:00", T0),
        (b"2025-09-01T12:00:00", None),
        (b"yesterday", None),
        (b"\xff", None),
    ],
)
def test_when_it_was_said_is_an_instant_or_nothing(text: bytes, at: datetime | None) -> None:
    """`ce_time` with its offset is read; anything else is null, never now."""
    assert Record("signals", 0, 0, b"k", b"v", (("ce_time", text),), 0).said_at() == at
