"""What is wrong with aliases: claimed by two, an everyday word, or too short to mean anybody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from entente.contracts.values import Role
from entente.watchlist.everyday import EVERYDAY
from entente.watchlist.loader import Entry, Finding
from entente.watchlist.model import Actor, Alias, Spelling, every_spelling, spellings_by_role, text_of

At = Callable[[Entry, str, str, str], Finding]

_SPACED_END = "\u2e80"
_SHORTEST = 2


class _Claimed(NamedTuple):
    entry: Entry
    path: str
    spelling: Spelling
    role: Role


def alias_faults(entries: Iterable[Entry], at: At) -> Iterator[Finding]:
    """List what is wrong with actors' aliases."""
    claims: dict[str, list[_Claimed]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry.item, Actor):
            for claimed in _claims(entry, entry.item):
                claims[text_of(claimed.spelling)].append(claimed)
                yield from _word(claimed, at)
            yield from _unproven(entry, entry.item, at)
    for text, rivals in claims.items():
        yield from _collisions(text, rivals, at)


def _claims(entry: Entry, actor: Actor) -> Iterator[_Claimed]:
    for language, group in actor.aliases.items():
        places: dict[Role, int] = defaultdict(int)
        for role, spelling in spellings_by_role(group):
            yield _Claimed(entry, f"$.aliases.{language}.{role}[{places[role]}]", spelling, role)
            places[role] += 1


def _word(claimed: _Claimed, at: At) -> Iterator[Finding]:
    text = text_of(claimed.spelling)
    if isinstance(claimed.spelling, Alias):
        return
    if text.lower() in EVERYDAY and not text.isupper():
        yield at(
            claimed.entry, claimed.path, f"alias {text!r} is an everyday word", "give it needs or unless"
        )
    elif len(text.removesuffix("*")) < _SHORTEST and text[:1] < _SPACED_END:
        yield at(claimed.entry, claimed.path, f"alias {text!r} is a single letter", "take it out")


def _unproven(entry: Entry, actor: Actor, at: At) -> Iterator[Finding]:
    """Where a spelling needs more than the actor's own other names, examples show that it is told apart."""
    own = {text_of(spelling) for group in actor.aliases.values() for spelling in every_spelling(group)}
    for group in actor.aliases.values():
        for spelling in every_spelling(group):
            if isinstance(spelling, Alias) and not own.issuperset(spelling.needs):
                for key in ("must_match", "must_not_match"):
                    if not getattr(actor, key):
                        what = f"{actor.id} is ambiguous ({spelling.text!r}) and has no {key}"
                        yield at(entry, "$.id", what, "add an example")
                return


def _collisions(text: str, rivals: list[_Claimed], at: At) -> Iterator[Finding]:
    """Two actors may share a spelling only when all but one say in which texts it means them."""
    bare = [one for one in rivals if not (isinstance(one.spelling, Alias) and one.spelling.needs)]
    owners: dict[str, _Claimed] = {}
    for one in bare:
        if isinstance(one.entry.item, Actor):
            owners.setdefault(one.entry.item.id, one)
    if len(owners) > 1:
        first, *others = owners
        for name in others:
            claimed = owners[name]
            if _ever_together(owners[first], claimed):
                yield at(
                    claimed.entry,
                    claimed.path,
                    f"alias {text!r} means {first} as well as {name}",
                    "give one of them a needs",
                )


def _ever_together(one: _Claimed, other: _Claimed) -> bool:
    """Whether two may be meant on one day: predecessor and successor of one name are told apart."""
    if not isinstance(one.entry.item, Actor) or not isinstance(other.entry.item, Actor):
        return False
    if not one.entry.item.tenures or not other.entry.item.tenures:
        return True
    return any(
        a.since <= (b.until or b.since.max) and b.since <= (a.until or a.since.max)
        for a in one.entry.item.tenures
        for b in other.entry.item.tenures
    )
