"""stack.json: what runs from a folder, where it listens, and whether it still lives."""

import fcntl
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

import msgspec
import psutil

from entente.contracts.errors import Misconfigured

STATE_FILE = "stack.json"
LOCK_FILE = "lock"
# The kernel counts from a boot time that moves a little when the clock is set.
BIRTH_TOLERANCE_SECONDS = 2.0


class Process(msgspec.Struct, frozen=True):
    """A process, told from a later one of the same id by its time of birth (seconds since the epoch)."""

    pid: int
    born: float

    @classmethod
    def of(cls, pid: int) -> "Process | None":
        """The process of this id, or null when it is gone."""
        try:
            return cls(pid, psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:
            return None

    def is_alive(self) -> bool:
        """Whether it still runs (a zombie does not)."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.born) < BIRTH_TOLERANCE_SECONDS
            return bool(same and process.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False


class ServerState(msgspec.Struct, frozen=True):
    """One server of a stack: its process is null while it is down."""

    name: str
    version: str
    address: str
    process: Process | None
    log: str


class StackState(msgspec.Struct, frozen=True):
    """The content of stack.json."""

    bootstrap_servers: str
    elasticsearch_url: str
    started_at: datetime
    ready: bool
    supervisor: Process
    servers: tuple[ServerState, ...]


class Condition(StrEnum):
    """How a stack does."""

    RUNNING = "running"
    STARTING = "starting"
    DEGRADED = "degraded"
    STOPPED = "stopped"


class ServerStatus(msgspec.Struct, frozen=True):
    """One server as found now: its process is `alive`, it `answers` itself; memory is resident, in MB."""

    name: str
    version: str
    address: str
    pid: int | None
    alive: bool
    answers: bool
    memory_mb: int | None
    log: str


class StackStatus(msgspec.Struct, frozen=True):
    """What `entente local status` says; addresses are null when nothing runs."""

    condition: Condition
    folder: str
    bootstrap_servers: str | None = None
    elasticsearch_url: str | None = None
    started_at: datetime | None = None
    servers: tuple[ServerStatus, ...] = ()


def now() -> datetime:
    """The present, for started_at."""
    return datetime.now(UTC)


def read_state(folder: Path) -> StackState | None:
    """The state a folder holds, or null when it has none.

    Raises:
        Misconfigured: it may not be read.
    """
    try:
        return msgspec.json.decode((folder / STATE_FILE).read_bytes(), type=StackState)
    except (FileNotFoundError, NotADirectoryError, msgspec.MsgspecError):
        return None
    except OSError as error:
        raise Misconfigured(f"{folder / STATE_FILE} can't be read: {error.strerror}.") from error


def write_state(folder: Path, state: StackState) -> None:
    """Replace stack.json; a reader sees the old or the new one."""
    partial = folder / f"{STATE_FILE}.part"
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(state), indent=2) + b"\n")
    partial.replace(folder / STATE_FILE)


def try_lock(folder: Path) -> IO[str] | None:
    """Lock the folder for one stack, or null when another one's supervisor holds it; released when closed."""
    file = (folder / LOCK_FILE).open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
