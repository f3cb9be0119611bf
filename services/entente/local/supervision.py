"""The owner's end of the supervisor: starts it, tells it what to do, and hears what became of the servers."""

import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from entente.contracts.errors import Misconfigured, Transient
from entente.local.messages import Command, Detach, Ended, Event, Failed, Launch, Signal, Start, Started, Stop
from entente.local.ports import Reservation
from entente.local.state import STATE_FILE, Process

MODULE = "entente.local.supervisor"
START_TIMEOUT_SECONDS = 20.0
STOP_TIMEOUT_SECONDS = 30.0


class Supervision:
    """A running supervisor and the processes it has in its care."""

    def __init__(self, folder: Path, lock: IO[str], ports: Reservation | None = None) -> None:
        """Start the supervisor; from now on it alone holds the folder's lock and the ports."""
        held = (lock.fileno(), *(ports.filenos() if ports else ()))
        self._log = folder / "supervisor.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", MODULE, str(os.getpid()), str(folder / STATE_FILE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                pass_fds=held,
            )
        lock.close()
        if ports:
            ports.close()
        self._buffer = b""
        self.processes: dict[str, Process] = {}
        self.endings: dict[str, int] = {}

    @property
    def process(self) -> Process:
        """The supervisor's own process."""
        found = Process.of(self._process.pid)
        if found is None:
            raise self._gone()
        return found

    def start(self, launch: Launch) -> Process:
        """Start a server and return its process once it exists.

        Raises:
            Misconfigured: it can't be run at all.
        """
        self._tell(Start(launch))
        self.endings.pop(launch.name, None)
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while launch.name not in self.processes and launch.name not in self.endings:
            self.listen(deadline)
        if launch.name in self.endings and launch.name not in self.processes:
            raise Transient(f"{launch.name} ended as soon as it was started; its log is {launch.log}.")
        return self.processes[launch.name]

    def signal(self, name: str, number: int, *, group: bool = True) -> None:
        """Send a signal to a server."""
        self._tell(Signal(name, number, group))

    def await_end(self, name: str) -> None:
        """Wait until a server's process is gone."""
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while name in self.processes:
            self.listen(deadline)

    def detach(self) -> None:
        """Let the stack outlive this process."""
        self._tell(Detach())
        self._close()
        # It is not ours to reap any more: the system's first process adopts it when we end.
        self._process.returncode = 0

    def stop(self) -> None:
        """Stop every server and the supervisor; does nothing the second time."""
        with suppress(OSError):
            self._tell(Stop())
        self._close()
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            # The kernel kills the servers with it.
            self._process.kill()
            self._process.wait()

    def listen(self, deadline: float) -> None:
        """Take in what the supervisor has said, waiting for the first word until a monotonic deadline.

        Raises:
            Transient: nothing came, or the supervisor is gone.
        """
        if not self.poll(max(0.0, deadline - time.monotonic())):
            raise Transient(f"the supervisor does not answer; its log is {self._log}.")

    def poll(self, wait_seconds: float = 0.0) -> bool:
        """Take in what the supervisor has said within some seconds; false when that was nothing."""
        stdout = self._process.stdout
        if stdout is None or stdout.closed or not select.select([stdout], [], [], wait_seconds)[0]:
            return False
        chunk = os.read(stdout.fileno(), 65536)
        if not chunk:
            raise self._gone()
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        for line in lines:
            self._hear(msgspec.json.decode(line, type=Event))
        return True

    def _hear(self, event: Event) -> None:
        match event:
            case Started(name, pid):
                self.processes[name] = Process.of(pid) or Process(pid, 0.0)
            case Ended(name, code):
                self.processes.pop(name, None)
                self.endings[name] = code
            case Failed(name, message):
                raise Misconfigured(f"{name}: {message}")

    def _tell(self, command: Command) -> None:
        stdin = self._process.stdin
        if stdin is None or stdin.closed:
            raise Transient("the local stack is stopped: start it again.")
        try:
            os.write(stdin.fileno(), msgspec.json.encode(command) + b"\n")
        except BrokenPipeError as error:
            raise self._gone() from error

    def _gone(self) -> Transient:
        return Transient(f"the supervisor has ended; its log is {self._log}.")

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
