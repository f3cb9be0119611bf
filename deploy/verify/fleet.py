"""The fleet from the real Dockerfile and compose file: built, brought up, killed, upgraded, taken down."""

import json
import os
import shutil
import signal
from pathlib import Path

from verify.engine import Engine, Refused
from verify.waiting import wait_until

IMAGES = ("ingest", "tagger", "detector", "indexer", "notifier", "desk", "tools")
SERVICES = IMAGES[:-1]
JOBS = ("keys", "topics", "index", "watchlist", "desk-user")
SERVERS = ("kafka", "elasticsearch", "prometheus", "alertmanager")
VERSION = "0.1.0"
NEXT_VERSION = "0.1.1"
START_SECONDS = 300.0
RESTART_SECONDS = 90.0


def build(engine: Engine, source: Path, service: str, version: str) -> str:
    """Build one image of a version; gives its name."""
    name = f"entente/{service}:{version}"
    arguments = ("--build-arg", f"SERVICE={service}", "--build-arg", f"VERSION={version}")
    engine.docker("build", "--quiet", "--network", "host", *arguments, "--tag", name, str(source))
    return name


def next_source(source: Path, folder: Path) -> Path:
    """Copy what the Dockerfile needs, as the version after this one."""
    shutil.rmtree(folder, ignore_errors=True)
    kept = ("Dockerfile", ".dockerignore", "pyproject.toml", "README.md", "LICENSE")
    folder.mkdir(parents=True)
    for name in kept:
        shutil.copy(source / name, folder)
    for name in ("requirements", "schemas", "services"):
        shutil.copytree(source / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    project = folder / "pyproject.toml"
    old, new = f'version = "{VERSION}"', f'version = "{NEXT_VERSION}"'
    text = project.read_text(encoding="utf-8")
    if old not in text:
        raise Refused(
            f"pyproject.toml is no longer of version {VERSION}: say the new one in deploy/verify/fleet.py"
        )
    project.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


class Fleet:
    """The containers of the compose file, all but Kibana and Grafana."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def up(self) -> None:
        """Start everything and wait until every container is healthy, and every job done.

        Raises:
            Refused: one is not in time; its last words are told.
        """
        try:
            self.engine.compose("up", "-d", "--no-build", *SERVERS, *SERVICES)
        except Refused as error:
            said = self.engine.compose("logs", "--no-color", "--tail", "5", *JOBS)
            raise Refused(f"{error}; the jobs last said: {said}") from error
        for name in (*SERVERS, *SERVICES):
            self.await_healthy(name, START_SECONDS)

    def await_healthy(self, name: str, seconds: float) -> None:
        """Wait until a container is healthy."""
        try:
            wait_until(lambda: self.state(name)["health"] == "healthy", seconds, f"{name} healthy")
        except Refused as error:
            said = self.engine.compose("logs", "--no-color", "--tail", "5", name)
            raise Refused(f"{error}; {self.state(name)}; it last said: {said}") from error

    def await_ready(self, name: str, seconds: float) -> None:
        """Wait until a service says that it is ready."""
        asked = ("exec", "-T", name, "python", "-m", "entente.runtime.healthcheck", "readyz")

        def ready() -> bool:
            try:
                self.engine.compose(*asked)
            except Refused:
                return False
            return True

        wait_until(ready, seconds, f"{name} ready")

    def state(self, name: str) -> dict[str, str]:
        """Say how a container is: its process, its health, how often it was started again, its image."""
        container = self.engine.compose("ps", "-q", name).strip()
        if not container:
            return {"pid": "0", "health": "absent", "restarts": "0", "image": ""}
        (found,) = json.loads(self.engine.docker("inspect", container))
        return {
            "id": container,
            "pid": str(found["State"]["Pid"]),
            "health": found["State"].get("Health", {}).get("Status", found["State"]["Status"]),
            "restarts": str(found["RestartCount"]),
            "image": found["Config"]["Image"],
        }

    def kill(self, name: str) -> None:
        """SIGKILL a container's process, as the kernel would, and wait until its engine has it back."""
        before = self.state(name)
        os.kill(int(before["pid"]), signal.SIGKILL)
        wait_until(
            lambda: int(self.state(name)["restarts"]) > int(before["restarts"]),
            RESTART_SECONDS,
            f"{name} back",
        )
        self.await_ready(name, RESTART_SECONDS)

    def upgrade(self, name: str, version: str) -> None:
        """Put another version of one service in place of the one that runs."""
        self.engine.compose(
            "up", "-d", "--no-build", "--no-deps", name, variables={"ENTENTE_VERSION": version}
        )
        if self.state(name)["image"] != f"entente/{name}:{version}":
            raise Refused(f"{name} still runs from {self.state(name)['image']}")
        self.await_ready(name, RESTART_SECONDS)

    def replay(self, archive: Path) -> dict[str, int]:
        """Replay an archive as if it ended now; gives the report."""
        mounted = ("-v", f"{archive}:/archive.jsonl:ro")
        said = self.engine.compose(
            "run", "--rm", "-T", *mounted, "demo", "replay", "--as-live", "--json", "/archive.jsonl"
        )
        report: dict[str, int] = json.loads(said[said.index("{") :])
        return report

    def memory(self) -> dict[str, str]:
        """Say what each container has resident."""
        told = self.engine.docker("stats", "--no-stream", "--format", "{{.Name}}\t{{.MemUsage}}")
        return dict(line.split("\t") for line in told.splitlines())

    def down(self) -> None:
        """Take everything down, data too."""
        self.engine.compose("down", "--volumes", "--remove-orphans", "--timeout", "20")
