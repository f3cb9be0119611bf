"""The demo's archive up to an instant, so that what stood then is what fires now."""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path


def until(lines: Iterable[str], instant: str) -> Iterator[str]:
    """Give the lines published before an instant (ISO 8601 in UTC); what has no date is left out."""
    for line in lines:
        try:
            published = json.loads(line).get("published_at")
        except (ValueError, AttributeError):
            continue
        if isinstance(published, str) and published[:10].count("-") == 2 and published < instant:  # noqa: PLR2004
            yield line


def cut(archive: Path, instant: str, into: Path) -> int:
    """Write a gzipped archive's lines before an instant; gives their number."""
    with gzip.open(archive, "rt", encoding="utf-8", errors="replace") as lines:
        kept = list(until(lines, instant))
    into.write_text("".join(kept), encoding="utf-8")
    into.chmod(0o644)
    return len(kept)
