"""The six services as child processes: started, watched, restarted when they end, stopped."""

import os
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, SIGTERM
from types import TracebackType
from typing import Self

import httpx
import msgspec

from entente.contracts.errors import Misconfigured, Transient
from entente.local.messages import Launch
from entente.local.ports import LOOPBACK, free_port
from entente.local.state import try_lock
from entente.local.supervision import Supervision

SERVICES = ("indexer", "notifier", "detector", "tagger", "ingest", "desk")
"""Readers before writers, so that a demo's first alert finds everybody there."""

READY_WITHIN_SECONDS = 90.0
MISCONFIGURED_CODE = 2
_FIRST_HEALTH_PORT = 9600
_POLL_SECONDS = 0.1
_ASK_SECONDS = 2.0


class Instance(msgspec.Struct, frozen=True):
    """One running copy of a service: its name in the fleet, how it is run, and where its health is asked."""

    name: str
    service: str
    launch: Launch
    health_url: str


class Fleet:
    """Services under one supervisor; a context manager that stops them all, whatever becomes of its owner."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Take the folder for logs and state, and the settings that all services share (as variables).

        Raises:
            Misconfigured: another fleet runs from this folder.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = try_lock(folder)
        if lock is None:
            raise Misconfigured(f"a fleet already runs from {folder}: stop it, or name another folder.")
        self._folder = folder
        self._environment = dict(environment)
        self._supervision = Supervision(folder, lock)
        self._ports: list[int] = []
        self.instances: dict[str, Instance] = {}

    def start(
        self, service: str, name: str | None = None, settings: Mapping[str, str] | None = None
    ) -> Instance:
        """Start one copy of a service.

        Args:
            service: which of the six.
            name: what this copy is called, when there are several.
            settings: variables of its own, on top of the fleet's.
        """
        name = name or service
        port = self.spare_port(_FIRST_HEALTH_PORT + len(self._ports))
        environment = {
            **os.environ,
            **self._environment,
            "ENTENTE_HEALTH_PORT": str(port),
            **(settings or {}),
        }
        launch = Launch(
            name=name,
            argv=(sys.executable, "-m", f"entente.{service}"),
            cwd=str(self._folder),
            env=environment,
            log=str(self._folder / f"{name}.log"),
        )
        instance = Instance(name, service, launch, f"http://{LOOPBACK}:{port}")
        self.instances[name] = instance
        self._supervision.start(launch)
        return instance

    def spare_port(self, usual: int) -> int:
        """Give a free port that no copy of this fleet will be given."""
        port = free_port(usual, self._ports)
        self._ports.append(port)
        return port

    def signal(self, name: str, number: int) -> None:
        """Send a signal to one copy of a service."""
        self._supervision.signal(name, number)

    def kill(self, name: str) -> None:
        """SIGKILL one copy and wait until it is gone; `tend` brings it back, `retire` would not."""
        self._supervision.signal(name, SIGKILL)
        self._supervision.await_end(name)

    def retire(self, name: str, number: int = SIGTERM) -> int:
        """Stop one copy for good and give its exit code (negative: the signal that ended it)."""
        self._supervision.signal(name, number)
        self._supervision.await_end(name)
        del self.instances[name]
        return self._supervision.endings[name]

    def tend(self) -> tuple[str, ...]:
        """Start again every copy that has ended, and name them.

        Raises:
            Misconfigured: one refused to start; its log says why.
        """
        self._supervision.poll()
        ended = [name for name in self.instances if name in self._supervision.endings]
        for name in ended:
            if self._supervision.endings[name] == MISCONFIGURED_CODE:
                raise Misconfigured(f"{name} refuses to start: {self.last_line(name)}")
            self._supervision.start(self.instances[name].launch)
        return tuple(ended)

    def await_ready(self, within_seconds: float = READY_WITHIN_SECONDS) -> None:
        """Wait until every copy says that it is ready, starting again those that end meanwhile.

        Raises:
            Transient: one isn't ready in time.
            Misconfigured: one refused to start.
        """
        deadline = time.monotonic() + within_seconds
        waiting = set(self.instances)
        while waiting:
            self.tend()
            waiting = {name for name in waiting if not self.is_ready(name)}
            if waiting and time.monotonic() > deadline:
                late = min(waiting)
                raise Transient(
                    f"{', '.join(sorted(waiting))} not ready within {within_seconds:.0f} s; "
                    f"{late} last said: {self.last_line(late)}"
                )
            if waiting:
                time.sleep(_POLL_SECONDS)

    def is_ready(self, name: str) -> bool:
        """Ask one copy's /readyz."""
        with suppress(httpx.HTTPError):
            url = f"{self.instances[name].health_url}/readyz"
            return httpx.get(url, timeout=_ASK_SECONDS, trust_env=False).is_success
        return False

    def metrics(self, name: str) -> str:
        """Give one copy's metrics as Prometheus would read them.

        Raises:
            Transient: it doesn't answer.
        """
        try:
            url = f"{self.instances[name].health_url}/metrics"
            return httpx.get(url, timeout=_ASK_SECONDS, trust_env=False).text
        except httpx.HTTPError as error:
            raise Transient(f"{name} does not answer: {error}") from error

    def log(self, name: str) -> str:
        """Give what one copy has written so far."""
        path = Path(self.instances[name].launch.log)
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def last_line(self, name: str) -> str:
        """Give the last line that one copy wrote."""
        lines = self.log(name).splitlines()
        return lines[-1][:500] if lines else "nothing"

    def stop(self) -> None:
        """Stop every copy, gently first; does nothing the second time."""
        self._supervision.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
