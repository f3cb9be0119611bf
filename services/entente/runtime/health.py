"""`/livez`, `/readyz` and `/metrics` on one port, in a thread of their own."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from entente.contracts.errors import Misconfigured
from entente.runtime.metrics import Metrics
from entente.runtime.progress import Progress


class HealthServer:
    """Answers until closed.

    Raises:
        Misconfigured: the address can't be had.
    """

    def __init__(self, host: str, port: int, progress: Progress, metrics: Metrics) -> None:
        handler = type("Handler", (_Handler,), {"progress": progress, "metrics": metrics})
        try:
            self._server = ThreadingHTTPServer((host, port), handler)
        except OSError as error:
            raise Misconfigured(
                f"the health page can't listen on {host}:{port} ({error.strerror or error}):"
                " set ENTENTE_HEALTH_HOST and ENTENTE_HEALTH_PORT, 0 for any free port"
            ) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Say where it answers."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def close(self) -> None:
        """Answer no longer."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    progress: ClassVar[Progress]
    metrics: ClassVar[Metrics]
    timeout = 5

    def do_GET(self) -> None:
        """Answer one of the three pages."""
        if self.path == "/livez":
            self._say(*self.progress.live())
        elif self.path == "/readyz":
            self._say(*self.progress.ready())
        elif self.path == "/metrics":
            self._answer(200, "text/plain; version=0.0.4; charset=utf-8", self.metrics.exposition())
        else:
            self._answer(
                404, "application/json", b'{"ok": false, "why": "there are /livez, /readyz, /metrics"}'
            )

    def _say(self, ok: bool, why: str) -> None:  # noqa: FBT001 - the page is a yes or a no
        body = json.dumps({"ok": ok, "why": why}).encode()
        self._answer(200 if ok else 503, "application/json", body)

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Log no probe."""
