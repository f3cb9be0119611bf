"""The small process between a stack and its servers: when the stack's owner dies, however, the servers end.

It has one thread and a session of its own. It watches the pipe to its owner (closed by the kernel when the
owner dies) and its own parent's id; the servers in turn are killed by the kernel should the supervisor itself
be killed. Ctrl-C on the terminal does not reach it: the owner decides.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from entente.local.messages import (
    Command,
    Detach,
    Ended,
    Event,
    Failed,
    Launch,
    Signal,
    Start,
    Started,
    Stop,
)
from entente.local.privileges import become, die_with_parent, powerless_root

GRACE_SECONDS = 15.0
HEARTBEAT_SECONDS = 1.0


class Supervisor:
    """Starts, signals and reaps servers as its owner says, and stops them all at the end."""

    def __init__(self, commands: int, events: int, owner: int) -> None:
        """Take the pipes to and from the owner, and the owner's process id."""
        self._commands = commands
        self._events = events
        self._owner: int | None = owner
        self._buffer = b""
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def run(self) -> None:
        """Serve until told to stop, signalled to, or left alone."""
        wake, poke = os.pipe()
        os.set_blocking(poke, False)
        signal.set_wakeup_fd(poke, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._on_signal)
        for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(ignored, signal.SIG_IGN)
        with selectors.DefaultSelector() as selector:
            selector.register(self._commands, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            while not self._stopping:
                for key, _ in selector.select(HEARTBEAT_SECONDS):
                    if key.fd == wake:
                        os.read(wake, 512)
                    elif not self._read():
                        selector.unregister(self._commands)
                self._reap()
                self._stopping |= self._owner is not None and os.getppid() != self._owner
        self._stop_all()

    def _on_signal(self, *_: object) -> None:
        self._stopping = True

    def _read(self) -> bool:
        """Obey what the owner wrote; false when the pipe is closed."""
        chunk = os.read(self._commands, 65536)
        if not chunk:
            self._stopping |= self._owner is not None
            return False
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        for line in lines:
            self._obey(msgspec.json.decode(line, type=Command))
        return True

    def _obey(self, command: Command) -> None:
        match command:
            case Start(launch):
                self._start(launch)
            case Signal(name, number, group):
                self._signal(name, number, group=group)
            case Detach():
                self._owner = None
            case Stop():
                self._stopping = True

    def _start(self, launch: Launch) -> None:
        own = os.getpid()

        def prepare() -> None:
            if launch.account:
                become(launch.account)
            die_with_parent(own)

        try:
            with Path(launch.log).open("ab") as log:
                process = subprocess.Popen(
                    launch.argv,
                    cwd=launch.cwd,
                    env=launch.env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    # Safe here: this process has one thread.
                    preexec_fn=prepare,  # noqa: PLW1509
                )
        except subprocess.SubprocessError:
            # All that Python says of a failure between fork and exec.
            self._tell(Failed(launch.name, powerless_root(str(launch.account))))
        except OSError as error:
            self._tell(Failed(launch.name, f"{launch.argv[0]} can't be run: {error.strerror}."))
        else:
            self._processes[launch.name] = process
            self._tell(Started(launch.name, process.pid))

    def _signal(self, name: str, number: int, *, group: bool) -> None:
        process = self._processes.get(name)
        if process is not None:
            with suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(process.pid, number)

    def _reap(self) -> None:
        for name, process in list(self._processes.items()):
            if (code := process.poll()) is not None:
                # Elasticsearch's launcher may leave its server behind.
                self._signal(name, signal.SIGKILL, group=True)
                del self._processes[name]
                self._tell(Ended(name, code))

    def _tell(self, event: Event) -> None:
        with suppress(OSError):
            os.write(self._events, msgspec.json.encode(event) + b"\n")

    def _stop_all(self) -> None:
        """Ask every server to end, and kill those that have not after the grace."""
        for name in self._processes:
            self._signal(name, signal.SIGCONT, group=True)
            self._signal(name, signal.SIGTERM, group=False)
        deadline = time.monotonic() + GRACE_SECONDS
        while self._processes and time.monotonic() < deadline:
            time.sleep(0.05)
            self._reap()
        for name in self._processes:
            self._signal(name, signal.SIGKILL, group=True)
        for process in self._processes.values():
            process.wait()


def main() -> None:
    """Supervise on standard input and output; arguments: the owner's process id, the state file to remove."""
    owner, state = int(sys.argv[1]), Path(sys.argv[2])
    try:
        Supervisor(sys.stdin.fileno(), sys.stdout.fileno(), owner).run()
    finally:
        state.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
