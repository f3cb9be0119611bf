"""The stack that a run of the tests shares: it answers, and it survives what tests do to it."""

import urllib.request
from uuid import uuid4

import msgspec
import psutil
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic
from kafka.errors import KafkaTimeoutError

from entente.contracts.errors import Misconfigured
from entente.local.broker import MAX_MESSAGE_BYTES, broker_answers
from entente.local.search import search_answers
from entente.local.stack import LocalStack, StackOptions
from entente.local.state import read_state


class Document(msgspec.Struct):
    """What the tests store."""

    title: str


class Stored(msgspec.Struct):
    """What Elasticsearch answers to a GET."""

    source: Document = msgspec.field(name="_source")


def port(address: str) -> int:
    """The port of an address."""
    return int(address.rsplit(":", 1)[1])


def new_topic(stack: LocalStack) -> str:
    """Make a topic of our own."""
    topic = f"local-{uuid4().hex}"
    admin = KafkaAdminClient(bootstrap_servers=stack.bootstrap_servers)
    admin.create_topics([NewTopic(topic, 1, 1, topic_configs={"max.message.bytes": str(MAX_MESSAGE_BYTES)})])
    admin.close()
    return topic


def send(stack: LocalStack, topic: str, *values: bytes) -> None:
    """Send values and wait until the broker has them."""
    producer = KafkaProducer(
        bootstrap_servers=stack.bootstrap_servers, acks="all", max_request_size=MAX_MESSAGE_BYTES
    )
    for value in values:
        producer.send(topic, value).get(timeout=30)
    producer.close()


def received(stack: LocalStack, topic: str, count: int) -> list[bytes]:
    """Read a topic from its start until it gave so many values."""
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=stack.bootstrap_servers,
        auto_offset_reset="earliest",
        consumer_timeout_ms=20_000,
    )
    values = [message.value for _, message in zip(range(count), consumer, strict=False)]
    consumer.close()
    return values


def call(url: str, method: str = "GET", body: Document | None = None, timeout: float = 30) -> bytes:
    """Ask Elasticsearch something."""
    request = urllib.request.Request(  # noqa: S310  # our own server
        url,
        method=method,
        data=None if body is None else msgspec.json.encode(body),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content


def test_both_answer_where_the_state_says(stack: LocalStack) -> None:
    """stack.json names the addresses at which both servers answer, and their living processes."""
    state = read_state(stack.folder)
    assert state is not None
    assert state.ready
    assert (state.bootstrap_servers, state.elasticsearch_url) == (
        stack.bootstrap_servers,
        stack.elasticsearch_url,
    )
    assert broker_answers(port(state.bootstrap_servers))
    assert search_answers(port(state.elasticsearch_url))
    assert all(server.process is not None and server.process.is_alive() for server in state.servers)


def test_another_server_on_the_port_does_not_count(stack: LocalStack) -> None:
    """A probe that expects its own cluster is not content with somebody else's."""
    assert not broker_answers(port(stack.bootstrap_servers), "another")
    assert not search_answers(port(stack.elasticsearch_url), "another")


def test_elasticsearch_never_runs_as_root(stack: LocalStack) -> None:
    """Whoever starts the stack, Elasticsearch's processes belong to an ordinary user."""
    state = read_state(stack.folder)
    assert state is not None
    (process,) = (server.process for server in state.servers if server.name == "elasticsearch")
    assert process is not None
    launcher = psutil.Process(process.pid)
    assert all(one.uids().effective != 0 for one in (launcher, *launcher.children(recursive=True)))


def test_a_message_of_eight_mebibytes_passes(stack: LocalStack) -> None:
    """The largest dead letter fits the broker."""
    topic = new_topic(stack)
    send(stack, topic, b"x" * (8 * 1024 * 1024))
    assert [len(value) for value in received(stack, topic, 1)] == [8 * 1024 * 1024]


def test_topics_are_not_made_by_asking(stack: LocalStack) -> None:
    """A topic nobody created is an error, not a new topic."""
    producer = KafkaProducer(bootstrap_servers=stack.bootstrap_servers, max_block_ms=500)
    with pytest.raises(KafkaTimeoutError):
        producer.send("never-made", b"lost")
    producer.close()
    admin = KafkaAdminClient(bootstrap_servers=stack.bootstrap_servers)
    assert "never-made" not in admin.list_topics()
    admin.close()


def test_a_killed_broker_comes_back_with_its_data(stack: LocalStack) -> None:
    """After SIGKILL and restart Kafka answers on the same port and still has what it acknowledged."""
    topic, address = new_topic(stack), stack.bootstrap_servers
    send(stack, topic, b"before")

    stack.kill_broker()
    assert not broker_answers(port(address))
    stack.restart_broker()

    assert stack.bootstrap_servers == address
    send(stack, topic, b"after")
    assert received(stack, topic, 2) == [b"before", b"after"]


def test_a_killed_elasticsearch_comes_back_with_its_data(stack: LocalStack) -> None:
    """After SIGKILL and restart Elasticsearch answers at the same URL and still has what it acknowledged."""
    url = f"{stack.elasticsearch_url}/local-{uuid4().hex}/_doc/1"
    call(url, "PUT", Document(title="kept"))

    stack.kill_elasticsearch()
    assert not search_answers(port(stack.elasticsearch_url))
    stack.restart_elasticsearch()

    assert msgspec.json.decode(call(url), type=Stored).source == Document(title="kept")


def test_a_paused_server_says_nothing_until_resumed(stack: LocalStack) -> None:
    """A paused server holds its port and does not answer; resumed, it goes on."""
    url = f"{stack.elasticsearch_url}/_cluster/health"
    stack.pause_elasticsearch()
    with pytest.raises(TimeoutError):
        call(url, timeout=1)
    stack.resume_elasticsearch()
    assert call(url)

    stack.pause_broker()
    assert not broker_answers(port(stack.bootstrap_servers))
    stack.resume_broker()
    topic = new_topic(stack)
    send(stack, topic, b"awake")
    assert received(stack, topic, 1) == [b"awake"]


def test_a_folder_has_one_stack(stack: LocalStack, stack_options: StackOptions) -> None:
    """A second stack from the same folder is refused with the way out."""
    with pytest.raises(Misconfigured, match=r"already runs from .*entente local down"):
        LocalStack.start(stack.folder, stack_options)
