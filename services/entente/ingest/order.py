"""Articles put in order of time, in bounded memory: sorted runs on disk, merged."""

import heapq
from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

import msgspec

from entente.contracts.articles import Article

RUN_BYTES = 64 * 1024 * 1024
"""What is held in memory before a run goes to disk."""


class _Placed(msgspec.Struct, frozen=True, array_like=True):
    """An article's encoding with its place: its instant in seconds since 1970, then the order of arrival."""

    at: float
    number: int
    article: msgspec.Raw


_decoder = msgspec.json.Decoder(_Placed)
_articles = msgspec.json.Decoder(Article)


class TimeOrder:
    """Takes articles in any order and gives them back by publication; an undated one stays where it came."""

    def __init__(self, run_bytes: int = RUN_BYTES) -> None:
        self._run_bytes = run_bytes
        self._files: list[IO[bytes]] = []
        self._run: list[tuple[float, int, bytes]] = []
        self._held = 0
        self._last_at = 0.0
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the runs from disk."""
        for file in self._files:
            file.close()

    def add(self, article: Article) -> None:
        """Take one article."""
        if article.published_at is not None:
            self._last_at = article.published_at.timestamp()
        encoded = msgspec.json.encode(article)
        self._run.append((self._last_at, self.count, encoded))
        self.count += 1
        self._held += len(encoded)
        if self._held >= self._run_bytes:
            self._spill()

    def __iter__(self) -> Iterator[Article]:
        """Give them back, once all are taken."""
        self._run.sort()
        for _, _, encoded in heapq.merge(self._run, *map(_read, self._files)):
            yield _articles.decode(encoded)

    def _spill(self) -> None:
        self._run.sort()
        file = TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._files.append(file)
        file.writelines(
            msgspec.json.encode(_Placed(at, number, msgspec.Raw(encoded))) + b"\n"
            for at, number, encoded in self._run
        )
        self._run.clear()
        self._held = 0


def _read(file: IO[bytes]) -> Iterator[tuple[float, int, bytes]]:
    file.seek(0)
    for line in file:
        placed = _decoder.decode(line)
        yield placed.at, placed.number, bytes(placed.article)
