"""Five thousand English aliases: the shipped registry's own, and names of offices made from them."""

from functools import cache
from itertools import product

import msgspec

from entente.reading.lexicon import Lexicon
from entente.watchlist.loader import default_files, parse
from entente.watchlist.model import Actor, Aliases, Watchlist, every_spelling, text_of

COUNT = 5000

_OF_A_STATE = (
    "President of {}",
    "Prime Minister of {}",
    "Foreign Minister of {}",
    "Defence Minister of {}",
    "Embassy of {}",
    "Government of {}",
    "Parliament of {}",
    "Republic of {}",
    "Central Bank of {}",
    "Supreme Court of {}",
    "armed forces of {}",
    "people of {}",
)
_OF_A_PEOPLE = (
    "{} Foreign Ministry",
    "{} Defence Ministry",
    "{} Foreign Minister",
    "{} President",
    "{} embassy",
    "{} government",
    "{} parliament",
    "{} officials",
    "{} navy",
    "{} air force",
    "{} state television",
    "{} border guards",
)


@cache
def watchlist() -> Watchlist:
    """Make a watchlist of exactly 5,000 English aliases, none with a condition, each of one actor."""
    shipped = parse(default_files())
    named: dict[str, int] = {}
    for i, actor in enumerate(shipped.actors):
        for text in _english(actor):
            named.setdefault(text, i)
    for text, i in _offices(shipped.actors):
        if len(named) == COUNT:
            break
        named.setdefault(text, i)
    spellings: dict[int, list[str]] = {}
    for text, i in named.items():
        spellings.setdefault(i, []).append(text)
    actors = tuple(
        msgspec.structs.replace(shipped.actors[i], aliases={"en": Aliases(direct=tuple(texts))})
        for i, texts in sorted(spellings.items())
    )
    return msgspec.structs.replace(
        shipped, actors=actors, names=(), places=(), themes=(), cues=(), version="bench"
    )


def spellings(lexicon: Lexicon) -> tuple[str, ...]:
    """List what every tagger is given: the aliases in all the casings that the reader looks for."""
    return tuple(needle.text for needle in lexicon.needles)


def _english(actor: Actor) -> list[str]:
    texts = [text_of(one) for one in every_spelling(actor.aliases.get("en", Aliases()))]
    return [text for text in texts if not text.endswith("*")]


def _offices(actors: tuple[Actor, ...]) -> list[tuple[str, int]]:
    """Make the names of offices, state by state, so that long and short names begin alike."""
    states = [(i, actor) for i, actor in enumerate(actors) if actor.kind == "state"]
    found = []
    for of_state, of_people in zip(_OF_A_STATE, _OF_A_PEOPLE, strict=True):
        for i, actor in states:
            found.append((of_state.format(actor.name), i))
            peoples = [text_of(one) for one in actor.aliases["en"].demonym if text_of(one)[-1:].isalpha()]
            found += [(form.format(people), i) for form, people in product((of_people,), peoples[:1])]
    return found
