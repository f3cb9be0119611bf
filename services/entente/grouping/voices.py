"""Who speaks in a story: owners, not outlets; two agencies of one state are one voice."""

from collections.abc import Iterable, Mapping

from entente.contracts.signals import Member, Signal
from entente.contracts.values import Power
from entente.watchlist.model import SourceEntry

NO_BLOC = "other"
"""Stands for the bloc of sources of which none is known."""
_OF_THE_STATE = ("state_media", "official")
_STATE = "state of "


def member(signal: Signal, sources: Mapping[str, SourceEntry]) -> Member:
    """Tell who published a signal's article; a source that the registry lacks owns itself."""
    if signal.published_at is None:
        raise ValueError(f"article {signal.article_id} has no date, so it is in no story")
    entry = sources.get(signal.source)
    return Member(
        article_id=signal.article_id,
        source=signal.source,
        owner=_owner(entry) if entry else signal.source,
        bloc=entry.bloc if entry else None,
        source_class=entry.source_class if entry else "unknown",
        url=signal.url,
        title=signal.title,
        published_at=signal.published_at,
    )


def _owner(entry: SourceEntry) -> str:
    of_state = entry.source_class in _OF_THE_STATE and entry.state is not None
    return f"{_STATE}{entry.state}" if of_state else entry.owner


def voices(members: Iterable[Member]) -> frozenset[str]:
    """Give the owners who speak for themselves: reprints of a wire are the wire's voice."""
    every = tuple(members)
    wires = frozenset(m.owner for m in every if m.source_class == "wire")
    return wires or frozenset(m.owner for m in every)


def blocs(members: Iterable[Member]) -> tuple[str, ...]:
    """Give the blocs whose sources tell, sorted."""
    return tuple(sorted({m.bloc or NO_BLOC for m in members}))


def governments(members: Iterable[Member]) -> tuple[Power, ...]:
    """Give the powers that speak by their own official sources, sorted; state media are no government."""
    told = {m.owner for m in members if m.source_class == "official" and m.owner.startswith(_STATE)}
    return tuple(sorted(owner.removeprefix(_STATE) for owner in told))


def state_media_share(members: Iterable[Member]) -> float:
    """Give the share of members that state media published, 0–1, to three places."""
    flags = [m.source_class in _OF_THE_STATE for m in members]
    return round(sum(flags) / len(flags), 3) if flags else 0.0
