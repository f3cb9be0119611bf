"""The container engine: the one that runs, else Debian's, started by hand when root."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SOCKET = "unix:///run/entente-docker.sock"
ROOT = Path("/var/lib/entente-docker")
START_SECONDS = 30.0
PACKAGES = "docker.io docker-compose debootstrap"


class Refused(Exception):
    """The deployment can't be tried here, or did not do what it must; one sentence."""


class Engine:
    """Runs docker and compose against one engine, in one folder, with variables of its own."""

    def __init__(self, host: str | None, folder: Path, variables: Mapping[str, str]) -> None:
        self._folder = folder
        self._variables = {
            **os.environ,
            **({"DOCKER_HOST": host} if host else {}),
            "DOCKER_BUILDKIT": "1",
            "COMPOSE_PROJECT_NAME": "entente-verify",
            **variables,
        }
        self._compose = compose_command(self._variables)

    def docker(self, *arguments: str, stdin: bytes | None = None) -> str:
        """Run docker; gives what it printed.

        Raises:
            Refused: it failed.
        """
        return self._run(
            ["/usr/bin/docker" if Path("/usr/bin/docker").exists() else "docker", *arguments], stdin=stdin
        )

    def compose(self, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
        """Run compose with all profiles; gives what it printed."""
        profiles = [word for name in ("core", "observe", "demo", "tools") for word in ("--profile", name)]
        return self._run([*self._compose, *profiles, *arguments], variables=variables)

    def _run(
        self,
        command: Sequence[str],
        *,
        stdin: bytes | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> str:
        done = subprocess.run(
            command,
            cwd=self._folder,
            env={**self._variables, **(variables or {})},
            input=stdin,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            said = (done.stderr + done.stdout).decode(errors="replace").strip()[-2000:]
            raise Refused(f"`{' '.join(command)}` ended with {done.returncode}: {said}")
        return done.stdout.decode(errors="replace")


def compose_command(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Give the compose that is there, the plug-in before the program."""
    if shutil.which("docker") and _succeeds(["docker", "compose", "version"], variables):
        return ("docker", "compose")
    if shutil.which("docker-compose"):
        return ("docker-compose",)
    raise Refused(f"neither `docker compose` nor docker-compose is here: apt-get install {PACKAGES}")


@contextmanager
def running(folder: Path, variables: Mapping[str, str]) -> Iterator[Engine]:
    """Give an engine; one that was started here is stopped in the end.

    Raises:
        Refused: none runs, and none can be started.
    """
    if _succeeds(["docker", "info"], os.environ):
        yield Engine(None, folder, variables)
        return
    if _succeeds(["docker", "info"], {**os.environ, "DOCKER_HOST": SOCKET}):
        yield Engine(SOCKET, folder, variables)
        return
    daemon = shutil.which("dockerd")
    if daemon is None or os.geteuid() != 0:
        raise Refused(f"no container engine answers: start docker, or as root apt-get install {PACKAGES}")
    with _started(daemon):
        yield Engine(SOCKET, folder, variables)


@contextmanager
def _started(daemon: str) -> Iterator[None]:
    ROOT.mkdir(parents=True, exist_ok=True)
    with (ROOT / "dockerd.log").open("wb") as log:
        command = [daemon, "--data-root", str(ROOT), "--exec-root", "/run/entente-docker", "--host", SOCKET]
        process = subprocess.Popen(
            [*command, "--pidfile", "/run/entente-docker.pid", "--log-level", "warn"], stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _succeeds(["docker", "info"], {**os.environ, "DOCKER_HOST": SOCKET}):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Refused(f"dockerd does not start: see {ROOT / 'dockerd.log'}")
            time.sleep(0.5)
        yield
    finally:
        process.terminate()
        process.wait(60)


def _succeeds(command: Sequence[str], variables: Mapping[str, str]) -> bool:
    try:
        return subprocess.run(command, env=dict(variables), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
