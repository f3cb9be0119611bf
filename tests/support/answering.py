"""A server on loopback that answers as a test says, in JSON, as Elasticsearch does."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """A request; `body` is what its JSON says, null where it has none."""

    method: str
    path: str
    authorization: str
    body: Any


Answer = tuple[int, object]
"""A status, and what the body says."""


@contextmanager
def answering(answer: Callable[[Asked], Answer]) -> Iterator[str]:
    """Answer every request until the block ends; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def do_DELETE(self) -> None:
            self._answer()

        def _answer(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"] or 0))
            asked = Asked(
                self.command,
                self.path,
                self.headers["Authorization"] or "",
                json.loads(sent) if sent else None,
            )
            status, said = answer(asked)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
