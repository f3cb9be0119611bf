"""Which pairs of powers a text speaks of, and in which sentences."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from entente.contracts.articles import Event, Mention
from entente.contracts.values import pair_of

MAX_POWERS = 4
"""Powers of one sentence that make every combination a pair; a longer list names powers, not pairs."""


def pairs_of(event: Event) -> Iterator[str]:
    """List the pairs that an event joins: sources with targets, or the sources with each other."""
    if event.targets:
        for source in event.sources:
            for target in event.targets:
                if source != target:
                    yield pair_of(source, target)
    else:
        for one, other in combinations(sorted(set(event.sources)), 2):
            yield pair_of(one, other)


def shared_sentences(mentions: Iterable[Mention]) -> dict[str, list[int]]:
    """List for each pair the sentences, of four powers at most, that name both."""
    powers: dict[int, set[str]] = {}
    for mention in mentions:
        if mention.power is not None:
            powers.setdefault(mention.sentence, set()).add(mention.power)
    shared: dict[str, list[int]] = {}
    for sentence, named in sorted(powers.items()):
        if len(named) <= MAX_POWERS:
            for one, other in combinations(sorted(named), 2):
                shared.setdefault(pair_of(one, other), []).append(sentence)
    return shared
