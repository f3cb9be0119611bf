"""Why an alert came or did not, as the command `why` tells it in a child process."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from entente.desk.children import Children
from entente.desk.trying import lay

WITHIN_S = 300.0
_FAILED = 2


class Why(Struct, frozen=True, kw_only=True):
    """What the command told, or why it could not."""

    text: str
    failed: bool


def ask_why(children: Children, files: Mapping[str, str], pair: str, at: datetime) -> Why:
    """Ask for a judgement of a pair at an instant from what Elasticsearch holds, by a watchlist's rules.

    Raises:
        Transient: it took too long.
    """
    with tempfile.TemporaryDirectory(prefix="entente-why-") as name:
        lay(Path(name) / "watchlist", files)
        asked = ("why", pair, "--at", at.isoformat(), "--watchlist", "watchlist")
        ended = children.run(*asked, within_s=WITHIN_S, folder=Path(name))
    if ended.code >= _FAILED or not ended.out.strip():
        lines = ended.talk.strip().splitlines()
        return Why(text=lines[-1].removeprefix("entente: ") if lines else "no answer", failed=True)
    return Why(text=ended.out, failed=False)
