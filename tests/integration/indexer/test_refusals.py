"""What Elasticsearch refuses for good is said in one sentence, with what to do."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from entente.contracts.errors import Misconfigured
from entente.indexer import templates
from entente.local.stack import LocalStack
from entente.runtime.search import SearchSettings, connect


class _Closed(BaseHTTPRequestHandler):
    """Answers as an Elasticsearch does to a key that does not hold."""

    def do_GET(self) -> None:
        body = b'{"error": {"reason": "unable to authenticate with provided credentials"}, "status": 401}'
        self.send_response(401)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def closed() -> Iterator[str]:
    """The address of a server that lets nobody in."""
    server = HTTPServer(("127.0.0.1", 0), _Closed)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_wrong_password_is_refused(closed: str) -> None:
    """The server and the settings that must hold another one; the password itself is not shown."""
    given = {
        "elasticsearch_url": closed,
        "elasticsearch_username": "elastic",
        "elasticsearch_password": "hunter2",
    }
    with connect(SearchSettings.model_validate(given)) as client, pytest.raises(Misconfigured) as caught:
        templates.check(client)
    assert closed in str(caught.value)
    assert "ENTENTE_ELASTICSEARCH_API_KEY" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_template_of_somebody_else_is_named(stack: LocalStack) -> None:
    """Another template of the same patterns and priority is named with ours, and what to change in it."""
    settings = SearchSettings.model_validate({"elasticsearch_url": stack.elasticsearch_url})
    with connect(settings, timeout_s=10) as client:
        client.options(ignore_status=404).indices.delete_index_template(name="entente-alerts")
        client.indices.put_index_template(name="theirs", index_patterns=["entente-alerts-*"], priority=200)
        try:
            with pytest.raises(Misconfigured, match=r"entente-alerts.*theirs.*another priority"):
                list(templates.apply(client))
        finally:
            client.indices.delete_index_template(name="theirs")
            list(templates.apply(client))
