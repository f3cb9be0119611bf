"""However the owner of child processes ends, none of them is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from entente.local.stack import StackOptions

from .families import family, gone, javas, supervisor

OWNER = Path(__file__).with_name("owner.py")
Owner = subprocess.Popen[str]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[..., Owner]]:
    """Start an owner in a process group of its own, as a shell does, and wait until its children run."""
    owners: list[Owner] = []

    def start(*arguments: str) -> Owner:
        owner = subprocess.Popen(
            [sys.executable, str(OWNER), *arguments],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        owners.append(owner)
        assert owner.stdout is not None
        assert owner.stdout.readline() == "running\n"
        return owner

    yield start
    for owner in owners:
        owner.kill()
        owner.communicate()
    for leftover in family(tmp_path):
        leftover.kill()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_children_end_with_their_owner(
    own: Callable[..., Owner], tmp_path: Path, number: signal.Signals
) -> None:
    """A signal to the owner's whole group, as from a terminal, ends supervisor and child."""
    owner = own("sleeper", str(tmp_path))
    assert len(family(tmp_path)) == 3

    os.killpg(owner.pid, number)

    owner.wait()
    assert gone(tmp_path, within_seconds=10)


def test_children_end_with_their_supervisor(own: Callable[..., Owner], tmp_path: Path) -> None:
    """The kernel kills the children of a supervisor that was killed itself."""
    owner = own("sleeper", str(tmp_path))

    supervisor(tmp_path).kill()

    owner.kill()
    owner.wait()
    assert gone(tmp_path, within_seconds=5)


def test_a_stopped_child_ends_too(own: Callable[..., Owner], tmp_path: Path) -> None:
    """A child that a test has paused is not left behind, paused for ever."""
    owner = own("sleeper", str(tmp_path))
    (child,) = (one for one in family(tmp_path) if one.ppid() == supervisor(tmp_path).pid)
    child.suspend()

    owner.kill()

    owner.wait()
    assert gone(tmp_path, within_seconds=10)


@pytest.mark.parametrize("victims", ["owner", "owner and supervisor"])
def test_no_java_is_left(
    own: Callable[..., Owner], tmp_path: Path, stack_options: StackOptions, victims: str
) -> None:
    """No process of a stack outlives a SIGKILL of its owner, nor one of owner and supervisor at once."""
    owner = own("stack", str(tmp_path), str(stack_options.cache))
    assert len(javas(tmp_path)) == 3

    doomed = [psutil.Process(owner.pid)]
    if victims == "owner and supervisor":
        doomed.append(supervisor(tmp_path))
    for process in doomed:
        process.kill()

    owner.wait()
    assert gone(tmp_path, within_seconds=20)
