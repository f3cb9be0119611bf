"""Downloads of pinned Maven artifacts through jgo, side by side, into a cache where only whole files are.

A file enters the cache by a rename, after its SHA-256 was found right.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import msgspec
import requests
from jgo.maven import Artifact, MavenContext, PythonResolver
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from entente.contracts.errors import Misconfigured, Transient

ATTEMPTS = 3
PARALLEL = 4
TIMEOUT_SECONDS = 30
STAGING = "staging-"

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

    def artifact(self, context: MavenContext) -> Artifact:
        """What jgo knows it by."""
        group, name, packaging, version = self.coordinate.split(":")
        return context.project(group, name).at_version(version).artifact(packaging=packaging)

    def path(self, context: MavenContext) -> Path:
        """Where it lies, or will lie, in the cache."""
        return _cached_path(self.artifact(context))

    def is_in(self, context: MavenContext) -> bool:
        """Whether the cache has it, in its full size."""
        path = self.path(context)
        return path.is_file() and path.stat().st_size == self.size


class StagingResolver(PythonResolver):
    """jgo's resolver, downloading beside the cache: what broke half-way is never taken for an artifact."""

    def __init__(self, wanted: Iterable[Pinned], advance: Advance) -> None:
        """Take what may be downloaded, and the function that is told how many bytes have come."""
        super().__init__(progress_callback=self._report)
        self._wanted = {item.filename: item for item in wanted}
        self._advance = advance
        self.cancelled = Event()

    def download(self, artifact: Artifact) -> Path:
        """Download an artifact and move it into the cache when it is whole and the one that was pinned."""
        context = artifact.context
        staging = staging_folder(context.repo_cache.parent) / artifact.filename
        staged_context = MavenContext(
            resolver=self, repo_cache=staging, remote_repos=context.remote_repos, timeout=context.timeout
        )
        component = staged_context.project(artifact.groupId, artifact.artifactId).at_version(artifact.version)
        staged = component.artifact(artifact.classifier, artifact.packaging)
        final = _cached_path(artifact)
        try:
            super().download(staged)
            _check(_cached_path(staged), self._wanted[artifact.filename])
            final.parent.mkdir(parents=True, exist_ok=True)
            _cached_path(staged).replace(final)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return final

    @contextmanager
    def _report(self, filename: str, _size: int) -> Iterator[Advance]:
        came = 0

        def count(size: int) -> None:
            nonlocal came
            if self.cancelled.is_set():
                raise CancelledError(f"the download of {filename} was given up")
            came += size
            self._advance(size)

        try:
            yield count
        except BaseException:
            self._advance(-came)
            raise


def staging_folder(cache: Path) -> Path:
    """Where this process keeps what is not whole yet."""
    return cache / f"{STAGING}{os.getpid()}"


def download(
    cache: Path, wanted: list[Pinned], console: Console, mirror: str | None = None
) -> dict[str, Path]:
    """Return each artifact's path by its coordinate, downloading those that are absent or of another size.

    Raises:
        Transient: a download failed three times.
        Misconfigured: a download is not the file that was pinned, or the mirror no web address.
    """
    if mirror and not mirror.startswith(("http://", "https://")):
        raise Misconfigured(f"the mirror {mirror!r} is no web address: it begins with http:// or https://.")
    context = MavenContext(
        repo_cache=cache / "maven",
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
        timeout=TIMEOUT_SECONDS,
    )
    missing = [item for item in wanted if not item.is_in(context)]
    if missing:
        _download_missing(context, missing, console)
    return {item.coordinate: item.path(context) for item in wanted}


def _download_missing(context: MavenContext, missing: list[Pinned], console: Console) -> None:
    total = sum(item.size for item in missing)
    title = f"Downloading {' and '.join(sorted({item.server for item in missing}, reverse=True))}"
    if not console.is_terminal:
        console.print(f"{title}: {total / 1e6:.0f} MB", highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
        ThreadPoolExecutor(PARALLEL) as pool,
    ):
        task = progress.add_task(title, total=total)
        resolver = StagingResolver(missing, lambda size: progress.advance(task, size))
        context.resolver = resolver
        # The largest first, or it would run alone at the end.
        ordered = sorted(missing, key=lambda item: -item.size)
        futures = [pool.submit(_obtain, context, item) for item in ordered]
        try:
            for future in futures:
                future.result()
        except BaseException:
            resolver.cancelled.set()
            pool.shutdown(cancel_futures=True)
            raise
        finally:
            shutil.rmtree(staging_folder(context.repo_cache.parent), ignore_errors=True)


def _obtain(context: MavenContext, item: Pinned) -> None:
    """Download one artifact, in three attempts."""
    item.path(context).unlink(missing_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            item.artifact(context).resolve()
        except (requests.RequestException, RuntimeError) as error:
            if attempt == ATTEMPTS:
                raise Transient(
                    f"{item.filename} (for {item.server}) could not be downloaded: {_cause(error)}; check "
                    "the network, HTTPS_PROXY or --mirror, and run it again: what is complete is kept."
                ) from error
        else:
            return


def _cause(error: Exception) -> str:
    """Say in a few words what stopped a download, without the addresses and wrapped library errors."""
    match error:
        case requests.exceptions.ChunkedEncodingError():
            return "the connection broke"
        case requests.ConnectionError():
            return "no connection to the repository"
        case requests.Timeout():
            return "the repository did not answer in time"
        case requests.RequestException():
            return f"the request failed ({type(error).__name__})"
        case _:
            return "the repository does not have it"


def _check(path: Path, item: Pinned) -> None:
    """Hold a downloaded file to its pinned hash."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != item.sha256:
        raise Misconfigured(
            f"{item.filename} as downloaded is not the file that was pinned (SHA-256 {found[:12]}…, expected "
            f"{item.sha256[:12]}…): the mirror or a proxy alters it; name another repository with --mirror."
        )


def _cached_path(artifact: Artifact) -> Path:
    path = artifact.cached_path
    if path is None:
        raise RuntimeError(f"{artifact} has no place in the cache")
    return path
