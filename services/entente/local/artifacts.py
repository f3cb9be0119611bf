"""The two servers' software: official Maven artifacts named in artifacts.lock, kept in one cache folder."""

import fcntl
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import msgspec
from rich.console import Console

from entente.contracts.errors import Misconfigured
from entente.local.download import STAGING, Pinned, download, staging_folder

KAFKA_VERSION = "4.3.1"
ELASTICSEARCH_VERSION = "9.2.0"
LOCK_FILE = "artifacts.lock"


class Software(msgspec.Struct, frozen=True):
    """Where the two servers lie on this machine: Kafka's class path and the unpacked Elasticsearch."""

    kafka_classpath: str
    elasticsearch_home: Path


def pinned() -> tuple[Pinned, ...]:
    """The artifacts of the lock, in its order."""
    text = resources.files("entente.local").joinpath(LOCK_FILE).read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Pinned(server, coordinate, int(size), sha256) for server, coordinate, size, sha256 in rows)


def fetch(cache: Path, console: Console, mirror: str | None = None) -> Software:
    """Bring both servers into the cache, downloading what is missing; a bar on the console shows progress.

    Raises:
        Transient: a download failed three times.
        Misconfigured: a download is not the file that was pinned, or the cache can't be written.
    """
    home = cache / f"elasticsearch-{ELASTICSEARCH_VERSION}"
    jars = [item for item in pinned() if item.server == "kafka"]
    (archive,) = (item for item in pinned() if item.server == "elasticsearch")
    try:
        with _locked(cache, console):
            for leftover in cache.glob(f"{STAGING}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            paths = download(cache, jars if home.is_dir() else [*jars, archive], console, mirror)
            if not home.is_dir():
                unpack(paths[archive.coordinate], home, staging_folder(cache))
                paths[archive.coordinate].unlink()
    except OSError as error:
        raise Misconfigured(
            f"the cache folder {cache} can't be used ({error.strerror or error}): mend that or name another "
            "with --cache."
        ) from error
    classpath = os.pathsep.join(str(paths[item.coordinate]) for item in jars)
    return Software(kafka_classpath=classpath, elasticsearch_home=home)


@contextmanager
def _locked(cache: Path, console: Console) -> Iterator[None]:
    """Let one process at a time fill the cache."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.print(f"Waiting for another download into {cache}", highlight=False)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unpack(archive: Path, home: Path, staging: Path) -> None:
    """Unpack a distribution beside the cache, then rename it; the zip's own file modes are kept."""
    with zipfile.ZipFile(archive) as bundle:
        for entry in bundle.infolist():
            path = Path(bundle.extract(entry, staging))
            mode = (entry.external_attr >> 16) & 0o777
            if mode and not entry.is_dir():
                path.chmod(mode)
    (staging / home.name).rename(home)
    shutil.rmtree(staging, ignore_errors=True)
