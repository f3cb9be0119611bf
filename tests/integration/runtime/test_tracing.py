"""One trace shows an article's way, over a real OTLP receiver."""

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from entente.contracts.articles import Article
from entente.ingest.records import article_record
from entente.local.stack import LocalStack
from entente.runtime.records import Outgoing, Record
from entente.runtime.spans import Trace, carrying, next_place, place_of
from support.examples import example
from support.system import system

PATIENCE_S = 60.0


class _Collector(BaseHTTPRequestHandler):
    spans: ClassVar[list[Span]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.spans.extend(scope.spans)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[str]:
    """A collector's address; what it was sent is in `_Collector.spans`."""
    _Collector.spans.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_one_trace_shows_every_hop_of_an_article(stack: LocalStack, tmp_path: Path, collector: str) -> None:
    """Tagger, detector and indexer each have a span below the one before, in the article's own trace."""
    article = example(Article, text="Russia and China signed an agreement on trade in Beijing on Tuesday.")
    with system(stack, tmp_path) as made:
        for service in ("indexer", "detector", "tagger"):
            made.start(service, settings={"ENTENTE_OTLP_ENDPOINT": collector})
        made.fleet.await_ready()
        made.groups.pop("notifier")
        made.send([article_record(article, datetime.now(UTC))])
        made.settle()
    wanted = {"tagger articles.raw", "indexer articles.tagged", "indexer signals", "detector signals"}
    until = time.monotonic() + PATIENCE_S
    while not wanted <= {span.name for span in _Collector.spans} and time.monotonic() < until:
        time.sleep(0.2)
    mine = [span for span in _Collector.spans if span.trace_id.hex() == article.id]
    by_name = {span.name: span for span in mine}
    assert wanted <= set(by_name)
    tagger = by_name.pop("tagger articles.raw")
    assert tagger.parent_span_id.hex() == article.revision[:16]
    assert {span.parent_span_id for span in by_name.values()} == {tagger.span_id}
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in mine)


@pytest.mark.parametrize(
    ("header", "place"),
    [
        (f"00-{1:032x}-{2:016x}-01", Trace(1, 2)),
        (f"00-{0:032x}-{2:016x}-01", None),
        (f"00-{1:032x}-{0:016x}-01", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_a_traceparent_is_read_or_passed_over(header: str | None, place: Trace | None) -> None:
    """What is no traceparent, or names nothing, begins a trace of its own."""
    assert place_of(header) == place
    if place is not None:
        assert next_place(place).trace == place.trace
        assert next_place(place).span != place.span


def test_what_follows_carries_the_spans_place_alone() -> None:
    """A traceparent that stands there already is replaced; other headers stay."""
    record = Record("t", 0, 0, b"k", b"v", (), 0)
    out = Outgoing(record.topic, b"k", b"v", (("ce_id", b"1"), ("traceparent", b"old")))
    assert carrying(out, Trace(1, 2)).headers == (
        ("ce_id", b"1"), ("traceparent", Trace(1, 2).header().encode()),
    )  # fmt: skip
