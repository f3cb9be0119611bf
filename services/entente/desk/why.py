"""Why an alert came or did not, as the command `why` tells it in a child process."""

from datetime import datetime

from msgspec import Struct

from entente.desk.children import Children

WITHIN_S = 60.0
_FAILED = 2


class Why(Struct, frozen=True, kw_only=True):
    """What the command told, or why it could not."""

    text: str
    failed: bool


def ask_why(children: Children, pair: str, at: datetime) -> Why:
    """Ask for a judgement of a pair at an instant.

    Raises:
        Transient: it took too long.
    """
    ended = children.run("why", pair, "--at", at.isoformat(), within_s=WITHIN_S)
    if ended.code >= _FAILED:
        lines = ended.talk.strip().splitlines()
        return Why(text=lines[-1].removeprefix("entente: ") if lines else "no answer", failed=True)
    return Why(text=ended.out, failed=False)
