"""What a text is about: by where and how often its themes' phrases stand, or the powers that meet in it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from entente.contracts.articles import Theme
from entente.reading.joining import Found
from entente.reading.mentions import Named
from entente.reading.normalise import Normalised
from entente.watchlist.model import ThemeEntry

_TITLE_WEIGHT = 2.0
_BODY_WEIGHT = 1.0
_HALF = 1.0
"""The weight at which a theme's score is a half: one place in the body."""


class _Company(NamedTuple):
    """Powers whose being named in one sentence is a place of a theme, from a day on."""

    theme: int
    powers: frozenset[str]
    since: date


class ThemeReader:
    """Finds the themes of a text."""

    def __init__(self, entries: Sequence[ThemeEntry]) -> None:
        self._names = tuple(entry.id for entry in entries)
        self._by_power: dict[str, list[_Company]] = {}
        for i, entry in enumerate(entries):
            for powers in entry.powers:
                company = _Company(i, frozenset(powers), entry.powers_since or date.min)
                # The first alone is looked up: where it isn't named, the rest needs no look.
                self._by_power.setdefault(min(powers), []).append(company)

    def read(
        self, text: Normalised, found: Iterable[Found], named: Sequence[Named], title_end: int, day: date
    ) -> tuple[Theme, ...]:
        """Score the themes of a text: w/(1+w), w adding 2 for a place in the title and 1 for one in the body.

        Args:
            text: the normalised text.
            found: the phrases of themes.
            named: who is named, in the text's order.
            title_end: where the title ends.
            day: the day by which the text is read.

        Returns:
            The themes, strongest first, each with its places as sent.
        """
        places = _by_phrases(found)
        self._add_company(places, named, day)
        made = []
        for owner, spans in places.items():
            weight = sum(_TITLE_WEIGHT if start < title_end else _BODY_WEIGHT for start, _ in spans)
            made.append(
                Theme(
                    theme=self._names[owner],
                    score=round(weight / (_HALF + weight), 4),
                    spans=tuple(text.span(*span) for span in spans),
                )
            )
        return tuple(sorted(made, key=lambda theme: (-theme.score, theme.theme)))

    def by_company(
        self, named: Sequence[Named], found: Sequence[Found], day: date
    ) -> list[tuple[str, tuple[int, int]]]:
        """List the places at which no phrase of a theme stands, but its powers meet, each with its theme."""
        told, places = _by_phrases(found), _by_phrases(found)
        self._add_company(places, named, day)
        return [
            (self._names[owner], span)
            for owner, spans in places.items()
            for span in spans
            if span not in told.get(owner, ())
        ]

    def _add_company(
        self, places: dict[int, list[tuple[int, int]]], named: Sequence[Named], day: date
    ) -> None:
        """Add the sentences in which a theme's powers meet and none of its phrases stands."""
        at = 0
        while at < len(named):
            sentence, first = named[at].sentence, at
            while at < len(named) and named[at].sentence == sentence:
                at += 1
            powers = {one.power for one in named[first:at] if one.power is not None}
            for company in [one for power in sorted(powers) for one in self._by_power.get(power, ())]:
                if not company.powers <= powers or day < company.since:
                    continue
                spans = places.setdefault(company.theme, [])
                start, end = named[first].start, named[at - 1].end
                if not any(a < end and start < b for a, b in spans):
                    spans.append(next((n.start, n.end) for n in named[first:at] if n.power in company.powers))
                    spans.sort()


def _by_phrases(found: Iterable[Found]) -> dict[int, list[tuple[int, int]]]:
    places: dict[int, list[tuple[int, int]]] = {}
    for one in found:
        spans = places.setdefault(one.owner, [])
        if not spans or one.start >= spans[-1][1]:
            spans.append((one.start, one.end))
        elif one.end > spans[-1][1]:  # of "gas" and "gas pipeline" the longer is the place
            spans[-1] = (spans[-1][0], one.end)
    return places
