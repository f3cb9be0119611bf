"""What a watchlist leaves empty because no source says it: ids, and days without a known office-holder."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from entente.watchlist.linter import Finder
from entente.watchlist.loader import Entry, Finding
from entente.watchlist.model import Actor, Tenure

SINCE = date(2014, 1, 1)
"""Roles are dated from here on: the years before are for recollection only."""
HANDOVER_DAYS = 31
"""An office may stand empty, or be held for another, for so long without being a gap."""
OFFICES = ("head_of_state", "head_of_government", "foreign_minister", "defence_minister")
_FIX = "add who was, with a source"


def unsourced(entries: Iterable[Entry], finder: Finder, today: date) -> Iterator[Finding]:
    """List what is empty; none of it is a fault, as an invented id or date would be one.

    An office counts once somebody is listed in it; of a state's heads one must be known at all.

    Args:
        entries: the watchlist's.
        finder: finds their lines.
        today: up to when offices should have a holder.
    """
    actors = [(entry, entry.item) for entry in entries if isinstance(entry.item, Actor)]
    held: dict[tuple[str, str], list[tuple[Tenure, Entry]]] = defaultdict(list)
    for entry, actor in actors:
        if actor.wikidata is None:
            yield finder.at(entry, "$.wikidata", f"{actor.id} has no Wikidata id", "give it with its source")
        for tenure in actor.tenures:
            if tenure.office in OFFICES:
                held[tenure.power, tenure.office].append((tenure, entry))
    for entry, actor in actors:
        if actor.kind == "state" and not any((actor.id, office) in held for office in OFFICES[:2]):
            yield finder.at(entry, "$.id", f"nobody is listed as head of {actor.id}", _FIX)
    for (power, office), terms in sorted(held.items()):
        for start, end, entry in _gaps(terms, today):
            what = f"nobody is known as {office} of {power} from {start} to {end}"
            yield finder.at(entry, "$.tenures", what, _FIX)


def _gaps(terms: list[tuple[Tenure, Entry]], today: date) -> Iterator[tuple[date, date, Entry]]:
    known, last = SINCE, terms[0][1]
    for tenure, entry in sorted(terms, key=lambda term: term[0].since):
        if tenure.since - known > timedelta(days=HANDOVER_DAYS):
            yield known, tenure.since, entry
        if (tenure.until or today) >= known:
            known, last = tenure.until or today, entry
    if today - known > timedelta(days=HANDOVER_DAYS):
        yield known, today, last
