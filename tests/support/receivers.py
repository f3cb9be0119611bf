"""A local HTTP receiver that keeps what it is sent and answers as told."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from entente.local.ports import free_port
from support.debian import program


@dataclass(frozen=True)
class Request:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What was sent, and what is answered."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    silent: bool = False
    """Whether it takes a request and never answers."""
    requests: list[Request] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)
    over: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 10) -> bool:
        """Wait until a condition on the requests holds."""
        with self.came:
            return self.came.wait_for(condition, seconds)


class _Handler(BaseHTTPRequestHandler):
    receiver: ClassVar[Receiver]

    def do_POST(self) -> None:
        """Keep the request, and answer."""
        made = self.receiver
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        names = {name.lower(): value for name, value in self.headers.items()}
        with made.came:
            made.requests.append(Request(self.path, names, body))
            made.came.notify_all()
        if made.silent:
            made.over.wait(30)
            return
        self.send_response(made.status)
        for name, value in ({"content-length": str(len(made.body))} | made.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(made.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own word
        """Say nothing."""


@contextmanager
def receiver(port: int = 0, certificate: Path | None = None) -> Iterator[Receiver]:
    """Run a receiver on loopback, by HTTPS where it has a certificate with its key."""
    made = Receiver()
    handler = type("Handler", (_Handler,), {"receiver": made})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "http" if certificate is None else "https"
        made.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield made
        finally:
            made.over.set()
            server.shutdown()
            thread.join()


def certificate(folder: Path) -> Path:
    """Make a certificate for loopback that vouches for itself, with its key in the same file."""
    path = folder / "loopback.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    asked += ["-addext", "subjectAltName=IP:127.0.0.1"]
    made = subprocess.run(
        [str(program("openssl", "openssl")), *asked, "-keyout", str(path), "-out", "-"],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + made.stdout)
    return path


@dataclass
class Mailbox:
    """What an SMTP server took, and what it answers."""

    port: int = 0
    answer: str = "250 OK"
    silent: bool = False
    """Whether it takes a mail and never answers."""
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Give its address as Apprise writes it."""
        return f"mailto://127.0.0.1:{self.port}?from=entente@desk.example&to=duty@desk.example&mode=insecure"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or refuse it."""
        del server, session
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        if self.answer.startswith("250"):
            self.mails.append(found)
        await asyncio.sleep(30 if self.silent else 0)
        return self.answer


@contextmanager
def mailbox(port: int = 0) -> Iterator[Mailbox]:
    """Run an SMTP server on loopback."""
    box = Mailbox(port or free_port(2525))
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
