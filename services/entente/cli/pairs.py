"""How a pair is written on the command line."""

import re

from entente.contracts.errors import Misconfigured
from entente.contracts.values import Pair, pair_of

_PAIR = re.compile(r"([A-Za-z][A-Za-z0-9]{1,15})-([A-Za-z][A-Za-z0-9]{1,15})")


def read_pair(written: str) -> Pair:
    """Read a pair in either order and in any case.

    Raises:
        Misconfigured: it is none.
    """
    found = _PAIR.fullmatch(written.strip())
    if found is None or found[1].upper() == found[2].upper():
        raise Misconfigured(f"{written!r} is no pair; write two powers with a hyphen, as in CHN-RUS")
    return pair_of(found[1].upper(), found[2].upper())
