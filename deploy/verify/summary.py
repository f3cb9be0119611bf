"""What was done and found, as a log and as tables."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

MB = 1_000_000
UNITS = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "kB": 1000, "MB": 1000**2, "GB": 1000**3}


class Log:
    """The steps, each with its seconds, told as they end."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._began = time.monotonic()

    @contextmanager
    def step(self, what: str) -> Iterator[list[str]]:
        """Time a step; what is put on the list is told with it."""
        found: list[str] = []
        began = time.monotonic()
        yield found
        said = f": {'; '.join(found)}" if found else ""
        self._tell(f"{time.monotonic() - began:6.1f} s  {what}{said}")

    def end(self) -> None:
        """Tell the whole time."""
        self._tell(f"{time.monotonic() - self._began:6.1f} s  in all: green")


def megabytes(said: str) -> int:
    """Read the first figure of `90.5MiB / 512MiB`, in MB.

    Raises:
        ValueError: it has no unit that is known.
    """
    first = said.partition("/")[0].strip()
    for unit in sorted(UNITS, key=len, reverse=True):
        if first.endswith(unit):
            return round(float(first.removesuffix(unit)) * UNITS[unit] / MB)
    raise ValueError(f"no size: {said!r}")


def table(images: Mapping[str, int], memory: Mapping[str, str], most_mb: int) -> list[str]:
    """Write image sizes (bytes) and idle memory as a markdown table; memory's keys are containers' names."""
    lines = [f"| service | image, MB (at most {most_mb}) | idle memory, MB |", "|---|---|---|"]
    for service, size in images.items():
        idle = [
            megabytes(said)
            for name, said in memory.items()
            if f"{service}" in name.replace("_", "-").split("-")
        ]
        lines.append(f"| {service} | {round(size / MB)} | {idle[0] if idle else 'runs and ends'} |")
    return lines
