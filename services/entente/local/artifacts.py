"""The servers' official Maven artifacts: named, measured and hashed in artifacts.lock, kept in one cache.

A file enters the cache by a rename, after its SHA-256 was found right: what is there is whole.
"""

import fcntl
import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import msgspec
import requests
from jgo.maven import Artifact, MavenContext, PythonResolver
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from entente.contracts.errors import Misconfigured, Transient

KAFKA_VERSION = "4.3.1"
ELASTICSEARCH_VERSION = "9.2.0"
LOCK_FILE = "artifacts.lock"
ATTEMPTS = 3
PARALLEL_DOWNLOADS = 4

Advance = Callable[[int], None]


class Pinned(msgspec.Struct, frozen=True):
    """One artifact of the lock: `server` is kafka or elasticsearch, `size` is in bytes."""

    server: str
    coordinate: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """The name of the artifact's file."""
        _, name, packaging, version = self.coordinate.split(":")
        return f"{name}-{version}.{packaging}"


class Software(msgspec.Struct, frozen=True):
    """Where the two servers lie on this machine: Kafka's class path and the unpacked Elasticsearch."""

    kafka_classpath: str
    elasticsearch_home: Path


def pinned() -> tuple[Pinned, ...]:
    """The artifacts of the lock, in its order."""
    text = resources.files("entente.local").joinpath(LOCK_FILE).read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Pinned(server, coordinate, int(size), sha256) for server, coordinate, size, sha256 in rows)


class StagingResolver(PythonResolver):
    """jgo's resolver, downloading beside the cache: what broke half-way is never taken for an artifact."""

    def __init__(self, wanted: Iterable[Pinned], advance: Advance) -> None:
        """Take what may be downloaded, and the function that is told how many bytes have come."""
        super().__init__(progress_callback=self._report)
        self._wanted = {item.filename: item for item in wanted}
        self._advance = advance

    @contextmanager
    def _report(self, _filename: str, _size: int) -> Iterator[Advance]:
        yield self._advance

    def download(self, artifact: Artifact) -> Path:
        """Download an artifact and move it into the cache when it is complete and the one that was pinned."""
        context = artifact.context
        staging = context.repo_cache.parent / f"staging-{os.getpid()}" / artifact.filename
        staged = MavenContext(
            resolver=self, repo_cache=staging, remote_repos=context.remote_repos, timeout=context.timeout
        )
        component = staged.project(artifact.groupId, artifact.artifactId).at_version(artifact.version)
        try:
            staged_artifact = component.artifact(artifact.classifier, artifact.packaging)
            super().download(staged_artifact)
            done = _cached_path(staged_artifact)
            _check(done, self._wanted[artifact.filename])
            final = _cached_path(artifact)
            final.parent.mkdir(parents=True, exist_ok=True)
            done.replace(final)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return final


def fetch(cache: Path, console: Console, mirror: str | None = None) -> Software:
    """Bring both servers into the cache, downloading what is missing; a bar on the console shows progress.

    Raises:
        Transient: a download failed three times.
        Misconfigured: a download is not the file that was pinned, or the cache can't be written.
    """
    with _locked(cache):
        for leftover in cache.glob("staging-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        home = cache / f"elasticsearch-{ELASTICSEARCH_VERSION}"
        wanted = [item for item in pinned() if not (item.server == "elasticsearch" and home.is_dir())]
        paths = _download(cache, wanted, console, mirror)
        if not home.is_dir():
            (archive,) = (paths[item.coordinate] for item in wanted if item.server == "elasticsearch")
            _unpack(archive, home, cache / f"staging-{os.getpid()}")
            archive.unlink()
    jars = (str(paths[item.coordinate]) for item in wanted if item.server == "kafka")
    return Software(kafka_classpath=os.pathsep.join(jars), elasticsearch_home=home)


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    """Let one process at a time fill the cache."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        raise Misconfigured(
            f"the cache folder {cache} can't be written ({error.strerror}): name another with --cache."
        ) from error


def _download(cache: Path, wanted: list[Pinned], console: Console, mirror: str | None) -> dict[str, Path]:
    """Return each artifact's path by its coordinate, downloading those that are absent or of another size."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        context = MavenContext(
            repo_cache=cache / "maven", remote_repos={"mirror": mirror} if mirror else None
        )
        located = {item.coordinate: _cached_path(_artifact(context, item)) for item in wanted}
        missing = [item for item in wanted if not _complete(located[item.coordinate], item)]
        if not missing:
            return located
        title = f"Downloading Apache Kafka {KAFKA_VERSION} and Elasticsearch {ELASTICSEARCH_VERSION}"
        if not console.is_terminal:
            console.print(f"{title}: {sum(item.size for item in missing) / 1e6:.0f} MB")
        task = progress.add_task(title, total=sum(item.size for item in missing))
        context.resolver = StagingResolver(missing, lambda count: progress.advance(task, count))
        with ThreadPoolExecutor(PARALLEL_DOWNLOADS) as pool:
            # The largest first, or it would run alone at the end.
            ordered = sorted(missing, key=lambda item: -item.size)
            futures = [pool.submit(_obtain, context, item) for item in ordered]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    return located


def _artifact(context: MavenContext, item: Pinned) -> Artifact:
    group, name, packaging, version = item.coordinate.split(":")
    return context.project(group, name).at_version(version).artifact(packaging=packaging)


def _cached_path(artifact: Artifact) -> Path:
    path = artifact.cached_path
    if path is None:
        raise RuntimeError(f"{artifact} has no place in the cache")
    return path


def _complete(path: Path, item: Pinned) -> bool:
    return path.is_file() and path.stat().st_size == item.size


def _obtain(context: MavenContext, item: Pinned) -> None:
    """Download one artifact, in three attempts."""
    artifact = _artifact(context, item)
    for attempt in range(1, ATTEMPTS + 1):
        _cached_path(artifact).unlink(missing_ok=True)
        try:
            artifact.resolve()
        except (requests.RequestException, RuntimeError, OSError) as error:
            if attempt == ATTEMPTS:
                raise Transient(
                    f"{item.filename} (for {item.server}) could not be downloaded: {_cause(error)}; "
                    "check the network, HTTPS_PROXY or --mirror and run it again: what is complete is kept."
                ) from error
        else:
            return


def _check(path: Path, item: Pinned) -> None:
    """Hold a downloaded file to its pinned hash."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != item.sha256:
        raise Misconfigured(
            f"{item.filename} as downloaded is not the file pinned in {LOCK_FILE} (SHA-256 {found[:12]}…, "
            f"expected {item.sha256[:12]}…): the mirror or proxy alters it; name another with --mirror."
        )


def _cause(error: Exception) -> str:
    """Say in a few words what stopped a download, without the chain of wrapped library errors."""
    if isinstance(error, requests.ConnectionError):
        return "no connection to the repository"
    if isinstance(error, requests.Timeout):
        return "the repository did not answer in time"
    return str(error).split("{", maxsplit=1)[0].strip()


def _unpack(archive: Path, home: Path, staging: Path) -> None:
    """Unpack Elasticsearch beside the cache, then rename; the zip's own file modes are kept."""
    with zipfile.ZipFile(archive) as bundle:
        for entry in bundle.infolist():
            path = Path(bundle.extract(entry, staging))
            mode = (entry.external_attr >> 16) & 0o777
            if mode and not entry.is_dir():
                path.chmod(mode)
    (staging / home.name).rename(home)
    shutil.rmtree(staging, ignore_errors=True)
