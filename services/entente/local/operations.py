"""What `entente local` does to the stack of a folder: up, down, status."""

import time
from pathlib import Path

import psutil
from rich.console import Console

from entente.contracts.errors import Misconfigured
from entente.local import broker
from entente.local.broker import broker_answers
from entente.local.search import search_answers
from entente.local.stack import DEFAULTS, LocalStack, StackOptions
from entente.local.state import (
    STATE_FILE,
    Condition,
    ServerState,
    ServerStatus,
    StackState,
    StackStatus,
    read_state,
    try_lock,
)

DOWN_TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.1


def up(folder: Path, options: StackOptions = DEFAULTS, console: Console | None = None) -> StackStatus:
    """Start the stack of a folder and leave it running; when it runs already, just say so.

    Raises:
        Misconfigured: the folder or cache can't be used, or another command is starting the stack.
        Transient: a download failed, or a server did not come up.
    """
    found = status(folder)
    if found.condition is Condition.RUNNING:
        return found
    if found.condition is Condition.DEGRADED:
        down(folder)
    LocalStack.start(folder, options, console).detach()
    return status(folder)


def down(folder: Path) -> StackStatus:
    """Stop the stack of a folder, whoever started it; its data stay. Does nothing when none runs."""
    folder = folder.expanduser().resolve()
    if (state := read_state(folder)) is not None:
        if state.supervisor.is_alive():
            psutil.Process(state.supervisor.pid).terminate()
        _await_end(folder, state)
    return status(folder)


def status(folder: Path) -> StackStatus:
    """How the stack of a folder does: each server's process is looked up and each server asked."""
    folder = folder.expanduser().resolve()
    state = read_state(folder)
    if state is None:
        return StackStatus(condition=Condition.STOPPED, folder=str(folder))
    servers = tuple(_server_status(server) for server in state.servers)
    if not any(server.alive for server in servers) and not state.supervisor.is_alive():
        return StackStatus(condition=Condition.STOPPED, folder=str(folder), servers=servers)
    if all(server.answers for server in servers):
        condition = Condition.RUNNING
    else:
        condition = Condition.DEGRADED if state.ready else Condition.STARTING
    return StackStatus(
        condition=condition,
        folder=str(folder),
        bootstrap_servers=state.bootstrap_servers,
        elasticsearch_url=state.elasticsearch_url,
        started_at=state.started_at,
        servers=servers,
    )


def _await_end(folder: Path, state: StackState) -> None:
    """Wait until the supervisor let go of the folder; then end whatever it may have left behind."""
    deadline = time.monotonic() + DOWN_TIMEOUT_SECONDS
    while (lock := try_lock(folder)) is None:
        if time.monotonic() > deadline:
            raise Misconfigured(
                f"the local stack of {folder} does not stop: end process {state.supervisor.pid} by hand."
            )
        time.sleep(POLL_SECONDS)
    with lock:
        for server in state.servers:
            if server.process is not None and server.process.is_alive():
                psutil.Process(server.process.pid).kill()
        (folder / STATE_FILE).unlink(missing_ok=True)


def _server_status(server: ServerState) -> ServerStatus:
    process = server.process
    alive = process is not None and process.is_alive()
    probe = broker_answers if server.name == broker.NAME else search_answers
    return ServerStatus(
        name=server.name,
        version=server.version,
        address=server.address,
        pid=process.pid if process else None,
        alive=alive,
        answers=alive and probe(int(server.address.rsplit(":", 1)[1])),
        memory_mb=_memory_mb(process.pid) if process and alive else None,
        log=server.log,
    )


def _memory_mb(pid: int) -> int | None:
    """The resident memory of a process and those it started."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family) // 2**20
    except psutil.NoSuchProcess:
        return None
