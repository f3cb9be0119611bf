"""The desk: Elasticsearch -> messages -> pages, until asked to stop."""

import socket
import threading

import uvicorn

from entente.contracts.errors import Misconfigured
from entente.desk.settings import DeskSettings
from entente.desk.store import Store
from entente.desk.web import build
from entente.runtime.logs import logger
from entente.runtime.process import Runtime
from entente.runtime.search import connect

SERVICE = "desk"
TIMEOUT_SECONDS = 10

_log = logger(__name__)


def work(runtime: Runtime[DeskSettings]) -> None:
    """Serve pages until asked to stop; they say so when Elasticsearch is away."""
    settings = runtime.settings
    runtime.progress.waits_for("elasticsearch", "not asked yet")
    store = Store(connect(settings, TIMEOUT_SECONDS))
    listening = _listen(settings)
    host, port = listening.getsockname()[:2]
    server = uvicorn.Server(
        uvicorn.Config(build(store), log_config=None, access_log=False, timeout_graceful_shutdown=3)
    )
    thread = threading.Thread(target=server.run, args=([listening],), name="pages", daemon=True)
    thread.start()
    _log.info("serving", url=f"http://{host}:{port}")
    while thread.is_alive() and not runtime.stop.wait(1.0):
        runtime.progress.beat()
        missing = store.ready()
        if missing is None:
            runtime.progress.has("elasticsearch")
        else:
            runtime.progress.waits_for("elasticsearch", missing)
    if not runtime.stop.asked:
        raise RuntimeError("the thread that serves pages has ended")
    server.should_exit = True
    thread.join(5)


def _listen(settings: DeskSettings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.desk_host else socket.AF_INET
        return socket.create_server((settings.desk_host, settings.desk_port), family=family)
    except OSError as error:
        raise Misconfigured(
            f"the desk can't listen on {settings.desk_host}:{settings.desk_port} ({error.strerror}): "
            "set ENTENTE_DESK_PORT, 0 for any free port"
        ) from error
