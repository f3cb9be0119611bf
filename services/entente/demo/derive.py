"""Make the shipped archive from the written articles: `python -m entente.demo.derive`."""

import gzip
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from random import Random

from msgspec import UNSET, Struct, json

from entente.contracts.identity import article_id
from entente.demo import copies, noise
from entente.demo.items import Entry, Item, Kind, Written

FOLDER = Path(str(files("entente.demo"))) / "archive"
ARCHIVE = FOLDER / "archive.jsonl.gz"
CENSUS = FOLDER / "census.json"

SEED = 20250501


class Census(Struct, frozen=True, kw_only=True):
    """What the archive holds; rejects apart from all but `lines`.

    `distinct_articles` counts ids as ingest makes them; `undated` is what ingest must flag before 2050.
    """

    lines: int
    readable: int
    rejects: int
    written: int
    distinct_articles: int
    reprints: int
    undated: int
    kinds: dict[str, int]


class Archive(Struct, frozen=True, kw_only=True):
    """The lines of an archive in its order of time, and their census."""

    lines: tuple[bytes, ...]
    census: Census


def read_written(folder: Path = FOLDER / "written") -> tuple[Written, ...]:
    """Read all written articles, in order of time."""
    lines = (line for path in sorted(folder.glob("*.jsonl")) for line in path.read_bytes().splitlines())
    return tuple(
        sorted((json.decode(line, type=Written) for line in lines), key=lambda w: (w.published_at, w.url))
    )


def derive(written: Sequence[Written]) -> Archive:
    """Make the archive: the articles, their copies with every edit and wrong date, junk and rejects.

    The same articles give the same bytes: chance is seeded, and no clock is read.
    """
    rng = Random(SEED)  # noqa: S311 - a reproducible archive, no secret
    entries = [copies.original(w) for w in written]
    entries += copies.reprints(rng, written)
    entries += copies.met_again(rng, written)
    entries += noise.junk(rng, written)
    entries += noise.rejects(rng)
    entries.sort(key=lambda e: e.at)
    return Archive(lines=tuple(e.line for e in entries), census=_count(entries))


def _count(entries: Sequence[Entry]) -> Census:
    kinds = Counter(e.kind for e in entries)
    readable = [e for e in entries if not e.kind.rejected]
    items = [json.decode(e.line, type=Item) for e in readable]
    undated = (Kind.UNREADABLE_DATE, Kind.NULL_DATE, Kind.NO_DATE, Kind.FUTURE_DATE, Kind.EPOCH_DATE)
    return Census(
        lines=len(entries),
        readable=len(readable),
        rejects=len(entries) - len(readable),
        written=kinds[Kind.WRITTEN],
        distinct_articles=len({_id(item, e.at) for item, e in zip(items, readable, strict=True)}),
        reprints=sum(n for kind, n in kinds.items() if kind.startswith("reprint")),
        undated=sum(kinds[kind] for kind in undated),
        kinds={kind.value: kinds[kind] for kind in Kind},
    )


def _id(item: Item, at: datetime) -> str:
    return article_id(None if item.url is UNSET else item.url, item.source, item.title, at.date())


def main() -> None:
    """Write the archive and its census anew."""
    archive = derive(read_written())
    ARCHIVE.write_bytes(gzip.compress(b"".join(line + b"\n" for line in archive.lines), mtime=0))
    CENSUS.write_bytes(json.format(json.encode(archive.census)) + b"\n")
    sys.stderr.write(f"{archive.census.lines} lines from {archive.census.written} articles: {ARCHIVE.name}\n")


if __name__ == "__main__":
    main()
