"""Two tiny services for tests, run as processes of their own: each copies articles.raw to articles.tagged.

`python -m support.echo loop|faust`; what to do with a record is written in its value: `poison` is rejected,
`bug` raises. An output's header `from` says which record it follows from.
"""

import sys
from collections.abc import Sequence

from entente.contracts.errors import Reason, Reject
from entente.runtime import faust_worker
from entente.runtime.process import Runtime, main
from entente.runtime.records import Outgoing, Record
from entente.runtime.settings import FaustSettings
from entente.runtime.stages import Map

SOURCE, TARGET = "articles.raw", "articles.tagged"


def copied(record: Record) -> Sequence[Outgoing]:
    """Copy a record, or do as its value says."""
    if record.value == b"poison":
        raise Reject(Reason.INVALID, "poison")
    if record.value == b"bug":
        raise KeyError("bug")
    return [Outgoing(TARGET, record.key, record.value, (("from", place(record).encode()),))]


def place(record: Record) -> str:
    """Name a record by its partition and offset."""
    return f"{record.partition}/{record.offset}"


def by_loop(runtime: Runtime[FaustSettings]) -> None:
    """Copy with the consumer loop."""
    runtime.consume([SOURCE], Map(copied))


def by_faust(runtime: Runtime[FaustSettings]) -> None:
    """Copy with Faust."""
    faust_worker.run(runtime, SOURCE, copied)


if __name__ == "__main__":
    main("echo", FaustSettings, {"loop": by_loop, "faust": by_faust}[sys.argv[1]], topics=(SOURCE, TARGET))
