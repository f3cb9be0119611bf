"""What is wrong with dated roles: turned round, overlapping, or still open though another has taken over."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from entente.watchlist.loader import Entry, Finding
from entente.watchlist.model import Actor, Tenure

EARLIEST = date(1900, 1, 1)
"""Nobody tracked took office before; an earlier year has lost its century."""
SHARED = frozenset({"spokesperson", "official", "party_leader"})
"""Offices that several people hold at a time."""

At = Callable[[Entry, str, str, str], Finding]


class _Held(NamedTuple):
    tenure: Tenure
    place: int
    entry: Entry
    who: str


def tenure_faults(entries: Iterable[Entry], at: At) -> Iterator[Finding]:
    """List what is wrong with tenures."""
    offices: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for entry in entries:
        if not isinstance(entry.item, Actor):
            continue
        for i, tenure in enumerate(entry.item.tenures):
            held = _Held(tenure, i, entry, entry.item.id)
            yield from _dates(held, at)
            offices[tenure.power, tenure.office].append(held)
    for (power, office), all_held in offices.items():
        if office not in SHARED:
            yield from _overlaps(power, office, all_held, at)


def _dates(held: _Held, at: At) -> Iterator[Finding]:
    path = f"$.tenures[{held.place}]"
    since, until = held.tenure.since, held.tenure.until
    if since < EARLIEST or (until is not None and until < EARLIEST):
        yield at(held.entry, path, f"{held.who} held office in {since}", "write the year with four digits")
    elif until is not None and until < since:
        yield at(held.entry, path, f"{held.who} left office before taking it", "exchange since and until")


def _overlaps(power: str, office: str, all_held: list[_Held], at: At) -> Iterator[Finding]:
    in_order = sorted(all_held, key=lambda held: (held.tenure.since, held.who))
    for earlier, later in pairwise(in_order):
        path = f"$.tenures[{earlier.place}].until"
        until = earlier.tenure.until
        role = f"{office} of {power}"
        if until is None and earlier.who != later.who:
            what = f"{earlier.who} is still {role}, though {later.who} has been since {later.tenure.since}"
            yield at(earlier.entry, path, what, "say until when")
        elif until is not None and until > later.tenure.since:
            what = f"{earlier.who} and {later.who} are {role} at a time"
            yield at(earlier.entry, path, what, f"end it by {later.tenure.since}")
