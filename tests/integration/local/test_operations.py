"""`entente local up`, `down` and `status`, as commands of their own processes."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec
import psutil
import pytest

from entente.local.broker import broker_answers
from entente.local.search import search_answers
from entente.local.stack import StackOptions
from entente.local.state import Condition, StackStatus

from .families import family, gone, supervisor

COMMAND = (sys.executable, "-c", "from entente.local.commands import app; app()")


class Desk:
    """Somebody at a terminal, with one folder for the stack."""

    def __init__(self, folder: Path, cache: Path) -> None:
        """Take the stack's folder and the cache of downloads."""
        self.folder = folder
        self._cache = cache

    def run(self, name: str, *options: str) -> tuple[int, StackStatus]:
        """Run a command; return its exit code and the JSON it printed."""
        done = subprocess.run(
            [*COMMAND, name, "--folder", str(self.folder), "--json", *options],
            capture_output=True,
            check=False,
            timeout=200,
        )
        assert done.stdout, done.stderr.decode()
        return done.returncode, msgspec.json.decode(done.stdout, type=StackStatus)

    def up(self) -> tuple[int, StackStatus]:
        """Start the stack."""
        return self.run("up", "--cache", str(self._cache))


@pytest.fixture
def desk(tmp_path: Path, stack_options: StackOptions) -> Iterator[Desk]:
    """A terminal whose stack is gone after the test."""
    seat = Desk(tmp_path / "local", stack_options.cache)
    yield seat
    seat.run("down")
    assert gone(seat.folder, within_seconds=5)


@pytest.fixture
def usual_ports() -> Iterator[tuple[int, ...]]:
    """Kafka's and Elasticsearch's usual ports, taken by somebody else."""
    ports = (9092, 9200)
    with ExitStack() as listeners:
        for port in ports:
            listener = listeners.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Taken already when another stack runs on this machine.
            with suppress(OSError):
                listener.bind(("127.0.0.1", port))
                listener.listen()
        yield ports


def answering(found: StackStatus) -> bool:
    """Whether both servers answer at the addresses given."""
    assert found.bootstrap_servers is not None
    assert found.elasticsearch_url is not None
    kafka = int(found.bootstrap_servers.rsplit(":", 1)[1])
    elasticsearch = int(found.elasticsearch_url.rsplit(":", 1)[1])
    return broker_answers(kafka) and search_answers(elasticsearch)


def test_a_stack_is_up_until_down(desk: Desk, usual_ports: tuple[int, ...]) -> None:
    """`up` leaves a stack on free ports, a second one changes nothing, `down` ends it, and again."""
    code, first = desk.up()
    assert (code, first.condition) == (0, Condition.RUNNING)
    assert answering(first)
    assert not {int(server.address.rsplit(":", 1)[1]) for server in first.servers} & set(usual_ports)

    code, second = desk.up()
    assert code == 0
    assert [server.pid for server in second.servers] == [server.pid for server in first.servers]

    code, last = desk.run("down")
    assert (code, last.condition) == (0, Condition.STOPPED)
    assert not family(desk.folder)
    assert desk.run("down")[0] == 0
    assert desk.run("status") == (1, StackStatus(condition=Condition.STOPPED, folder=str(desk.folder)))


def test_a_broken_stack_says_so_and_is_mended(desk: Desk) -> None:
    """A dead server makes the stack degraded, a dead supervisor stopped; `up` starts it anew each time."""
    _, found = desk.up()
    (elasticsearch,) = (server for server in found.servers if server.name == "elasticsearch")
    assert elasticsearch.pid is not None
    psutil.Process(elasticsearch.pid).kill()

    code, degraded = desk.run("status")
    assert (code, degraded.condition) == (1, Condition.DEGRADED)
    assert {server.name: server.alive for server in degraded.servers} == {
        "kafka": True,
        "elasticsearch": False,
    }
    assert desk.up()[1].condition is Condition.RUNNING

    supervisor(desk.folder).kill()
    assert gone(desk.folder, within_seconds=10)

    code, dead = desk.run("status")
    assert (code, dead.condition) == (1, Condition.STOPPED)
    assert not any(server.alive for server in dead.servers)
    assert desk.up()[1].condition is Condition.RUNNING


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, stack_options: StackOptions) -> None:
    """What can't be a folder is named in one sentence, with exit code 2."""
    file = tmp_path / "file"
    file.touch()
    done = subprocess.run(
        [*COMMAND, "up", "--folder", str(file), "--cache", str(stack_options.cache)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert f"the folder {file} can't be used" in done.stderr
    assert not done.stdout
