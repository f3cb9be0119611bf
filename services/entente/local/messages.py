"""What a stack and its supervisor say to each other: JSON lines over two pipes."""

import os

import msgspec

# The servers get no more of our environment: neither secrets nor options meant for another Java.
INHERITED = ("PATH", "TMPDIR", "TZ")


class Launch(msgspec.Struct, frozen=True):
    """How one server is run: `log` takes its output, `account` is the user it runs as (null: ours)."""

    name: str
    argv: tuple[str, ...]
    cwd: str
    env: dict[str, str]
    log: str
    account: str | None = None


def inherited_environment() -> dict[str, str]:
    """What a server's environment starts from."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {"LANG": "C.UTF-8", **kept}


class Start(msgspec.Struct, frozen=True, tag=True):
    """Start a server."""

    launch: Launch


class Signal(msgspec.Struct, frozen=True, tag=True):
    """Send a signal to a server; to its whole process group when `group`."""

    name: str
    number: int
    group: bool = False


class Detach(msgspec.Struct, frozen=True, tag=True):
    """Outlive the process that started the stack."""


class Stop(msgspec.Struct, frozen=True, tag=True):
    """Stop every server and end."""


class Started(msgspec.Struct, frozen=True, tag=True):
    """A server's process runs."""

    name: str
    pid: int


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A server's process could not be started."""

    name: str
    message: str


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A server's process is gone; `code` is negative for a signal."""

    name: str
    code: int


Command = Start | Signal | Detach | Stop
Event = Started | Failed | Ended
