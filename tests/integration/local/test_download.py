"""Downloads from a repository that breaks, lacks or alters files."""

import gc
import hashlib
import threading
import warnings
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from entente.contracts.errors import Misconfigured, Transient
from entente.local.artifacts import ELASTICSEARCH_VERSION, KAFKA_VERSION, pinned
from entente.local.download import Pinned, download

CONTENT = {name: name.encode() * 5000 for name in ("first", "second", "third")}


def item(name: str) -> Pinned:
    """An artifact as a lock would pin it."""
    content = CONTENT[name]
    digest = hashlib.sha256(content).hexdigest()
    return Pinned(server="kafka", coordinate=f"org.example:{name}:jar:1.0", size=len(content), sha256=digest)


class Repository(ThreadingHTTPServer):
    """A Maven repository of three files; `breaks` of them break off half-way so many times."""

    def __init__(self) -> None:
        """Listen on some port of the loopback address."""
        super().__init__(("127.0.0.1", 0), Files)
        self.content = dict(CONTENT)
        self.breaks: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class Files(BaseHTTPRequestHandler):
    """Serves the files of a repository."""

    server: Repository

    def do_GET(self) -> None:  # the library's name
        """Send a file, or the half of it that the repository wants sent."""
        name = self.path.rsplit("/", 1)[1].removesuffix("-1.0.jar")
        content = self.server.content.get(name)
        if content is None:
            self.send_error(404)
            return
        self.server.asked[name] += 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        broken = self.server.breaks[name] > 0
        self.server.breaks[name] -= broken
        self.wfile.write(content[: len(content) // 2] if broken else content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""


@pytest.fixture
def repository() -> Iterator[Repository]:
    """A running repository."""
    with Repository() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    with warnings.catch_warnings():
        # jgo leaves answers that broke to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def obtain(cache: Path, repository: Repository, *names: str) -> dict[str, bytes]:
    """Download artifacts by name and read them."""
    console = Console(file=StringIO())
    paths = download(cache, [item(name) for name in names], console, repository.url)
    return {name: paths[item(name).coordinate].read_bytes() for name in names}


def files(cache: Path) -> set[str]:
    """The names of all files below the cache."""
    return {path.name for path in cache.rglob("*") if path.is_file()}


def test_a_download_that_breaks_twice_is_tried_again(tmp_path: Path, repository: Repository) -> None:
    """Two broken connections in a row cost nothing but time."""
    repository.breaks["first"] = 2
    assert obtain(tmp_path, repository, "first", "second") == {
        name: CONTENT[name] for name in ("first", "second")
    }


def test_a_failed_download_leaves_the_complete_ones_only(tmp_path: Path, repository: Repository) -> None:
    """After a failure the cache has no half file, and the next run asks for what is missing alone."""
    obtain(tmp_path, repository, "second")
    repository.breaks["first"] = 3
    with pytest.raises(Transient, match=r"first-1\.0\.jar \(for kafka\) .* the connection broke; check"):
        obtain(tmp_path, repository, "first", "second")
    assert files(tmp_path) == {"second-1.0.jar"}

    assert obtain(tmp_path, repository, "first", "second", "third") == CONTENT
    assert repository.asked == {"first": 4, "second": 1, "third": 1}


def test_an_altered_file_is_refused(tmp_path: Path, repository: Repository) -> None:
    """A file of the right size with another hash never enters the cache."""
    repository.content["first"] = CONTENT["first"].swapcase()
    with pytest.raises(Misconfigured, match=r"first-1\.0\.jar as downloaded is not the file that was pinned"):
        obtain(tmp_path, repository, "first")
    assert not files(tmp_path)


def test_a_half_file_in_the_cache_is_replaced(tmp_path: Path, repository: Repository) -> None:
    """What is of another size than pinned is not taken for the artifact."""
    obtain(tmp_path, repository, "first")
    (path,) = tmp_path.rglob("first-1.0.jar")
    path.write_bytes(CONTENT["first"][:100])
    assert obtain(tmp_path, repository, "first") == {"first": CONTENT["first"]}


def test_a_file_the_repository_lacks_is_named(tmp_path: Path, repository: Repository) -> None:
    """The error says which file is missing, and keeps the address out of the sentence."""
    del repository.content["first"]
    with pytest.raises(Transient, match="the repository does not have it") as caught:
        obtain(tmp_path, repository, "first")
    assert "first-1.0.jar" in str(caught.value)
    assert repository.url not in str(caught.value)


def test_the_lock_pins_the_versions_that_run() -> None:
    """artifacts.lock was written for the versions in the code."""
    coordinates = {one.coordinate for one in pinned()}
    assert f"org.apache.kafka:kafka_2.13:jar:{KAFKA_VERSION}" in coordinates
    assert (
        f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:zip:{ELASTICSEARCH_VERSION}"
        in coordinates
    )
